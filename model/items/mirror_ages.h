// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/time/civil.h"
#include "model/time/timestamp.h"

#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

#include <map>
#include <optional>
#include <vector>

namespace tidemark {

class Clock;
class MirrorStore;
class SourceLinks;
struct Definition;

/// How old what a source showed is, where that source cannot be asked now.
struct MirrorAge
{
    QString source;
    Timestamp asOf;         ///< the end of its last whole fetch
    bool isOffline = false; ///< else it was just not fetched from for long

    friend bool operator==(const MirrorAge &, const MirrorAge &) = default;
};

/// As of when the metrics that were fetched from sources stand (S6). Metrics of this store alone,
/// and those of a source that answers and was fetched from lately, have no age. GUI thread.
class MirrorAges final : public QObject
{
    Q_OBJECT

public:
    /// A source that was not fetched from for so long is stale, though it may answer.
    static constexpr std::int64_t kStaleAfter_ns = 24 * kNsPerHour;

    /// Loans that outlive it.
    MirrorAges(MirrorStore &mirror, const SourceLinks &links, const Clock &clock,
               QObject *parent = nullptr);

    /// The oldest of those that apply to one of the metrics; nothing when all are fresh.
    [[nodiscard]] std::optional<MirrorAge> of(const std::vector<Definition> &metrics) const;

Q_SIGNALS:
    void changed();

private:
    struct Fetched
    {
        QString source;
        Timestamp asOf;
        bool isOffline = false;
        QSet<MetricId> metrics; ///< those here, whatever they are called there
    };

    void readAll();
    void readOne(SourceId source);
    void readMetrics(SourceId source);
    [[nodiscard]] bool isAged(const Fetched &fetched) const;
    void setTimer();

    MirrorStore &m_mirror;
    const SourceLinks &m_links;
    const Clock &m_clock;
    std::map<SourceId, Fetched> m_fetched;
    QTimer m_timer; ///< until the next source becomes stale
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>
#include <vector>

namespace tidemark {

/// The newest word of SourceLinks on every source, for all views of one window, with the time until
/// the next sending counted down. Nothing ticks unless a view shows it and something counts down.
/// GUI thread.
class SourceBoard final : public QObject
{
    Q_OBJECT

public:
    /// `links` is a loan that outlives the board.
    explicit SourceBoard(const SourceLinks &links, QObject *parent = nullptr);

    /// By name.
    [[nodiscard]] const std::vector<SourceLink> &links() const { return m_links; }
    /// nullptr when it is gone.
    [[nodiscard]] const SourceLink *find(SourceId source) const;
    /// Until the next sending, rounded up; absent when none is set.
    [[nodiscard]] std::optional<std::chrono::seconds> nextIn(SourceId source) const;
    /// Of all sources together.
    [[nodiscard]] OutboxCounts totals() const;

    /// Views that show the time until the next sending say while they do. Calls pair up.
    void beginCountdown();
    void endCountdown();

Q_SIGNALS:
    void linksChanged(); ///< sources came, went or were changed
    void linkChanged(tidemark::SourceId source);
    void countedDown();

private:
    void readAll();
    void readOne(SourceId source);
    void note(const SourceLink &link);
    [[nodiscard]] bool isSaidAnew(const SourceLink &link) const;
    void updateTimer();

    const SourceLinks &m_source;
    std::vector<SourceLink> m_links;
    QHash<qint64, qint64> m_sendAt_ms; ///< by source, on the clock below
    QElapsedTimer m_clock;
    QTimer m_tick;
    int m_watchers = 0;
};

} // namespace tidemark

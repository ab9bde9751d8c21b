// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "views/sources/source_parts.h"

#include <QObject>
#include <QSet>

#include <cstdint>
#include <vector>

class QTimer;

namespace tidemark {

/// Follows the items of a source that wait at one moment until each was saved or refused, and tells
/// how far it is (S4). Only records are counted. GUI thread.
class PublishWatch final : public QObject
{
    Q_OBJECT

public:
    PublishWatch(const SourceParts &parts, SourceId source, QObject *parent = nullptr);

    /// Everything of the source that is in the outbox now.
    void start();
    /// Looks again, also when nothing told of a change.
    void refresh();
    [[nodiscard]] std::int64_t total() const { return m_total; }
    [[nodiscard]] std::int64_t waiting() const { return m_waiting; }
    [[nodiscard]] std::int64_t failed() const { return m_failed; }
    [[nodiscard]] std::int64_t saved() const { return m_total - m_waiting - m_failed; }
    /// Those that need a person, of any kind; the first 10,000.
    [[nodiscard]] const std::vector<OutboxItem> &failures() const { return m_failures; }

Q_SIGNALS:
    void changed();
    void readFailed(const tidemark::Error &error);

private:
    void read(std::optional<OutboxItemId> after, QSet<qint64> seen, std::int64_t waiting,
              std::int64_t failed, std::vector<OutboxItem> failures);

    SourceParts m_parts;
    SourceId m_source;
    QTimer *m_timer;
    QSet<qint64> m_watched; ///< ids of the records
    bool m_isStarting = false;
    std::uint64_t m_generation = 0;
    std::int64_t m_total = 0;
    std::int64_t m_waiting = 0;
    std::int64_t m_failed = 0;
    std::vector<OutboxItem> m_failures;
};

} // namespace tidemark

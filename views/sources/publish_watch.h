// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "views/sources/source_parts.h"

#include <QObject>

#include <cstdint>
#include <vector>

namespace tidemark {

class RefreshPace;

/// Follows the items of one publishing until each was saved or refused, and tells how far it is
/// (S4). What else waits for the source is left aside. A reading of the outbox that was begun comes
/// to its end, whatever changes meanwhile. GUI thread.
class PublishWatch final : public QObject
{
    Q_OBJECT

public:
    PublishWatch(const SourceParts &parts, SourceId source, PublishedItems published,
                 QObject *parent = nullptr);

    void start();
    /// Looks again, also when nothing told of a change.
    void refresh();
    /// The outbox was read once: before that nothing is known but the total.
    [[nodiscard]] bool isRead() const { return m_isRead; }
    /// Of records.
    [[nodiscard]] std::int64_t total() const { return m_published.records; }
    [[nodiscard]] std::int64_t waiting() const { return m_now.waiting; }
    [[nodiscard]] std::int64_t failed() const { return m_now.failed; }
    /// Those that the source had just so included.
    [[nodiscard]] std::int64_t saved() const { return total() - waiting() - failed(); }
    /// Of their metrics and sessions.
    [[nodiscard]] std::int64_t failedOthers() const { return m_now.failedOthers; }
    [[nodiscard]] std::int64_t waitingOthers() const { return m_now.waitingOthers; }
    /// Those that need a person, of any kind; the first 10,000.
    [[nodiscard]] const std::vector<OutboxItem> &failures() const { return m_now.failures; }

Q_SIGNALS:
    void changed();
    void readFailed(const tidemark::Error &error);

private:
    struct Standing
    {
        std::int64_t waiting = 0;
        std::int64_t failed = 0;
        std::int64_t waitingOthers = 0;
        std::int64_t failedOthers = 0;
        std::vector<OutboxItem> failures = {};
    };

    void read(std::optional<OutboxItemId> after, Standing standing);
    void count(std::vector<OutboxItem> items, Standing &standing) const;

    SourceParts m_parts;
    SourceId m_source;
    RefreshPace *m_pace;
    PublishedItems m_published;
    Standing m_now;
    bool m_isRead = false;
};

} // namespace tidemark

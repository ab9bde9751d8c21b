// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/sending.h"

#include <QStringList>

#include <cstdint>
#include <map>
#include <vector>

namespace tidemark::outbox {

/// Looks into what is about to be removed there: its values go with it, those of others too. On the
/// delivery's thread.
///
/// What comes there between the look and the removal is not seen: nothing there holds it off.
class RemovalLook
{
public:
    /// How many values are there that this store does not know, or why that cannot be told now.
    using Unknown = RemoteResult<std::int64_t>;

    explicit RemovalLook(Sending &sending)
        : m_sending(sending)
    {}

    /// By their uids there, in this order. One request each; one that is not there holds nothing.
    [[nodiscard]] std::vector<Unknown> ofSessions(const QStringList &uids);
    /// By their names there, in this order. Reads all their values, the list of sessions, and those
    /// of each session without times, which no query shows.
    [[nodiscard]] std::vector<Unknown> ofMetrics(const QStringList &names);

private:
    [[nodiscard]] Unknown count(std::vector<RemoteRecord> there);
    [[nodiscard]] Unknown timedOf(const QString &metric);
    /// Values of these metrics, by metric.
    [[nodiscard]] RemoteResult<std::map<QString, std::vector<RemoteRecord>>>
    untimedOf(const QStringList &metrics);
    [[nodiscard]] RemoteResult<QStringList> untimedSessions();

    Sending &m_sending;
};

} // namespace tidemark::outbox

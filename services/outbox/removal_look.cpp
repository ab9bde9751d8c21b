// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/removal_look.h"

#include "services/outbox/pages.h"

#include <QSet>

#include <utility>

namespace tidemark::outbox {
RemovalLook::Unknown RemovalLook::count(std::vector<RemoteRecord> there)
{
    const auto unknown = m_sending.countUnknown(std::move(there));
    return unknown ? Unknown(*unknown) : tl::unexpected(Sending::stopped());
}

std::vector<RemovalLook::Unknown> RemovalLook::ofSessions(const QStringList &uids)
{
    std::vector<Unknown> unknown(static_cast<std::size_t>(uids.size()), 0);
    m_sending.askAll<std::vector<RemoteRecord>>(
        unknown.size(),
        [&](std::size_t i) {
            return m_sending.api().recordsOf(uids.at(static_cast<qsizetype>(i)), m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<std::vector<RemoteRecord>> &answer) {
            // Where more may be there than is told, others may have some of it.
            if (answer)
                unknown[i] = count(*answer).map([&answer](std::int64_t others) {
                    return others + (answer->size() < kMostRecordsOfSession ? 0 : 1);
                });
            else if (answer.error().fault != RemoteFault::NotFound)
                unknown[i] = tl::unexpected(answer.error());
        });
    return unknown;
}

std::vector<RemovalLook::Unknown> RemovalLook::ofMetrics(const QStringList &names)
{
    std::vector<Unknown> unknown;
    if (names.isEmpty())
        return unknown;
    auto untimed = untimedOf(names);
    for (const QString &name : names) {
        Unknown timed = untimed ? timedOf(name) : Unknown(tl::unexpected(untimed.error()));
        if (timed) {
            const Unknown more = count(std::move((*untimed)[name]));
            timed = more ? Unknown(*timed + *more) : more;
        }
        unknown.push_back(std::move(timed));
    }
    return unknown;
}

RemovalLook::Unknown RemovalLook::timedOf(const QString &metric)
{
    RemoteQuery query;
    query.metric = metric;
    query.begin = Timestamp::min(); // else from 1970 on, and to now
    query.end = Timestamp::max();
    std::int64_t unknown = 0;
    std::optional<RemoteError> error;
    const auto read = eachPage<RemoteRecord>(
        m_sending,
        [&](const std::optional<QString> &page) {
            return m_sending.api().query(query, page, m_sending.stop());
        },
        [&](std::vector<RemoteRecord> records) {
            const Unknown more = count(std::move(records));
            unknown += more.value_or(0);
            if (!more)
                error = more.error();
            return more.has_value();
        });
    if (!read && read.error().fault == RemoteFault::NotFound)
        return 0; // the metric is gone
    if (!read)
        return tl::unexpected(read.error());
    return error ? Unknown(tl::unexpected(*error)) : Unknown(unknown);
}

RemoteResult<QStringList> RemovalLook::untimedSessions()
{
    QStringList uids;
    const auto read = eachPage<RemoteSession>(
        m_sending,
        [&](const std::optional<QString> &page) {
            return m_sending.api().sessions(page, m_sending.stop());
        },
        [&](const std::vector<RemoteSession> &sessions) {
            for (const RemoteSession &session : sessions) {
                if (!session.end)
                    uids.append(session.uid);
            }
            return true;
        });
    return read.transform([&] { return std::move(uids); });
}

RemoteResult<std::map<QString, std::vector<RemoteRecord>>>
RemovalLook::untimedOf(const QStringList &metrics)
{
    const auto uids = untimedSessions();
    if (!uids)
        return tl::unexpected(uids.error());
    const QSet<QString> wanted(metrics.begin(), metrics.end());
    std::map<QString, std::vector<RemoteRecord>> records;
    std::optional<RemoteError> error;
    m_sending.askAll<std::vector<RemoteRecord>>(
        static_cast<std::size_t>(uids->size()),
        [&](std::size_t i) {
            return m_sending.api().recordsOf(uids->at(static_cast<qsizetype>(i)), m_sending.stop());
        },
        [&](std::size_t, const RemoteResult<std::vector<RemoteRecord>> &answer) {
            if (!answer && answer.error().fault != RemoteFault::NotFound)
                error = answer.error();
            for (const RemoteRecord &record : answer.value_or(std::vector<RemoteRecord>())) {
                if (wanted.contains(record.metric))
                    records[record.metric].push_back(record);
            }
        });
    if (error)
        return tl::unexpected(*error);
    return records;
}

} // namespace tidemark::outbox

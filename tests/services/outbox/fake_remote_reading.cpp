// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/aggregate.h"
#include "model/time/calendar.h"
#include "tests/services/outbox/fake_remote.h"
#include "tests/services/outbox/fake_remote_answer.h"

#include <algorithm>
#include <tuple>

namespace tidemark::test {

using namespace Qt::StringLiterals;

void FakeRemote::setPageSize(std::size_t items)
{
    const std::lock_guard lock(m_mutex);
    m_pageSize = items;
}

RemoteSession &FakeRemote::shown(RemoteState::StoredSession &stored)
{
    stored.session.start.reset();
    stored.session.end.reset();
    for (const auto &[file, range] : stored.files) {
        if (!range)
            continue;
        stored.session.start = std::min(stored.session.start.value_or(range->first), range->first);
        stored.session.end = std::max(stored.session.end.value_or(range->last), range->last);
    }
    return stored.session;
}

// The token is the number of items before the page.
template <class T>
RemotePage<T> FakeRemote::pageOf(std::vector<T> items, const std::optional<QString> &page,
                                 std::size_t size) const
{
    const std::size_t first =
        std::min<std::size_t>(page.value_or(QString()).toULongLong(), items.size());
    const std::size_t last = std::min(first + size, items.size());
    RemotePage<T> answer;
    answer.items.assign(std::make_move_iterator(items.begin() + static_cast<std::ptrdiff_t>(first)),
                        std::make_move_iterator(items.begin() + static_cast<std::ptrdiff_t>(last)));
    if (last < items.size())
        answer.next = QString::number(last);
    else if (!m_endless.isEmpty() && m_requests.back().startsWith(m_endless))
        answer.next = m_isEndlessFresh ? QString::number(m_requests.size() + 1'000'000) : u"0"_s;
    return answer;
}

RemoteFuture<RemotePage<RemoteDefinition>> FakeRemote::definitions(std::optional<QString> page,
                                                                   std::stop_token stop)
{
    return answer<RemotePage<RemoteDefinition>>(
        u"definitions"_s, stop, [&]() -> RemoteResult<RemotePage<RemoteDefinition>> {
            std::vector<RemoteDefinition> all;
            for (const auto &[name, definition] : m_state.definitions)
                all.push_back(definition);
            return pageOf(std::move(all), page, m_pageSize);
        });
}

RemoteFuture<RemotePage<RemoteSession>> FakeRemote::sessions(std::optional<QString> page,
                                                             std::stop_token stop)
{
    return answer<RemotePage<RemoteSession>>(u"sessions"_s, stop,
                                             [&]() -> RemoteResult<RemotePage<RemoteSession>> {
                                                 std::vector<RemoteSession> all;
                                                 for (auto &[uid, stored] : m_state.sessions)
                                                     all.push_back(shown(stored));
                                                 return pageOf(std::move(all), page, m_pageSize);
                                             });
}

RemoteFuture<RemotePage<QString>> FakeRemote::devices(std::optional<QString> page,
                                                      std::stop_token stop)
{
    return answer<RemotePage<QString>>(
        u"devices"_s, stop, [&]() -> RemoteResult<RemotePage<QString>> {
            std::vector<QString> all(m_state.devices.begin(), m_state.devices.end());
            std::sort(all.begin(), all.end());
            return pageOf(std::move(all), page, m_pageSize);
        });
}

RemoteFuture<std::optional<RemoteSession>> FakeRemote::findSession(QString uid,
                                                                   std::stop_token stop)
{
    return answer<std::optional<RemoteSession>>(
        u"find session "_s + uid, stop, [&]() -> RemoteResult<std::optional<RemoteSession>> {
            const auto found = m_state.sessions.find(uid);
            return found == m_state.sessions.end() ? std::optional<RemoteSession>()
                                                   : std::optional(shown(found->second));
        });
}

RemoteFuture<RemotePage<QString>>
FakeRemote::devicesOf(QString sessionUid, std::optional<QString> page, std::stop_token stop)
{
    return answer<RemotePage<QString>>(
        u"devices of "_s + sessionUid, stop, [&]() -> RemoteResult<RemotePage<QString>> {
            std::vector<QString> all;
            const auto done = withSession(sessionUid, [&all](auto &stored) {
                all.assign(stored.devices.begin(), stored.devices.end());
            });
            if (!done)
                return tl::unexpected(done.error());
            return pageOf(std::move(all), page, m_pageSize);
        });
}

RemoteFuture<std::vector<RemoteRecord>> FakeRemote::recordsOf(QString sessionUid,
                                                              std::stop_token stop)
{
    return answer<std::vector<RemoteRecord>>(
        u"records of "_s + sessionUid, stop, [&]() -> RemoteResult<std::vector<RemoteRecord>> {
            std::vector<RemoteRecord> records;
            const auto done = withSession(sessionUid, [&records](auto &stored) {
                for (const auto &[metric, record] : stored.records) {
                    if (records.size() < kMostRecordsOfSession)
                        records.push_back(record);
                }
            });
            if (!done)
                return tl::unexpected(done.error());
            return records;
        });
}

// By the end of the session, then by its uid; sessions without times are not found.
std::vector<RemoteRecord> FakeRemote::valuesOf(const RemoteQuery &query)
{
    std::vector<RemoteRecord> values;
    for (auto &[uid, stored] : m_state.sessions) {
        const auto found = stored.records.find(query.metric);
        const RemoteSession &session = shown(stored);
        if (found == stored.records.end() || !session.end)
            continue;
        if ((query.begin && *session.end < *query.begin) ||
            (query.end && *session.end >= *query.end))
            continue;
        values.push_back(found->second);
        values.back().start = session.start;
        values.back().end = session.end;
    }
    std::sort(values.begin(), values.end(), [](const RemoteRecord &a, const RemoteRecord &b) {
        return std::tie(a.end, a.sessionUid) < std::tie(b.end, b.sessionUid);
    });
    return values;
}

RemoteFuture<RemotePage<RemoteRecord>>
FakeRemote::query(RemoteQuery query, std::optional<QString> page, std::stop_token stop)
{
    return answer<RemotePage<RemoteRecord>>(
        u"query "_s + query.metric, stop, [&]() -> RemoteResult<RemotePage<RemoteRecord>> {
            if (!m_state.definitions.contains(query.metric))
                return tl::unexpected(refusal(RemoteFault::NotFound, 404));
            return pageOf(valuesOf(query), page, static_cast<std::size_t>(query.pageSize));
        });
}

// In UTC with weeks from Monday, the window widened to whole periods. Source: Roboto, aggregate.
RemoteFuture<std::vector<RemoteBucket>> FakeRemote::aggregate(RemoteAggregateQuery query,
                                                              std::stop_token stop)
{
    return answer<std::vector<RemoteBucket>>(
        u"aggregate "_s + query.metric, stop, [&]() -> RemoteResult<std::vector<RemoteBucket>> {
            if (!m_state.definitions.contains(query.metric))
                return tl::unexpected(refusal(RemoteFault::NotFound, 404));
            const Calendar calendar;
            const TimeWindow window = calendar.widened({query.begin, query.end}, query.period);
            RemoteQuery values;
            values.metric = query.metric;
            values.begin = window.begin;
            values.end = window.end;
            std::vector<RemoteBucket> buckets;
            Aggregate aggregate;
            for (const RemoteRecord &record : valuesOf(values)) {
                const TimeWindow bucket = calendar.bucketOf(query.period, *record.end);
                if (buckets.empty() || buckets.back().begin != bucket.begin) {
                    buckets.push_back({bucket.begin, bucket.end, 0, 0});
                    aggregate = {};
                }
                aggregate.add(*record.end, record.value);
                buckets.back().total = static_cast<std::int64_t>(aggregate.count);
                buckets.back().value = aggregate.value(query.function).value_or(0);
            }
            return buckets;
        });
}

} // namespace tidemark::test

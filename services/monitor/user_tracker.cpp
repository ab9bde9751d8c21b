// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_tracker.h"

#include "model/time/civil.h"

#include <algorithm>
#include <utility>

namespace tidemark::monitor {

namespace {

constexpr double kRounding_ms = 0.005;  // half a step of what is told
constexpr double kMostErrorRatio = 0.1; // of the mean
constexpr std::size_t kMostSeen = 100'000;
constexpr Timedelta kForgotten{kNsPerHour}; // an idle user leaves a server after 35 minutes

/// As the server wrote it: a corrected time would move when the zone of the server does.
std::int64_t writtenStart(const MonitorReading &reading, const PerUserResourceUsage &usage)
{
    const auto ahead = reading.hasZone ? std::chrono::seconds(0) : reading.offset;
    return (usage.session.createdAt + Timedelta(std::chrono::nanoseconds(ahead).count())).posixNs();
}

void addTo(UserTotal &total, const PerUserResourceUsage &usage)
{
    PerUserRequestMetrics &sum = total.requests;
    const PerUserRequestMetrics &more = usage.requests;
    const auto before = static_cast<double>(sum.totalRequests);
    const auto added = static_cast<double>(more.totalRequests);
    if (added > 0)
        sum.avgLatency_ms =
            (sum.avgLatency_ms * before + more.avgLatency_ms * added) / (before + added);
    sum.totalRequests = saturatingAdd(sum.totalRequests, more.totalRequests);
    sum.activeRequests = saturatingAdd(sum.activeRequests, more.activeRequests);
    sum.errorCount = saturatingAdd(sum.errorCount, more.errorCount);
    PerUserMemoryMetrics &memory = total.memory;
    memory.functionsCount = saturatingAdd(memory.functionsCount, usage.memory.functionsCount);
    memory.functionGroupsCount =
        saturatingAdd(memory.functionGroupsCount, usage.memory.functionGroupsCount);
    memory.exitStackSize = saturatingAdd(memory.exitStackSize, usage.memory.exitStackSize);
    total.isActive = total.isActive || usage.session.isActive;
}

std::vector<UserTotal> totalsOf(const std::vector<PerUserResourceUsage> &users)
{
    std::vector<UserTotal> totals;
    QHash<QString, std::size_t> places;
    for (const PerUserResourceUsage &usage : users) {
        const auto known = places.constFind(usage.userId);
        if (known == places.cend()) {
            places.insert(usage.userId, totals.size());
            totals.push_back(
                {usage.userId, 1, usage.requests, usage.memory, usage.session.isActive});
            continue;
        }
        UserTotal &total = totals[*known];
        ++total.entries;
        addTo(total, usage);
    }
    return totals;
}

/// How long all requests took together.
double timeOf(const PerUserRequestMetrics &requests)
{
    return requests.avgLatency_ms * static_cast<double>(requests.totalRequests);
}

} // namespace

std::optional<WindowedLatency> windowedLatency(const PerUserRequestMetrics &before,
                                               const PerUserRequestMetrics &after)
{
    if (after.totalRequests <= before.totalRequests)
        return std::nullopt;
    const auto n1 = static_cast<double>(before.totalRequests);
    const auto n2 = static_cast<double>(after.totalRequests);
    const double mean_ms = (timeOf(after) - timeOf(before)) / (n2 - n1);
    const double error_ms = kRounding_ms * (n1 + n2) / (n2 - n1);
    if (mean_ms < 0 || error_ms > kMostErrorRatio * mean_ms)
        return std::nullopt;
    return WindowedLatency{mean_ms, error_ms};
}

TrackedReading UserTracker::follow(MonitorReading reading)
{
    TrackedReading tracked;
    std::map<Entry, Counters> entries;
    std::vector<std::pair<Counters, Seen>> present;
    QHash<QString, int> ordinals;
    std::map<std::pair<QString, std::int64_t>, int> equals;
    for (const PerUserResourceUsage &usage : reading.response.users) {
        const std::int64_t start = writtenStart(reading, usage);
        const int ordinal = ordinals[usage.userId]++;
        const Counters counters{usage.userId, start, equals[{usage.userId, start}]++};
        tracked.users.push_back(followed(usage, ordinal, counters));
        entries.emplace(Entry{usage.userId, ordinal}, counters);
        present.emplace_back(counters, Seen{usage.requests, reading.receivedAt});
    }
    for (const auto &[entry, counters] : m_last) {
        if (!entries.contains(entry))
            tracked.vanished.push_back({entry.first, entry.second});
    }
    m_before.seen.clear();
    for (auto &[counters, seen] : present) {
        const auto known = m_seen.find(counters);
        m_before.seen.emplace_back(counters, known == m_seen.end() ? std::nullopt
                                                                   : std::optional(known->second));
        m_seen.insert_or_assign(counters, std::move(seen));
    }
    forgetOld(reading.receivedAt);
    // Who tells of ever new users is followed from answer to answer alone.
    if (m_seen.size() > kMostSeen)
        std::erase_if(
            m_seen, [at = reading.receivedAt](const auto &entry) { return entry.second.at != at; });
    m_before.last = std::exchange(m_last, std::move(entries));
    m_before.hasAnswer = std::exchange(m_hasAnswer, true);
    tracked.totals = totalsOf(reading.response.users);
    tracked.reading = std::move(reading);
    return tracked;
}

void UserTracker::takeBack()
{
    for (auto &[counters, seen] : m_before.seen) {
        if (seen)
            m_seen.insert_or_assign(counters, *std::move(seen));
        else
            m_seen.erase(counters);
    }
    m_before.seen.clear();
    m_last = std::move(m_before.last);
    m_before.last.clear();
    m_hasAnswer = m_before.hasAnswer;
}

TrackedUser UserTracker::followed(const PerUserResourceUsage &usage, int ordinal,
                                  const Counters &counters) const
{
    TrackedUser user{usage, ordinal, false, std::nullopt, std::nullopt};
    if (!m_hasAnswer)
        return user;
    const auto known = m_seen.find(counters);
    const bool goesOn = known != m_seen.end() &&
                        known->second.requests.totalRequests <= usage.requests.totalRequests;
    const PerUserRequestMetrics before = goesOn ? known->second.requests : PerUserRequestMetrics();
    const auto last = m_last.find({usage.userId, ordinal});
    user.isReset = last != m_last.end() && (last->second != counters || !goesOn);
    user.newRequests = usage.requests.totalRequests - before.totalRequests;
    user.newErrors = std::max<std::int64_t>(usage.requests.errorCount - before.errorCount, 0);
    user.latency = windowedLatency(before, usage.requests);
    user.newTime_ms = timeOf(usage.requests) - timeOf(before);
    return user;
}

void UserTracker::forgetOld(Timestamp now)
{
    std::erase_if(m_seen, [now](const auto &entry) { return entry.second.at + kForgotten <= now; });
}

} // namespace tidemark::monitor

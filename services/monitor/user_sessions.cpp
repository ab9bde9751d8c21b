// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_sessions.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tidemark::monitor {

SessionScope::SessionScope(UserSessions &sessions, QString userId, SteadyTime begun) noexcept
    : m_sessions(&sessions)
    , m_userId(std::move(userId))
    , m_begun(begun)
{}

SessionScope::SessionScope(SessionScope &&other) noexcept
    : m_sessions(std::exchange(other.m_sessions, nullptr))
    , m_userId(std::move(other.m_userId))
    , m_begun(other.m_begun)
    , m_hasFailed(other.m_hasFailed)
{}

SessionScope::~SessionScope()
{
    if (m_sessions != nullptr)
        m_sessions->close(*this);
}

UserSessions::UserSessions(const Clock &clock, std::function<SteadyTime()> steadyNow)
    : m_clock(clock)
    , m_steadyNow(std::move(steadyNow))
    , m_begun(m_steadyNow())
{}

SessionScope UserSessions::open(const QString &userId)
{
    const Timestamp now = m_clock.now();
    const SteadyTime steady = m_steadyNow();
    const std::lock_guard lock(m_mutex);
    cleanUp(steady);
    const auto [found, isNew] = m_users.try_emplace(userId);
    State &state = found->second;
    if (isNew) {
        state.number = m_arrivals++;
        state.createdAt = now;
    }
    state.lastActivity = now;
    state.lastUse = steady;
    ++state.open;
    return {*this, userId, steady};
}

void UserSessions::close(const SessionScope &scope) noexcept
{
    const Timestamp now = m_clock.now();
    const SteadyTime steady = m_steadyNow();
    const std::lock_guard lock(m_mutex);
    State &state = m_users.find(scope.m_userId)->second; // nobody leaves with a session open
    state.lastActivity = now;
    state.lastUse = steady;
    state.latency += steady - scope.m_begun;
    --state.open;
    ++state.closed;
    state.failed += scope.m_hasFailed ? 1 : 0;
}

std::optional<UserActivity> UserSessions::user(const QString &userId) const
{
    const std::lock_guard lock(m_mutex);
    cleanUp(m_steadyNow());
    const auto found = m_users.find(userId);
    return found == m_users.end() ? std::nullopt
                                  : std::optional(activityOf(found->first, found->second));
}

std::vector<UserActivity> UserSessions::users() const
{
    std::vector<std::pair<std::uint64_t, UserActivity>> numbered;
    {
        const std::lock_guard lock(m_mutex);
        cleanUp(m_steadyNow());
        numbered.reserve(m_users.size());
        for (const auto &[userId, state] : m_users)
            numbered.emplace_back(state.number, activityOf(userId, state));
    }
    std::sort(numbered.begin(), numbered.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<UserActivity> all;
    all.reserve(numbered.size());
    for (auto &[number, activity] : numbered)
        all.push_back(std::move(activity));
    return all;
}

void UserSessions::cleanUp(SteadyTime now) const
{
    const SteadyTime due = now - (now - m_begun) % kBetweenCleanUps; // the last one until now
    std::erase_if(m_users, [due](const auto &entry) {
        const State &state = entry.second;
        return state.open == 0 && state.lastUse + kIdle <= due;
    });
}

UserActivity UserSessions::activityOf(const QString &userId, const State &state)
{
    UserActivity activity;
    activity.userId = userId;
    activity.session = {state.createdAt, state.lastActivity, state.open, state.open > 0};
    activity.requests.totalRequests = state.closed;
    activity.requests.activeRequests = state.open;
    activity.requests.errorCount = state.failed;
    if (state.closed > 0)
        activity.requests.avgLatency_ms =
            roundedLatency(std::chrono::duration<double, std::milli>(state.latency).count() /
                           static_cast<double>(state.closed));
    return activity;
}

// Printing rounds the exact value; arithmetic would round it before.
double roundedLatency(double mean_ms)
{
    constexpr std::size_t kLongest = 320; // of the largest double
    std::array<char, kLongest> text{};
    const auto written =
        std::to_chars(text.data(), text.data() + text.size(), mean_ms, std::chars_format::fixed, 2);
    double rounded = mean_ms;
    std::from_chars(text.data(), written.ptr, rounded);
    return rounded;
}

} // namespace tidemark::monitor

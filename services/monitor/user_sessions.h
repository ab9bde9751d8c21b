// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/clock.h"
#include "services/monitor/user_metrics.h"

#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::monitor {

class UserSessions;

/// One open session of a user; ends when it goes. It may move to another thread and does not
/// outlive its UserSessions.
class SessionScope
{
public:
    SessionScope(SessionScope &&other) noexcept;
    SessionScope &operator=(SessionScope &&) = delete;
    SessionScope(const SessionScope &) = delete;
    SessionScope &operator=(const SessionScope &) = delete;
    ~SessionScope(); // closes the session

    /// It ends by an error.
    void markFailed() noexcept { m_hasFailed = true; }

private:
    friend class UserSessions;
    using SteadyTime = std::chrono::steady_clock::time_point;
    SessionScope(UserSessions &sessions, QString userId, SteadyTime begun) noexcept;

    UserSessions *m_sessions; ///< nothing once moved from
    QString m_userId;
    SteadyTime m_begun;
    bool m_hasFailed = false;
};

/// What is known of one user.
struct UserActivity
{
    QString userId;
    PerUserSessionMetrics session;
    PerUserRequestMetrics requests;
};

/// The users of this program that have, or lately had, a session (collectors 2.3, 2.5). Any thread.
///
/// A user who has been idle for half an hour leaves at the next clean-up, which is every five
/// minutes, and never while a session is open; who comes back begins at zero. No timer is needed: a
/// clean-up is made up for when somebody asks, as of the moment at which it was due.
class UserSessions
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::minutes kIdle{30};
    static constexpr std::chrono::minutes kBetweenCleanUps{5};

    /// `clock` outlives it and stamps; `steadyNow` measures latency and idleness.
    explicit UserSessions(const Clock &clock,
                          std::function<SteadyTime()> steadyNow = &std::chrono::steady_clock::now);
    UserSessions(const UserSessions &) = delete;
    UserSessions &operator=(const UserSessions &) = delete;
    ~UserSessions() = default;

    [[nodiscard]] SessionScope open(const QString &userId);
    /// Nothing for who is not there.
    [[nodiscard]] std::optional<UserActivity> user(const QString &userId) const;
    /// In the order in which they came, all of one instant.
    [[nodiscard]] std::vector<UserActivity> users() const;

private:
    friend class SessionScope;

    struct State
    {
        std::uint64_t number = 0; ///< order of arrival
        Timestamp createdAt;
        Timestamp lastActivity;
        SteadyTime lastUse;
        std::int64_t open = 0;
        std::int64_t closed = 0;
        std::int64_t failed = 0;
        std::chrono::nanoseconds latency{0}; ///< of all closed ones
    };

    void close(const SessionScope &scope) noexcept;
    void cleanUp(SteadyTime now) const; // call under m_mutex
    [[nodiscard]] static UserActivity activityOf(const QString &userId, const State &state);

    const Clock &m_clock;
    std::function<SteadyTime()> m_steadyNow;
    SteadyTime m_begun;
    mutable std::mutex m_mutex;
    mutable std::map<QString, State> m_users; // under m_mutex
    std::uint64_t m_arrivals = 0;             // under m_mutex
};

/// A mean to two decimals as the interface has it: the exact value of the double, halves to even.
[[nodiscard]] double roundedLatency(double mean_ms);

} // namespace tidemark::monitor

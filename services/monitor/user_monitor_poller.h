// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/monitor/poll_pace.h"
#include "services/monitor/poll_timer.h"
#include "services/monitor/server_time.h"
#include "services/monitor/user_tracker.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace tidemark {
class Clock;
}

namespace tidemark::monitor {

class UserMonitorClient;

/// How the last poll of a target ended.
enum class MonitorStatus
{
    NotAsked,  ///< no poll has ended yet
    Current,   ///< what is shown was just told
    NoMonitor, ///< the server has none, or has it switched off
    Slow,      ///< no answer in time, which is no sign that the server is down
    Failed     ///< no answer, an error, or one that is not understood
};

/// What a poller reaches the world by.
struct PollerParts
{
    /// Asks for the body of one answer, within the client's deadline; see UserMonitorClient.
    std::function<QFuture<Result<QByteArray>>(std::stop_token)> fetch;
    std::unique_ptr<PollTimer> timer;
    std::function<double()> random; ///< in [0, 1)
};

/// Asks by the client, a loan, and waits by the event loop of the thread that calls this.
[[nodiscard]] PollerParts pollerPartsOf(UserMonitorClient &client);

/// Asks one target for its users again and again: one request at a time, paced by PollPace from
/// start to start, and from the end of a poll that failed. What was told last stays when a later
/// poll fails. Lives on one thread, whose
/// event loop it uses; nothing here waits.
class UserMonitorPoller final : public QObject
{
    Q_OBJECT

public:
    /// `clock` outlives it and says when answers came.
    UserMonitorPoller(PollerParts parts, const Clock &clock, const PollIntervals &intervals = {},
                      QObject *parent = nullptr);
    ~UserMonitorPoller() override; // stops

    void start(); ///< polls at once, unless it has begun
    void stop();  ///< lets go of a request under way
    /// Somebody looks, or does so no longer. The next poll may move closer.
    void setVisible(bool isVisible);
    /// What a person says of a server that writes no zone; nothing: it is estimated. Holds from the
    /// next answer on.
    void setOffset(std::optional<std::chrono::seconds> offset) { m_offset.setOverride(offset); }

    /// What was told last could not be kept: see UserTracker::takeBack().
    void takeBack() { m_tracker.takeBack(); }

    [[nodiscard]] MonitorStatus status() const noexcept { return m_status; }
    /// Why the last poll failed.
    [[nodiscard]] const std::optional<Error> &error() const noexcept { return m_error; }
    /// What was told last, also long ago; nothing before the first answer.
    [[nodiscard]] const std::optional<TrackedReading> &last() const noexcept { return m_last; }
    /// There is an answer, and it is not that of the last poll.
    [[nodiscard]] bool isStale() const noexcept
    {
        return m_last.has_value() && m_status != MonitorStatus::Current;
    }
    /// How long ago the last answer came, never less than 0; nothing without one.
    [[nodiscard]] std::optional<Timedelta> age() const;

Q_SIGNALS:
    void polled(); ///< a poll has ended, well or not

private:
    void schedule();
    void poll();
    void onFetched(const Result<QByteArray> &body);
    void onFailed(const Error &error);

    PollerParts m_parts;
    const Clock &m_clock;
    PollPace m_pace;
    ServerOffset m_offset;
    UserTracker m_tracker;
    MonitorStatus m_status = MonitorStatus::NotAsked;
    std::optional<Error> m_error;
    std::optional<TrackedReading> m_last;
    std::stop_source m_request;                 ///< of the one under way
    std::chrono::milliseconds m_pausedSince{0}; ///< what the interval counts from
    double m_random = 0;                        ///< the jitter of the present wait
    bool m_isVisible = true;
    bool m_isRunning = false;
    bool m_isAsking = false;
};

} // namespace tidemark::monitor

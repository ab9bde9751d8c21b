// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/collector/metric_history.h"
#include "services/metrics/collector/running_timers.h"
#include "services/metrics/collector/success_failure_tracker.h"
#include "services/metrics/metrics_error.h"

#include <atomic>
#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// An operation that is timed, looked up once; stays good while its timer lives.
struct TimedOperation
{
    std::string name;
    Timer succeeded; ///< durations of those that did
    Timer failed;
    SuccessFailureTracker::Operation *outcomes = nullptr;
    std::atomic<double> last_s = 0;
};

/// Times operations by the steady clock. What is timed goes into the collector's timer of the
/// operation's name, tagged `success`, and into the tracker. All of it may be called from any
/// thread; a timer may be stopped by another thread than the one that started it.
/// Source: the metrics protocol, PerformanceTimer.
class PerformanceTimer
{
public:
    struct Options
    {
        std::chrono::seconds longest{3'600};   ///< a timer that runs longer is dropped, and counted
        std::size_t most = 100'000;            ///< that run at once; further ones stop as unknown
        std::vector<std::string> tagKeys = {}; ///< of the metadata, which become tags
    };
    struct Counts
    {
        std::uint64_t unknown = 0;   ///< stopped without running
        std::uint64_t abandoned = 0; ///< dropped since they ran too long
        std::uint64_t tooMany = 0;   ///< not started
    };
    struct Running
    {
        std::string operation;
        TimerId id;
        double age_s = 0;
    };
    using Stats = std::map<std::string, double, std::less<>>;

    PerformanceTimer(MetricCollector &collector, SuccessFailureTracker &tracker, const Clock &clock,
                     Options options);
    PerformanceTimer(MetricCollector &collector, SuccessFailureTracker &tracker, const Clock &clock)
        : PerformanceTimer(collector, tracker, clock, Options())
    {}

    [[nodiscard]] TimedOperation &operation(std::string_view name);

    [[nodiscard]] TimerId start(TimedOperation &operation)
    {
        return m_running.start(operation, m_clock.steady_ns());
    }
    [[nodiscard]] TimerId start(std::string_view name, Metadata metadata = {})
    {
        return m_running.start(operation(name), m_clock.steady_ns(),
                               metadata.empty() ? nullptr
                                                : std::make_unique<Metadata>(std::move(metadata)));
    }
    /// `more` is told besides what was told at the start; its text "error" is a failure's type.
    /// Fault UnknownTimer: nothing is recorded, and it is counted.
    Outcome<TimingResult> stop(TimerId id, bool isSuccess = true, const Metadata &more = {});
    /// The same without telling; nanoseconds, negative for an unknown timer.
    std::int64_t finish(TimerId id, bool isSuccess = true) noexcept;

    /// As the protocol has it, by texts: 16 hexadecimal digits.
    [[nodiscard]] std::string startTimer(std::string_view operation, Metadata metadata = {})
    {
        return start(operation, std::move(metadata)).toText();
    }
    Outcome<TimingResult> stopTimer(std::string_view id, bool isSuccess = true);

    /// Calls `work` and tells how it went and what it returned. When it throws, a failure of the
    /// exception's type is recorded, and the exception goes on.
    template <std::invocable Work>
    requires(!std::is_void_v<std::invoke_result_t<Work>>)
        std::pair<TimingResult, std::invoke_result_t<Work>> timeOperation(std::string_view name,
                                                                          Work &&work,
                                                                          Metadata metadata = {})
    {
        const TimerId id = start(name, std::move(metadata));
        try {
            auto result = std::invoke(std::forward<Work>(work));
            return {succeeded(id), std::move(result)};
        } catch (...) {
            failedByException(id);
            throw;
        }
    }
    template <std::invocable Work>
    requires std::is_void_v<std::invoke_result_t<Work>>
        TimingResult timeOperation(std::string_view name, Work &&work, Metadata metadata = {})
    {
        const auto isDone = [&work] {
            std::invoke(std::forward<Work>(work));
            return true;
        };
        return timeOperation(name, isDone, std::move(metadata)).first;
    }

    /// Times what happens while it lives; a success unless it ends by an exception.
    class Scope
    {
    public:
        Scope(PerformanceTimer &timer, TimedOperation &operation)
            : m_timer(timer)
            , m_id(timer.start(operation))
        {}
        Scope(PerformanceTimer &timer, std::string_view operation)
            : Scope(timer, timer.operation(operation))
        {}
        ~Scope() { m_timer.finish(m_id, std::uncaught_exceptions() <= m_exceptions); }
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        PerformanceTimer &m_timer;
        TimerId m_id;
        int m_exceptions = std::uncaught_exceptions();
    };

    /// count, sum, avg, min, max, stddev, p50, p75, p90, p95, p99, p999, last in milliseconds, and
    /// success_rate, active. Empty for an operation that never ended.
    [[nodiscard]] Stats timingStats(std::string_view operation) const;
    /// Of those that ended within a window, as MetricHistory::of() has it; `last` and `active` are
    /// those of now. Fault InvalidArgument: a window that is not between a second and a day.
    [[nodiscard]] Outcome<Stats> timingStats(std::string_view operation,
                                             std::chrono::seconds window,
                                             const MetricHistory &history) const;
    [[nodiscard]] std::vector<Running> running() const;
    [[nodiscard]] Counts counts() const noexcept;
    /// Drops what has run too long; now and then, as once a minute.
    void dropAbandoned();

private:
    /// How a timer went that was just stopped.
    struct Stop
    {
        RunningTimers::Stopped timer;
        std::int64_t duration_ns = 0;

        [[nodiscard]] Metadata metadata() const
        {
            return timer.metadata ? *timer.metadata : Metadata();
        }
    };

    [[nodiscard]] Stats statsOf(std::string_view operation, const Distribution &durations,
                                const Outcome<SuccessFailureTracker::Rate> &rate) const;
    /// Within the handler of an exception.
    void failedByException(TimerId id);
    [[nodiscard]] TimingResult succeeded(TimerId id);
    [[nodiscard]] std::optional<Stop> take(TimerId id);
    /// `error`: of a failure, its type.
    void record(const Stop &stop, bool isSuccess, std::string_view error);
    void recordTagged(const Stop &stop, bool isSuccess, double duration_s);

    MetricCollector &m_collector;
    SuccessFailureTracker &m_tracker;
    const Clock &m_clock;
    const Options m_options;
    RunningTimers m_running;
    std::atomic<std::uint64_t> m_unknown = 0;
    std::atomic<std::uint64_t> m_abandoned = 0;
    mutable std::shared_mutex m_mutex;
    std::map<std::string, std::unique_ptr<TimedOperation>, std::less<>> m_operations;
};

} // namespace tidemark::metrics

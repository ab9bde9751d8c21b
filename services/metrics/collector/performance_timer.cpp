// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/performance_timer.h"

#include <cstdlib>
#include <cxxabi.h>
#include <typeinfo>

namespace tidemark::metrics {
namespace {

constexpr std::string_view kError = "error";
constexpr double kNsOfSecond = 1e9;
constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr double kMsOfSecond = 1e3;

/// Of the exception that is being handled.
std::string exceptionType()
{
    const std::type_info *type = abi::__cxa_current_exception_type();
    if (type == nullptr)
        return "unknown";
    int status = 0;
    char *readable = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
    std::string name = status == 0 ? readable : type->name();
    std::free(readable);
    return name;
}

std::string textOf(const Metadata &metadata, std::string_view key)
{
    const auto found = metadata.find(key);
    const auto *text = found == metadata.end() ? nullptr : std::get_if<std::string>(&found->second);
    return text == nullptr ? std::string() : *text;
}

MetricsError unknownTimer()
{
    return {Fault::UnknownTimer, "No timer of this id is running. It was stopped before, ran too "
                                 "long, or was never started; stop each timer once."};
}

} // namespace

PerformanceTimer::PerformanceTimer(MetricCollector &collector, SuccessFailureTracker &tracker,
                                   const Clock &clock, Options options)
    : m_collector(collector)
    , m_tracker(tracker)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_running(m_options.most)
{}

TimedOperation &PerformanceTimer::operation(std::string_view name)
{
    {
        const std::shared_lock lock(m_mutex);
        if (const auto found = m_operations.find(name); found != m_operations.end())
            return *found->second;
    }
    SuccessFailureTracker::Operation &outcomes = m_tracker.operation(name);
    const std::unique_lock lock(m_mutex);
    // Beyond the tracker's limit operations are timed together, as they are counted.
    std::unique_ptr<TimedOperation> &place = m_operations[outcomes.name()];
    if (!place) {
        place = std::make_unique<TimedOperation>();
        place->name = outcomes.name();
        place->succeeded = m_collector.timer(place->name, {{"success", "true"}});
        place->failed = m_collector.timer(place->name, {{"success", "false"}});
        place->outcomes = &outcomes;
    }
    return *place;
}

std::optional<PerformanceTimer::Stop> PerformanceTimer::take(TimerId id)
{
    const std::int64_t now_ns = m_clock.steady_ns();
    auto stopped = m_running.stop(id);
    if (!stopped) {
        ++m_unknown;
        return std::nullopt;
    }
    const std::int64_t duration_ns = now_ns - stopped->start_ns;
    return Stop{*std::move(stopped), duration_ns};
}

void PerformanceTimer::record(const Stop &stop, bool isSuccess, std::string_view error)
{
    TimedOperation &operation = *stop.timer.operation;
    const double duration_s = static_cast<double>(stop.duration_ns) / kNsOfSecond;
    if (m_options.tagKeys.empty())
        (isSuccess ? operation.succeeded : operation.failed).record(duration_s);
    else
        recordTagged(stop, isSuccess, duration_s);
    operation.last_s.store(duration_s, std::memory_order_relaxed);
    if (isSuccess)
        operation.outcomes->succeededAt((stop.timer.start_ns + stop.duration_ns) / kSecond_ns);
    else
        operation.outcomes->failed(error, stop.metadata());
}

void PerformanceTimer::recordTagged(const Stop &stop, bool isSuccess, double duration_s)
{
    const Metadata metadata = stop.metadata();
    std::vector<TagView> tags{{"success", isSuccess ? "true" : "false"}};
    for (const std::string &key : m_options.tagKeys) {
        const auto found = metadata.find(key);
        if (found == metadata.end())
            continue;
        if (const auto *text = std::get_if<std::string>(&found->second))
            tags.emplace_back(key, *text);
    }
    m_collector.recordTimer(stop.timer.operation->name, duration_s, MetricUnit::Seconds,
                            TagViews(tags));
}

std::int64_t PerformanceTimer::finish(TimerId id, bool isSuccess) noexcept
{
    const auto stop = take(id);
    if (!stop)
        return -1;
    record(*stop, isSuccess, {});
    return stop->duration_ns;
}

Outcome<TimingResult> PerformanceTimer::stop(TimerId id, bool isSuccess, const Metadata &more)
{
    auto stop = take(id);
    if (!stop)
        return tl::unexpected(unknownTimer());
    Metadata metadata = stop->metadata();
    for (const auto &[key, detail] : more)
        metadata.insert_or_assign(key, detail);
    stop->timer.metadata = std::make_unique<Metadata>(metadata);
    record(*stop, isSuccess, textOf(metadata, kError));
    const std::int64_t end_ns = m_clock.wall_ns();
    return TimingResult{stop->timer.operation->name,
                        static_cast<double>(stop->duration_ns) / 1e6,
                        MetricUnit::Milliseconds,
                        end_ns - stop->duration_ns,
                        end_ns,
                        isSuccess,
                        std::move(metadata)};
}

Outcome<TimingResult> PerformanceTimer::stopTimer(std::string_view id, bool isSuccess)
{
    const auto read = TimerId::fromText(id);
    if (read)
        return stop(*read, isSuccess);
    ++m_unknown;
    return tl::unexpected(unknownTimer());
}

TimingResult PerformanceTimer::succeeded(TimerId id)
{
    return stop(id).value_or(TimingResult()); // with too many running: of nothing
}

void PerformanceTimer::failedByException(TimerId id)
{
    (void)stop(id, false, {{std::string(kError), exceptionType()}});
}

PerformanceTimer::Stats PerformanceTimer::timingStats(std::string_view operation) const
{
    Distribution durations;
    for (const Reading &reading : m_collector.readings(operation)) {
        if (const auto *one = std::get_if<Distribution>(&reading.value))
            durations += *one;
    }
    return statsOf(operation, durations, m_tracker.successRate(operation));
}

Outcome<PerformanceTimer::Stats> PerformanceTimer::timingStats(std::string_view operation,
                                                               std::chrono::seconds window,
                                                               const MetricHistory &history) const
{
    if (window.count() <= 0 || window > MetricHistory::kLongest)
        return failed(Fault::InvalidArgument,
                      "The window is not between a second and a day. Give one that is, or none for "
                      "all since the beginning.");
    return statsOf(operation, history.of(operation, window).slice.values,
                   m_tracker.successRate(operation, window));
}

PerformanceTimer::Stats
PerformanceTimer::statsOf(std::string_view operation, const Distribution &durations,
                          const Outcome<SuccessFailureTracker::Rate> &rate) const
{
    if (durations.isEmpty())
        return {};
    Stats stats{{"count", static_cast<double>(durations.count())},
                {"sum", durations.sum * kMsOfSecond},
                {"avg", *durations.mean() * kMsOfSecond},
                {"min", durations.min * kMsOfSecond},
                {"max", durations.max * kMsOfSecond},
                {"stddev", *durations.deviation() * kMsOfSecond}};
    for (const auto &[name, share] : {std::pair{"p50", 0.5},
                                      {"p75", 0.75},
                                      {"p90", 0.9},
                                      {"p95", 0.95},
                                      {"p99", 0.99},
                                      {"p999", 0.999}})
        stats.emplace(name, *durations.quantile(share) * kMsOfSecond);
    {
        const std::shared_lock lock(m_mutex);
        if (const auto found = m_operations.find(operation); found != m_operations.end())
            stats.emplace("last", found->second->last_s * kMsOfSecond);
    }
    if (rate)
        stats.emplace("success_rate", rate->ratio);
    double active = 0;
    m_running.forEach([&](TimerId, const TimedOperation &of, std::int64_t) {
        active += of.name == operation ? 1 : 0;
    });
    stats.emplace("active", active);
    return stats;
}

std::vector<PerformanceTimer::Running> PerformanceTimer::running() const
{
    std::vector<Running> found;
    const std::int64_t now_ns = m_clock.steady_ns();
    m_running.forEach([&](TimerId id, const TimedOperation &operation, std::int64_t start_ns) {
        found.push_back({operation.name, id, static_cast<double>(now_ns - start_ns) / kNsOfSecond});
    });
    return found;
}

PerformanceTimer::Counts PerformanceTimer::counts() const noexcept
{
    return {m_unknown, m_abandoned, m_running.refused()};
}

void PerformanceTimer::dropAbandoned()
{
    for (const Running &timer : running()) {
        if (timer.age_s > static_cast<double>(m_options.longest.count()) &&
            m_running.stop(timer.id)) {
            ++m_abandoned;
            m_collector.increment("tidemark.timer.abandoned", {{"operation", timer.operation}});
        }
    }
}

} // namespace tidemark::metrics

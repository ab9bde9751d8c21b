// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metrics_manager.h"

#include <system_error>
#include <utility>

namespace tidemark::metrics {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kSecond_ns = 1'000'000'000;

std::shared_ptr<RecordingGate> makeGate(MetricsLevel level, std::shared_ptr<MetricsSink> sink,
                                        const Clock &clock)
{
    auto gate = std::make_shared<RecordingGate>();
    gate->clock = &clock;
    gate->sink = sink ? std::move(sink) : std::make_shared<NullSink>();
    gate->events = gate->sink->events();
    gate->state =
        level == MetricsLevel::None ? RecordingGate::State::None : RecordingGate::State::Recording;
    return gate;
}

MetricSnapshot snapshotOf(const WindowedSeries &series, const WindowStatistics &statistics)
{
    return {series.key().name, statistics.count, statistics.sum,
            statistics.min,    statistics.max,   series.dimensions()};
}

MetricSnapshot snapshotOf(const WindowedSeries &series, const WindowReading &reading,
                          const ClockPair &pair)
{
    MetricSnapshot snapshot = snapshotOf(series, *reading.statistics);
    snapshot.windowStart_ns = pair.wallOf(reading.observed.begin * kSecond_ns);
    snapshot.windowEnd_ns = pair.wallOf(reading.observed.end * kSecond_ns);
    snapshot.steadyStart_ns = reading.observed.begin * kSecond_ns;
    return snapshot;
}

} // namespace

MetricsManager::MetricsManager(const MetricsManagerOptions &options,
                               std::shared_ptr<MetricsSink> sink, const Clock &clock,
                               UploadTimer &timer)
    : m_options(options)
    , m_clock(clock)
    , m_timer(timer)
    , m_gate(makeGate(options.level, std::move(sink), clock))
    , m_registry(options.mostSeriesPerMetric, kWindowSeconds)
    , m_checkpoint_ns(clock.steady_ns())
    , m_collected_ns(m_checkpoint_ns)
{}

MetricsManager::~MetricsManager()
{
    (void)close();
}

ExportResult MetricsManager::open()
{
    if (m_options.level == MetricsLevel::None)
        return {};
    std::unique_lock lock(m_opening);
    if (m_isClosed || m_loop)
        return ExportResult::failed("The manager was opened before. Make a new one.");
    lock.unlock(); // a sink may take its time
    if (auto opened = openSafely(*m_gate->sink); !opened.isDone)
        return opened;
    lock.lock();
    try {
        m_loop.emplace(m_gate->sink, static_cast<UploadSource &>(*this), m_timer, m_clock,
                       m_options.upload);
        m_loop->start();
    } catch (const std::exception &error) {
        m_loop.reset();
        lock.unlock();
        (void)closeWithin(m_gate->sink, SteadyClock::now() + m_options.shutdownTimeout);
        return ExportResult::failed(error.what());
    }
    return {};
}

ExportResult MetricsManager::close()
{
    auto recording = RecordingGate::State::Recording;
    m_gate->state.compare_exchange_strong(recording, RecordingGate::State::Closed);
    for (const auto &series : m_registry.all())
        series->waitForPuts();
    {
        const std::lock_guard lock(m_opening);
        if (std::exchange(m_isClosed, true) || !m_loop)
            return {};
    }
    const Deadline begin = SteadyClock::now();
    const Deadline end = begin + m_options.shutdownTimeout;
    // Closing the sink is what may free an export that hangs, so a quarter is kept for it.
    const Deadline exportEnd = begin + m_options.shutdownTimeout / 4 * 3;
    ExportResult first = m_loop->flush(exportEnd);
    if (!m_loop->stop(exportEnd) && first.isDone)
        first = ExportResult::failed("An export has not ended and was left alone. See whether the "
                                     "sink's target answers.");
    ExportResult closed = closeWithin(m_gate->sink, end);
    return first.isDone ? closed : first;
}

MetricKeyView MetricsManager::trimmed(std::string_view name,
                                      const PutDimensions &dimensions) const noexcept
{
    if (m_options.level == MetricsLevel::Summary)
        return {name, {dimensions.stream, {}, {}}};
    return {name, dimensions};
}

void MetricsManager::putNow(std::string_view name, double value,
                            const PutDimensions &dimensions) noexcept
{
    const MetricKeyView key = trimmed(name, dimensions);
    if (!m_gate->events && m_registry.put(key, value, *m_gate)) [[likely]]
        return;
    try {
        m_registry.findOrAdd(key, m_clock.steadySecond())->put(value, *m_gate);
    } catch (...) {
        m_gate->droppedPuts.fetch_add(1, std::memory_order_relaxed);
    }
}

PutHandle MetricsManager::bind(std::string_view name, const PutDimensions &dimensions)
{
    if (!m_gate->isRecording())
        return {m_gate, nullptr};
    return {m_gate, m_registry.findOrAdd(trimmed(name, dimensions), m_clock.steadySecond())};
}

std::unordered_map<MetricKey, WindowStatistics> MetricsManager::snapshot() const
{
    std::unordered_map<MetricKey, WindowStatistics> all;
    const std::int64_t second = m_clock.steadySecond();
    for (const auto &series : m_registry.all()) {
        if (const WindowReading reading = series->read(second); reading.statistics)
            all.emplace(series->key(), *reading.statistics);
    }
    return all;
}

std::vector<MetricSnapshot> MetricsManager::snapshots() const
{
    std::vector<MetricSnapshot> all;
    const ClockPair pair = ClockPair::of(m_clock);
    const std::int64_t second = m_clock.steadySecond();
    for (const auto &series : m_registry.all()) {
        if (const WindowReading reading = series->read(second); reading.statistics)
            all.push_back(snapshotOf(*series, reading, pair));
    }
    return all;
}

ExportResult MetricsManager::flush()
{
    if (m_options.level == MetricsLevel::None)
        return {};
    std::unique_lock lock(m_opening);
    if (!m_loop)
        return ExportResult::failed("Nothing is exported yet: open the manager first.");
    lock.unlock(); // the loop stays until the manager goes
    return m_loop->flush(SteadyClock::now() + 2 * m_options.upload.exportTimeout);
}

MetricsManagerCounts MetricsManager::counts() const
{
    MetricsManagerCounts counts;
    counts.droppedPuts = m_gate->droppedPuts.load(std::memory_order_relaxed);
    counts.recordFailures = m_gate->recordFailures.load(std::memory_order_relaxed);
    counts.rejectedNonFinite = m_registry.rejectedNonFinite();
    counts.lateDropped = m_registry.lateDropped();
    counts.idleSeriesDropped = m_idleSeriesDropped.load(std::memory_order_relaxed);
    const std::lock_guard lock(m_opening);
    if (m_loop)
        counts.upload = m_loop->counts();
    return counts;
}

std::vector<MetricSnapshot> MetricsManager::collect()
{
    const ClockPair pair = ClockPair::of(m_clock);
    m_collected_ns = pair.steady_ns;
    m_underWay = m_registry.all();
    for (const auto &series : m_underWay)
        series->unsent += series->takeNew();
    if (m_options.isRollingExport)
        return snapshots();
    std::vector<MetricSnapshot> all;
    for (const auto &series : m_underWay) {
        if (series->unsent.isEmpty())
            continue;
        all.push_back(snapshotOf(*series, series->unsent));
        all.back().windowStart_ns = pair.wallOf(m_checkpoint_ns);
        all.back().windowEnd_ns = pair.wall_ns;
        all.back().steadyStart_ns = m_checkpoint_ns;
    }
    return all;
}

void MetricsManager::settle(bool isDone)
{
    if (isDone || m_options.isRollingExport) {
        for (const auto &series : m_underWay)
            series->unsent = {};
        m_checkpoint_ns = m_collected_ns;
    }
    m_underWay.clear();
    const std::int64_t oldest = m_clock.steadySecond() - m_options.idleTime.count();
    m_idleSeriesDropped.fetch_add(m_registry.dropIdleSince(oldest), std::memory_order_relaxed);
}

} // namespace tidemark::metrics

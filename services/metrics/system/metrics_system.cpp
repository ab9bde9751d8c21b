// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/metrics_system.h"

#include "services/metrics/system/no_resource_monitor.h"

#include <cmath>
#include <system_error>
#include <utility>

namespace tidemark::metrics {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kTick{1};
constexpr std::chrono::seconds kErrorWindow{300};
constexpr double kIntervalsOfGauges = 5; // a gauge that is older says nothing of now

std::unique_ptr<ResourceMonitor> makeMonitor(const MetricsSystemParts &parts,
                                             MetricCollector &collector)
{
    if (parts.makeResourceMonitor)
        return parts.makeResourceMonitor(collector);
    return std::make_unique<NoResourceMonitor>();
}

/// What a gauge stands at, the largest of its series.
std::optional<double> gaugeOf(const MetricCollector &collector, std::string_view name,
                              std::int64_t oldest_ns)
{
    std::optional<double> largest;
    for (const Reading &reading : collector.readings(name)) {
        const auto *gauge = std::get_if<GaugeState>(&reading.value);
        if (gauge != nullptr && std::isfinite(gauge->value) && gauge->at_ns >= oldest_ns)
            largest = std::max(largest.value_or(gauge->value), gauge->value);
    }
    return largest;
}

std::uint64_t sumOf(const CollectorCounts &counts)
{
    return counts.typeConflicts + counts.badNames + counts.refusedValues + counts.wrongUnits +
           counts.tooMany + counts.afterClose;
}

} // namespace

MetricsSystem::MetricsSystem(const Clock &clock, MetricsSystemParts parts)
    : m_clock(clock)
    , m_parts(std::move(parts))
    , m_begin_ns(clock.steady_ns())
    , m_collector(std::make_shared<MetricCollector>(clock))
    , m_tracker(clock)
    , m_timer(*m_collector, m_tracker, clock)
    , m_ownCounts(*m_collector, m_timer)
    , m_history(*m_collector, clock)
    , m_aggregator(*m_collector, m_history, clock, m_parts.resource)
    , m_resourceMonitor(makeMonitor(m_parts, *m_collector))
    , m_archive(m_parts.archive)
    , m_endpoints(clock, m_parts.makeExporter)
    , m_streams(std::make_shared<StreamHub>(m_collector, clock))
    , m_pass(*m_collector)
    , m_ticking([this] {
        m_collector->tick();
        m_history.tick();
    })
    , m_collecting([this] { collectAndExport(); })
{
    for (auto &[name, writer] : m_parts.formats)
        m_aggregator.addFormat(std::move(name), std::move(writer));
    addOwnSources();
}

MetricsSystem::~MetricsSystem()
{
    shutdownMetrics();
}

void MetricsSystem::addOwnSources()
{
    m_pass.add("resources", [this] {
        const auto done = m_resourceMonitor->sample();
        return done ? ExportResult() : ExportResult::failed(done.error().message);
    });
    m_pass.add("history", [this] {
        m_collector->tick();
        m_history.tick();
        m_timer.dropAbandoned();
        m_ownCounts.record();
        warnOfTypeConflicts();
        return ExportResult();
    });
    m_pass.addLast("archive", [this] {
        return m_archive.append(m_collector, snapshot(),
                                SteadyClock::now() + ArchiveDesk::kTimeout);
    });
}

void MetricsSystem::warnOfTypeConflicts()
{
    if (!m_parts.warn)
        return;
    for (const TypeConflict &conflict : m_collector->takeTypeConflicts())
        m_parts.warn("The metric \"" + conflict.name + "\" is a " +
                     std::string(textOf(conflict.known)) + ", and was used as a " +
                     std::string(textOf(conflict.asked)) +
                     ", which is not recorded. Give one of the two another name.");
}

Outcome<std::vector<std::string>> MetricsSystem::initializeMetrics(const Settings &settings)
{
    auto configuration = SystemConfiguration::of(settings);
    if (!configuration)
        return tl::unexpected(configuration.error());
    const std::lock_guard changing(m_changing);
    if (m_end)
        return failed(Fault::Closed, "The metrics system was shut down. Make another one.");
    if (auto known = m_endpoints.ensure(configuration->exportEndpoints); !known)
        return tl::unexpected(known.error());
    const std::chrono::hours keep = std::chrono::days(configuration->retentionDays);
    if (ExportResult kept = m_archive.setRetention(keep); !kept.isDone)
        return failed(Fault::NotDelivered, std::move(kept.why));
    const std::chrono::duration<double> interval(configuration->collectionInterval_s);
    auto warnings = configuration->warnings;
    {
        const std::lock_guard lock(m_mutex);
        m_configuration = *std::move(configuration);
    }
    try {
        m_ticking.start(kTick);
        m_collecting.start(std::chrono::duration_cast<std::chrono::nanoseconds>(interval));
    } catch (const std::system_error &) {
        return failed(Fault::NotDelivered, "The system has no thread left to collect with. End "
                                           "other programs and try again.");
    }
    return warnings;
}

SystemConfiguration MetricsSystem::configuration() const
{
    const std::lock_guard lock(m_mutex);
    return m_configuration;
}

ExportResult MetricsSystem::shutdownMetrics()
{
    const Deadline begin = SteadyClock::now();
    const std::lock_guard changing(m_changing);
    if (!m_end)
        m_end = flushAndClose(begin, begin + m_parts.shutdownTimeout);
    return *m_end;
}

// Whatever is on, and each step, has a part of the time, so that all have some.
ExportResult MetricsSystem::flushAndClose(Deadline begin, Deadline end)
{
    const auto part = [&](int percent) { return begin + (end - begin) / 100 * percent; };
    m_endpoints.cutTo(part(35));
    m_archive.cutTo(part(35));
    m_resourceMonitor->stopResourceMonitoring();
    m_collecting.stop();
    m_ticking.stop();
    m_collector->close();
    m_tracker.close();
    m_history.tick();
    m_streams->close();
    m_archive.cutTo(part(60));
    ExportResult result = m_archive.append(m_collector, snapshot(), part(60));
    const auto addAll = [&result](const ExportEndpoints::Results &all) {
        for (const auto &[name, one] : all) {
            if (result.isDone)
                result = one;
        }
    };
    m_endpoints.cutTo(part(80));
    addAll(
        m_endpoints.exportTo(configuration().exportEndpoints, m_collector, snapshot(), part(80)));
    m_endpoints.cutTo(part(90));
    addAll(m_endpoints.finish(m_clock.wall_ns(), part(90)));
    m_archive.cutTo(end);
    const ExportResult closed = m_archive.close(end);
    return result.isDone ? closed : result;
}

SystemHealth MetricsSystem::systemHealth() const
{
    const SystemConfiguration configuration = this->configuration();
    const auto lately = m_tracker.overallRate(kErrorWindow);
    const ArchiveDesk::State archive = m_archive.state();
    const StreamHub::Counts streams = m_streams->counts();
    const PerformanceTimer::Counts timers = m_timer.counts();
    const std::int64_t oldest_ns =
        m_clock.wall_ns() -
        std::llround(kIntervalsOfGauges * configuration.collectionInterval_s * 1e9);
    HealthFigures figures;
    figures.uptime_s = static_cast<double>(m_clock.steady_ns() - m_begin_ns) / 1e9;
    figures.successes = lately->successes;
    figures.failures = lately->failures;
    figures.metrics = m_collector->nameCount();
    figures.series = m_collector->seriesCount();
    figures.recordsStored = archive.recordsStored;
    figures.dropped = sumOf(m_collector->counts()) + m_tracker.afterClose() + timers.tooMany +
                      timers.abandoned + streams.dropped;
    figures.waiting = streams.waiting;
    figures.activeTimers = m_timer.running().size();
    figures.isStoreGood = archive.isGood;
    figures.whyStore = archive.why;
    figures.exports = m_endpoints.state();
    for (const ExportEndpoints::Standing &one : figures.exports.all)
        figures.dropped += one.lostValues;
    figures.cpu_pct = gaugeOf(*m_collector, "system.cpu.percent", oldest_ns);
    figures.memory_pct = gaugeOf(*m_collector, "system.memory.percent", oldest_ns);
    figures.disk_pct = gaugeOf(*m_collector, "system.disk.percent", oldest_ns);
    return healthOf(figures, configuration);
}

Outcome<DashboardData> MetricsSystem::createDashboardData(std::string_view type,
                                                          std::chrono::seconds window) const
{
    return Dashboard(m_history, m_timer, m_tracker, m_aggregator, m_clock).data(type, window);
}

void MetricsSystem::addSource(const std::string &name, CollectionPass::Source source)
{
    m_pass.add(name, std::move(source));
}

SystemHoldings MetricsSystem::holdings() const
{
    SystemHoldings holdings{m_pass.sourceCount(), m_pass.groupCount(), 0};
    if (m_collector->isClosed())
        return holdings;
    for (const bool isThere : {m_ticking.isOn(), m_collecting.isOn(), m_archive.hasArchive()})
        holdings.shutdownSteps += std::size_t{isThere};
    holdings.shutdownSteps += m_streams->counts().streams;
    holdings.shutdownSteps += configuration().exportEndpoints.size();
    return holdings;
}

CollectionPass::Report MetricsSystem::collectMetrics()
{
    if (m_collector->isClosed())
        return {};
    return m_pass.run();
}

void MetricsSystem::collectAndExport()
{
    (void)m_pass.run();
    if (const auto endpoints = configuration().exportEndpoints; !endpoints.empty())
        (void)exportMetrics(endpoints);
}

MetricsSnapshot MetricsSystem::snapshot() const
{
    return MetricsSnapshot::of(*m_collector, m_clock, m_parts.resource);
}

ExportEndpoints::Results MetricsSystem::exportMetrics(const std::vector<std::string> &endpoints)
{
    return m_endpoints.exportTo(endpoints, m_collector, snapshot(),
                                SteadyClock::now() + m_parts.exportTimeout);
}

Outcome<MetricsStream> MetricsSystem::metricsStream(const Settings &filters,
                                                    std::size_t mostWaiting)
{
    auto filter = StreamFilter::of(filters);
    if (!filter)
        return tl::unexpected(filter.error());
    return m_streams->subscribe(*std::move(filter), mostWaiting);
}

std::map<std::string, std::uint64_t> MetricsSystem::collectionFailures() const
{
    return m_pass.failures();
}

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_history.h"
#include "services/metrics/collector/performance_timer.h"
#include "services/metrics/collector/success_failure_tracker.h"
#include "services/metrics/metrics_aggregator.h"
#include "services/metrics/system/archive_desk.h"
#include "services/metrics/system/collection_pass.h"
#include "services/metrics/system/dashboard.h"
#include "services/metrics/system/export_endpoints.h"
#include "services/metrics/system/own_counts.h"
#include "services/metrics/system/periodic_task.h"
#include "services/metrics/system/resource_monitor.h"
#include "services/metrics/system/stream_hub.h"
#include "services/metrics/system/system_configuration.h"
#include "services/metrics/system/system_health.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// What a system is made of beside what it makes itself. All of it may be missing.
struct MetricsSystemParts
{
    /// Monitors the machine, as gauges of the collector, which outlives the monitor.
    std::function<std::unique_ptr<ResourceMonitor>(MetricCollector &)> makeResourceMonitor = {};
    std::shared_ptr<MetricsArchive> archive = {};
    ExporterFactory makeExporter = {};
    Tags resource = {}; ///< told with each export, as in service.name
    std::chrono::nanoseconds shutdownTimeout = std::chrono::seconds(5);
    /// Of exports as text, by name, besides those that the aggregator knows.
    std::vector<std::pair<std::string, MetricsAggregator::FormatWriter>> formats = {};
    std::chrono::nanoseconds exportTimeout = ExportEndpoints::kTimeout; ///< of each endpoint
    /// Told, with each pass, what the program itself does wrong: a sentence, once for each name.
    /// From a thread of the system.
    std::function<void(const std::string &)> warn = {};
};

/// What a system keeps while it is at work.
struct SystemHoldings
{
    std::size_t collectors = 0;      ///< sources that are asked with each pass
    std::size_t collectorGroups = 0; ///< see CollectionPass::groupCount()
    /// What the shutdown ends: tasks that are on, streams, exports, the archive.
    std::size_t shutdownSteps = 0;
};

/// All of the metrics protocol in one: what records, what answers, and what collects, keeps and
/// exports each interval once it was initialised. Any thread.
/// Source: the metrics protocol, MetricsSystem.
class MetricsSystem
{
public:
    /// The clock outlives it, and whatever an export that hangs still uses.
    explicit MetricsSystem(const Clock &clock, MetricsSystemParts parts = {});
    ~MetricsSystem(); ///< shuts down
    MetricsSystem(const MetricsSystem &) = delete;
    MetricsSystem &operator=(const MetricsSystem &) = delete;

    [[nodiscard]] MetricCollector &collector() noexcept { return *m_collector; }
    /// For who may record later than the system is there; the clock outlives that too.
    [[nodiscard]] std::shared_ptr<MetricCollector> sharedCollector() const { return m_collector; }
    [[nodiscard]] PerformanceTimer &timer() noexcept { return m_timer; }
    [[nodiscard]] SuccessFailureTracker &tracker() noexcept { return m_tracker; }
    [[nodiscard]] ResourceMonitor &resourceMonitor() noexcept { return *m_resourceMonitor; }
    [[nodiscard]] const MetricsAggregator &aggregator() const noexcept { return m_aggregator; }
    [[nodiscard]] ExportEndpoints &endpoints() noexcept { return m_endpoints; }

    /// Begins to collect each interval, at once for the first time, or goes on with other settings
    /// and all values. Returns warnings, of settings that are unknown. Faults, with which nothing
    /// is changed: InvalidArgument (see SystemConfiguration, ExporterFactory), NotDelivered (the
    /// archive, or no thread to be had), Closed.
    Outcome<std::vector<std::string>> initializeMetrics(const Settings &settings);
    [[nodiscard]] SystemConfiguration configuration() const;
    /// Ends the collecting, exports and keeps what there is, has the exporters finish (as by the
    /// end of each series), closes the archive and the streams:
    /// each step whatever the one before did, and all within the shutdown timeout. What is recorded
    /// from then on is counted and nothing else. The first failure is reported, again each time.
    ExportResult shutdownMetrics();

    [[nodiscard]] SystemHealth systemHealth() const;
    /// See Dashboard::types(). Fault InvalidArgument: another type, or a window that is not between
    /// a second and a day.
    [[nodiscard]] Outcome<DashboardData>
    createDashboardData(std::string_view type = "overview",
                        std::chrono::seconds window = std::chrono::hours(1)) const;

    /// Asked with each pass beside the system's own sources (`history`, `resources`), and before
    /// the `archive`. The shutdown waits for it, so it may not hang.
    void addSource(const std::string &name, CollectionPass::Source source);
    /// What there is at present; waits for nothing.
    [[nodiscard]] SystemHoldings holdings() const;
    /// One pass over all sources; waits for one that is on. None after the shutdown.
    CollectionPass::Report collectMetrics();
    /// The next collection of the interval begins now; waits for nothing. None unless initialised.
    void collectSoon() { m_collecting.runSoon(); }
    /// See ExportEndpoints::exportTo(); each within the export timeout.
    [[nodiscard]] ExportEndpoints::Results exportMetrics(const std::vector<std::string> &endpoints);
    /// See StreamFilter. Fault InvalidArgument, Closed.
    [[nodiscard]] Outcome<MetricsStream>
    metricsStream(const Settings &filters = {},
                  std::size_t mostWaiting = MetricsStream::kMostWaiting);
    [[nodiscard]] std::map<std::string, std::uint64_t> collectionFailures() const;

private:
    void addOwnSources();
    void warnOfTypeConflicts();
    void collectAndExport();
    [[nodiscard]] MetricsSnapshot snapshot() const;
    [[nodiscard]] ExportResult flushAndClose(Deadline begin, Deadline end);

    const Clock &m_clock;
    const MetricsSystemParts m_parts;
    const std::int64_t m_begin_ns; ///< of the steady clock
    const std::shared_ptr<MetricCollector> m_collector;
    SuccessFailureTracker m_tracker;
    PerformanceTimer m_timer;
    OwnCounts m_ownCounts; ///< of the pass
    MetricHistory m_history;
    MetricsAggregator m_aggregator;
    const std::unique_ptr<ResourceMonitor> m_resourceMonitor;
    ArchiveDesk m_archive;
    ExportEndpoints m_endpoints;
    const std::shared_ptr<StreamHub> m_streams;
    CollectionPass m_pass;

    mutable std::mutex m_mutex; ///< of the configuration
    SystemConfiguration m_configuration;
    std::mutex m_changing; ///< held by who initialises or shuts down
    std::optional<ExportResult> m_end;
    PeriodicTask m_ticking; ///< last: they use all of the above
    PeriodicTask m_collecting;
};

} // namespace tidemark::metrics

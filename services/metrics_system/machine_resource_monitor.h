// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/disk_room.h"
#include "services/collect/kernel_files.h"
#include "services/metrics/clock.h"
#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/system/periodic_task.h"
#include "services/metrics/system/resource_monitor.h"
#include "services/metrics_system/network_totals.h"
#include "services/metrics_system/processor_figures.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics_system {

/// Monitors this machine by the files of the kernel. Any thread but the window's.
class MachineResourceMonitor final : public metrics::ResourceMonitor
{
public:
    /// Names of gauges by those that they have otherwise.
    using GaugeNames = std::map<std::string, std::string, std::less<>>;
    struct Options
    {
        std::vector<std::string> diskPaths = {"/"}; ///< that are sampled
        collect::DiskRoom::Read readSpace = {};     ///< empty: as KernelFiles has it
        GaugeNames gauges = {};  ///< the only ones that sample() sets; empty: all
        metrics::Tags tags = {}; ///< that each gauge gets besides
    };

    /// Collector and clock outlive it.
    MachineResourceMonitor(metrics::MetricCollector &collector, const metrics::Clock &clock,
                           collect::KernelFiles files, Options options);
    MachineResourceMonitor(metrics::MetricCollector &collector, const metrics::Clock &clock,
                           collect::KernelFiles files = collect::KernelFiles())
        : MachineResourceMonitor(collector, clock, std::move(files), Options())
    {}
    ~MachineResourceMonitor() override; ///< stops

    /// total, free, available, used, percent, buffers, cached, shared, active, inactive, slab,
    /// swap_total, swap_used, swap_percent; process_rss, process_vms, process_pss;
    /// container_used, container_limit, container_percent, container_oom_kills; pressure_some,
    /// pressure_full and the same with `container_` (percent of the last ten seconds).
    [[nodiscard]] Figures memoryUsage() override;
    /// See ProcessorFigures. Within a tenth of a second the same as before.
    [[nodiscard]] Figures cpuUsage() override;
    /// total, free, used, percent; inodes_total, inodes_free, inodes_percent.
    [[nodiscard]] metrics::Outcome<Figures> diskUsage(const std::string &path) override;
    /// bytes_sent, bytes_recv, packets_sent, packets_recv, errin, errout, dropin, dropout, of all
    /// interfaces but the loopback, and of each as in `eth0.bytes_recv`.
    [[nodiscard]] Counts networkStats() override;

    /// All but `process_pss`, which costs too much to be asked for each time. The first one reads
    /// the processors twice, a tenth of a second apart, to have their shares as well. Gauges of
    /// cores are tagged `core`, of interfaces `interface`, of disks `device`, of file systems
    /// `path`.
    [[nodiscard]] metrics::Outcome<void> sample() override;
    [[nodiscard]] metrics::Outcome<void> startResourceMonitoring(double interval_s) override;
    void stopResourceMonitoring() override;

private:
    [[nodiscard]] Figures sampleProcessors();
    /// All but what the kernel takes long for.
    [[nodiscard]] Figures cheapMemoryUsage() const;
    [[nodiscard]] collect::NetworkTable networkTable();
    void sampleNetwork();
    void sampleDisks();
    void setGauges(const char *prefix, const Figures &figures, metrics::TagViews tags = {});
    void setGauge(const std::string &name, metrics::MetricUnit unit, double value,
                  metrics::TagViews tags);
    /// Whether there is a gauge to set whose name begins so.
    [[nodiscard]] bool isSampled(std::string_view prefix) const;

    metrics::MetricCollector &m_collector;
    const metrics::Clock &m_clock;
    const collect::KernelFiles m_files;
    const std::vector<std::string> m_diskPaths;
    const GaugeNames m_gauges;
    const metrics::Tags m_tags;
    collect::DiskRoom m_room;
    std::atomic<bool> m_hasSampled = false;
    std::mutex m_mutex; ///< of what is between two readings
    ProcessorFigures m_processors;
    NetworkTotals m_networks;
    metrics::PeriodicTask m_task; ///< last: it uses all of the above
};

} // namespace tidemark::metrics_system

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/machine_resource_monitor.h"

#include "services/collect/container_events.h"
#include "services/collect/disk_counters.h"
#include "services/collect/memory_use.h"
#include "services/collect/process_use.h"
#include "services/metrics_system/resource_units.h"

#include <QCoreApplication>

#include <cmath>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace tidemark::metrics_system {

using namespace Qt::StringLiterals;
using namespace tidemark::collect;
using metrics::failed;
using metrics::Fault;
using metrics::Outcome;

namespace {

struct MonitorText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::metrics_system::MachineResourceMonitor)
};

constexpr std::string_view kCore = "core_";

std::uint64_t pageBytes()
{
    const long bytes = ::sysconf(_SC_PAGESIZE);
    return bytes > 0 ? static_cast<std::uint64_t>(bytes) : 4096;
}

void addShare(metrics::ResourceMonitor::Figures &figures, const char *key,
              std::optional<std::uint64_t> part, std::optional<std::uint64_t> whole)
{
    if (part && whole && *whole > 0)
        figures.emplace(key, 100 * static_cast<double>(*part) / static_cast<double>(*whole));
}

void addTraffic(metrics::ResourceMonitor::Counts &counts, const std::string &prefix,
                const NetworkCounters &counters)
{
    counts.emplace(prefix + "bytes_sent", counters.sent.bytes);
    counts.emplace(prefix + "bytes_recv", counters.received.bytes);
    counts.emplace(prefix + "packets_sent", counters.sent.packets);
    counts.emplace(prefix + "packets_recv", counters.received.packets);
    counts.emplace(prefix + "errin", counters.received.errors);
    counts.emplace(prefix + "errout", counters.sent.errors);
    counts.emplace(prefix + "dropin", counters.received.drops);
    counts.emplace(prefix + "dropout", counters.sent.drops);
}

metrics::ResourceMonitor::Figures figuresOf(const DiskSpace &space)
{
    metrics::ResourceMonitor::Figures figures{{"total", static_cast<double>(space.total)},
                                              {"free", static_cast<double>(space.free)},
                                              {"used", static_cast<double>(space.used)}};
    addKnown(figures, "percent", usedPercent(space));
    if (space.inodesTotal > 0) {
        figures.emplace("inodes_total", static_cast<double>(space.inodesTotal));
        figures.emplace("inodes_free", static_cast<double>(space.inodesFree));
        addShare(figures, "inodes_percent", space.inodesTotal - space.inodesFree,
                 space.inodesTotal);
    }
    return figures;
}

} // namespace

MachineResourceMonitor::MachineResourceMonitor(metrics::MetricCollector &collector,
                                               const metrics::Clock &clock, KernelFiles files,
                                               Options options)
    : m_collector(collector)
    , m_clock(clock)
    , m_files(std::move(files))
    , m_diskPaths(std::move(options.diskPaths))
    , m_gauges(std::move(options.gauges))
    , m_tags(std::move(options.tags))
    , m_room(options.readSpace ? std::move(options.readSpace) : spaceBy(m_files))
    , m_task([this] { (void)sample(); })
{}

MachineResourceMonitor::~MachineResourceMonitor()
{
    m_task.stop();
}

metrics::ResourceMonitor::Figures MachineResourceMonitor::memoryUsage()
{
    Figures figures = cheapMemoryUsage();
    addKnown(figures, "process_pss", readProportionalMemory(m_files));
    return figures;
}

metrics::ResourceMonitor::Figures MachineResourceMonitor::cheapMemoryUsage() const
{
    Figures figures;
    const auto text = m_files.read(u"proc/meminfo"_s);
    if (const auto use = text ? parseMemoryUse(*text) : std::nullopt) {
        addKnown(figures, "total", std::optional(use->total));
        addKnown(figures, "free", use->free);
        addKnown(figures, "available", use->available);
        addKnown(figures, "used", use->used());
        addKnown(figures, "percent", use->usedPercent());
        addKnown(figures, "buffers", use->buffers);
        addKnown(figures, "cached", use->cached);
        addKnown(figures, "shared", use->shared);
        addKnown(figures, "active", use->active);
        addKnown(figures, "inactive", use->inactive);
        addKnown(figures, "slab", use->slab);
        addKnown(figures, "swap_total", use->swapTotal);
        addKnown(figures, "swap_used", use->swapUsed);
        addShare(figures, "swap_percent", use->swapUsed, use->swapTotal);
    }
    const ProcessMemory process = readProcessMemory(m_files, pageBytes());
    addKnown(figures, "process_rss", process.resident);
    addKnown(figures, "process_vms", process.virtualSize);
    const ContainerUse container = readContainerUse(m_files);
    addKnown(figures, "container_used", container.memoryUsed);
    addKnown(figures, "container_limit", container.memoryLimit);
    addShare(figures, "container_percent", container.memoryUsed, container.memoryLimit);
    addKnown(figures, "container_oom_kills", readContainerEvents(m_files).outOfMemoryKills);
    addPressure(figures, m_files, "memory");
    return figures;
}

metrics::ResourceMonitor::Figures MachineResourceMonitor::cpuUsage()
{
    const std::lock_guard lock(m_mutex);
    return m_processors.read(m_files, m_clock.steady_ns());
}

Outcome<metrics::ResourceMonitor::Figures>
MachineResourceMonitor::diskUsage(const std::string &path)
{
    const auto room = m_room.of(QString::fromStdString(path));
    if (room)
        return figuresOf(*room);
    const bool isNowhere = room.error().code == ErrorCode::NotFound;
    return failed(isNowhere ? Fault::InvalidArgument : Fault::NotDelivered,
                  room.error().message.toStdString());
}

NetworkTable MachineResourceMonitor::networkTable()
{
    const auto text = m_files.read(u"proc/net/dev"_s);
    const std::lock_guard lock(m_mutex);
    m_networks.update(text ? parseNetworkCounters(*text) : NetworkTable());
    return m_networks.table();
}

metrics::ResourceMonitor::Counts MachineResourceMonitor::networkStats()
{
    Counts counts;
    const NetworkTable table = networkTable();
    if (table.empty())
        return counts;
    addTraffic(counts, {}, networkTotal(table));
    for (const auto &[name, counters] : table)
        addTraffic(counts, name.toStdString() + '.', counters);
    return counts;
}

void MachineResourceMonitor::setGauges(const char *prefix, const Figures &figures,
                                       metrics::TagViews tags)
{
    for (const auto &[key, value] : figures) {
        if (key.starts_with(kCore)) {
            const std::string core = key.substr(kCore.size());
            setGauge("system.cpu.core", metrics::MetricUnit::Percent, value, {{"core", core}});
            continue;
        }
        setGauge(prefix + key, unitOfFigure(prefix, key), value, tags);
    }
}

void MachineResourceMonitor::setGauge(const std::string &name, metrics::MetricUnit unit,
                                      double value, metrics::TagViews tags)
{
    const auto chosen = m_gauges.find(name);
    if (chosen == m_gauges.end() && !m_gauges.empty())
        return;
    std::vector<metrics::TagView> all(tags.begin(), tags.end());
    all.insert(all.end(), m_tags.begin(), m_tags.end());
    m_collector.gauge(chosen == m_gauges.end() ? name : chosen->second, all, unit).set(value);
}

bool MachineResourceMonitor::isSampled(std::string_view prefix) const
{
    if (m_gauges.empty())
        return true;
    const auto first = m_gauges.lower_bound(prefix);
    return first != m_gauges.end() && first->first.starts_with(prefix);
}

metrics::ResourceMonitor::Figures MachineResourceMonitor::sampleProcessors()
{
    Figures figures = cpuUsage();
    if (m_hasSampled.exchange(true) || figures.contains("percent"))
        return figures;
    std::this_thread::sleep_for(ProcessorFigures::kSame);
    return cpuUsage();
}

void MachineResourceMonitor::sampleNetwork()
{
    if (!isSampled("system.network."))
        return;
    const NetworkTable table = networkTable();
    for (const auto &[name, counters] : table) {
        if (isLoopback(name))
            continue;
        Counts counts;
        addTraffic(counts, {}, counters);
        Figures figures;
        for (const auto &[key, count] : counts)
            figures.emplace(key, static_cast<double>(count));
        const std::string interface = name.toStdString();
        setGauges("system.network.", figures, {{"interface", interface}});
    }
}

void MachineResourceMonitor::sampleDisks()
{
    if (!isSampled("system.disk."))
        return;
    for (const std::string &path : m_diskPaths) {
        if (const auto usage = diskUsage(path))
            setGauges("system.disk.", *usage, {{"path", path}});
    }
    if (const auto text = m_files.read(u"proc/diskstats"_s)) {
        const auto table = parseDiskCounters(*text, m_files.entries(u"sys/block"_s));
        for (const auto &[name, counters] : table) {
            const std::string device = name.toStdString();
            setGauges("system.disk.",
                      {{"read_bytes", static_cast<double>(counters.bytesRead)},
                       {"written_bytes", static_cast<double>(counters.bytesWritten)}},
                      {{"device", device}});
        }
    }
    const ContainerEvents events = readContainerEvents(m_files);
    Figures figures;
    addKnown(figures, "container_read_bytes", events.bytesRead);
    addKnown(figures, "container_written_bytes", events.bytesWritten);
    addPressure(figures, m_files, "io");
    setGauges("system.disk.", figures);
}

Outcome<void> MachineResourceMonitor::sample()
{
    const Figures processors = sampleProcessors();
    const Figures memory = cheapMemoryUsage();
    m_collector.tick();
    setGauges("system.memory.", memory);
    setGauges("system.cpu.", processors);
    sampleNetwork();
    sampleDisks();
    if (memory.empty() && processors.empty())
        return failed(Fault::NotDelivered,
                      MonitorText::tr("The state of this machine could not be read. See whether "
                                      "/proc is mounted.")
                          .toStdString());
    return {};
}

Outcome<void> MachineResourceMonitor::startResourceMonitoring(double interval_s)
{
    if (!(interval_s >= kShortest_s && interval_s <= kLongest_s))
        return failed(Fault::InvalidArgument,
                      MonitorText::tr("The machine is read every 0.1 seconds at the most and once "
                                      "a day at the least. Choose an interval between them.")
                          .toStdString());
    try {
        m_task.start(std::chrono::nanoseconds(std::llround(interval_s * 1e9)));
    } catch (const std::system_error &) {
        return failed(
            Fault::NotDelivered,
            MonitorText::tr("The system has no thread left. Try again later.").toStdString());
    }
    return {};
}

void MachineResourceMonitor::stopResourceMonitoring()
{
    m_task.stop();
}

} // namespace tidemark::metrics_system

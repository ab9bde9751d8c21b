// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/own_machine.h"

#include "app/own_metrics/own_metric_names.h"
#include "services/metrics_system/machine_resource_monitor.h"
#include "services/metrics_system/network_growth.h"

#include <array>
#include <string_view>
#include <utility>

namespace tidemark::own {
namespace {

using metrics_system::MachineResourceMonitor;

/// A gauge of the monitor as Tidemark keeps it.
struct Kept
{
    std::string_view gauge;
    std::string_view name;
    std::string_view description;
};
constexpr std::array kAllKept{
    Kept{"system.cpu.process_percent", kProcessor,
         "Processor time of this program; 100 %: one core."},
    Kept{"system.cpu.threads", kThreads, "Threads of this program."},
    Kept{"system.memory.process_rss", kMemory, "Memory of this program that is in use."},
    Kept{"system.cpu.percent", kMachineProcessors,
         "The share of time in which the processors of this machine worked."},
    Kept{"system.memory.percent", kMachineMemory,
         "The share of this machine's memory that is in use."},
    Kept{"system.disk.percent", kMachineDisk,
         "The share of a file system's room, as far as users may take it, that is in use."},
};

/// The counters of what passed through the network.
struct Traffic
{
    metrics_system::NetworkGrowth growth;
    metrics::Counter received;
    metrics::Counter sent;
};

void bindCounters(Traffic &traffic, metrics::MetricCollector &collector, const std::string &program)
{
    const std::array tags{metrics::TagView(kProgramTag, program)};
    collector.describe(kMachineReceived, "What this machine received by its network.");
    collector.describe(kMachineSent, "What this machine sent by its network.");
    traffic.received = collector.counter(kMachineReceived, tags, metrics::MetricUnit::Bytes);
    traffic.sent = collector.counter(kMachineSent, tags, metrics::MetricUnit::Bytes);
}

} // namespace

std::unique_ptr<metrics::ResourceMonitor> ownMonitor(metrics::MetricCollector &collector,
                                                     const metrics::Clock &clock,
                                                     const std::string &program,
                                                     collect::KernelFiles files)
{
    MachineResourceMonitor::Options options;
    for (const Kept &kept : kAllKept) {
        options.gauges.emplace(kept.gauge, kept.name);
        collector.describe(kept.name, kept.description);
    }
    options.tags = {{kProgramTag, program}};
    return std::make_unique<MachineResourceMonitor>(collector, clock, std::move(files),
                                                    std::move(options));
}

void countTraffic(metrics::MetricsSystem &system, const std::string &program)
{
    system.addSource("network", [&system, program, traffic = Traffic()]() mutable {
        const auto passed = traffic.growth.since(system.resourceMonitor().networkStats());
        if (!passed)
            return metrics::ExportResult(); // there is no counter of what nobody counts
        if (!traffic.received.isBound())
            bindCounters(traffic, system.collector(), program);
        traffic.received.increment(passed->received);
        traffic.sent.increment(passed->sent);
        return metrics::ExportResult();
    });
}

} // namespace tidemark::own

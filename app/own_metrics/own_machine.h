// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"
#include "services/metrics/clock.h"
#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/system/metrics_system.h"
#include "services/metrics/system/resource_monitor.h"

#include <memory>
#include <string>

namespace tidemark::own {

/// Monitors this machine for the metrics that Tidemark keeps of itself: what the program takes of
/// it, and how much of it is taken by all (own_metric_names.h). Collector and clock outlive it.
/// `files`: of another root than this machine's, for tests.
[[nodiscard]] std::unique_ptr<metrics::ResourceMonitor>
ownMonitor(metrics::MetricCollector &collector, const metrics::Clock &clock,
           const std::string &program, collect::KernelFiles files = collect::KernelFiles());

/// Has the system count, with each collection, what passes through the network that its monitor
/// tells of. The collections read files, so they are not for the window's thread.
void countTraffic(metrics::MetricsSystem &system, const std::string &program);

} // namespace tidemark::own

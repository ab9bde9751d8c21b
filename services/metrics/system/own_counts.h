// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/collector/performance_timer.h"

#include <cstdint>
#include <map>
#include <string>

namespace tidemark::metrics {

/// Counts as counters of the same collector what it and a timer did not take:
/// `tidemark.collector.type_conflict`, `.bad_name`, `.refused_value`, `.wrong_unit`, `.cut_tags`,
/// `.overflow` and `.too_many`, `tidemark.timer.unknown`, `.abandoned` and `.too_many`. What never
/// happened has no series. Of one thread at a time.
/// Source: the metrics protocol.
class OwnCounts
{
public:
    /// They outlive it.
    OwnCounts(MetricCollector &collector, const PerformanceTimer &timer)
        : m_collector(collector)
        , m_timer(timer)
    {}
    /// Adds what came since the last time.
    void record();

private:
    void add(const char *name, std::uint64_t count);

    MetricCollector &m_collector;
    const PerformanceTimer &m_timer;
    std::map<std::string, std::uint64_t, std::less<>> m_before;
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/own_counts.h"

namespace tidemark::metrics {

void OwnCounts::record()
{
    const CollectorCounts collector = m_collector.counts();
    add("tidemark.collector.type_conflict", collector.typeConflicts);
    add("tidemark.collector.bad_name", collector.badNames);
    add("tidemark.collector.refused_value", collector.refusedValues);
    add("tidemark.collector.wrong_unit", collector.wrongUnits);
    add("tidemark.collector.cut_tags", collector.cutTags);
    add("tidemark.collector.overflow", collector.overflows);
    add("tidemark.collector.too_many", collector.tooMany);
    const PerformanceTimer::Counts timer = m_timer.counts();
    add("tidemark.timer.unknown", timer.unknown);
    add("tidemark.timer.abandoned", timer.abandoned);
    add("tidemark.timer.too_many", timer.tooMany);
}

void OwnCounts::add(const char *name, std::uint64_t count)
{
    std::uint64_t &before = m_before[name];
    if (count > before)
        m_collector.counter(name).increment(count - before);
    before = count;
}

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_counts.h"

namespace tidemark::store {

namespace {
constexpr std::size_t kMostMetrics = 1'000;
}

std::int64_t RecordCounts::atLeast(std::int64_t metric) const
{
    const std::lock_guard lock(m_mutex);
    const auto count = m_counts.find(metric);
    const bool isKnown = count != m_counts.end() && Clock::now() - count->second.at < kKept;
    return isKnown ? count->second.records : 0;
}

void RecordCounts::note(std::int64_t metric, std::int64_t records)
{
    const std::lock_guard lock(m_mutex);
    if (m_counts.size() >= kMostMetrics)
        m_counts.clear();
    m_counts[metric] = {records, Clock::now()};
}

} // namespace tidemark::store

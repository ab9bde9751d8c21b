// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/memory_sink.h"

#include <algorithm>
#include <iterator>

namespace tidemark::metrics {

MemorySink::MemorySink(std::size_t mostBatches)
    : m_mostBatches(std::max<std::size_t>(mostBatches, 1))
{}

ExportResult MemorySink::exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                         Deadline /*deadline*/)
{
    const std::lock_guard lock(m_mutex);
    m_batches.emplace_back(snapshots.begin(), snapshots.end());
    if (m_batches.size() > m_mostBatches) {
        m_batches.pop_front();
        ++m_droppedBatches;
    }
    return {};
}

std::vector<std::vector<MetricSnapshot>> MemorySink::batches() const
{
    const std::lock_guard lock(m_mutex);
    return {m_batches.begin(), m_batches.end()};
}

std::vector<MetricSnapshot> MemorySink::snapshots() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<MetricSnapshot> all;
    for (const auto &batch : m_batches)
        all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

std::vector<MetricSnapshot> MemorySink::snapshots(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<MetricSnapshot> named;
    for (const auto &batch : m_batches)
        std::copy_if(batch.begin(), batch.end(), std::back_inserter(named),
                     [name](const MetricSnapshot &snapshot) { return snapshot.name == name; });
    return named;
}

std::uint64_t MemorySink::droppedBatches() const
{
    const std::lock_guard lock(m_mutex);
    return m_droppedBatches;
}

} // namespace tidemark::metrics

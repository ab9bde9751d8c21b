// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/handles.h"

namespace tidemark::metrics {
namespace {

constexpr double kTooLargeForWhole = 0x1p63;

} // namespace

void Counter::add(double number) noexcept
{
    Shard *shard = m_core->shard();
    if (shard == nullptr)
        return;
    if (!(number >= 0) || std::isinf(number)) {
        CollectorCore::noteOne(m_core->counts.refusedValues);
        return;
    }
    CounterCell &cell = shard->counters.at(m_place);
    if (number >= kTooLargeForWhole) {
        cell.addFraction(number);
        return;
    }
    const auto whole = static_cast<std::uint64_t>(number);
    cell.add(whole);
    if (const double rest = number - static_cast<double>(whole); rest > 0)
        cell.addFraction(rest);
}

void Gauge::add(double number) noexcept
{
    if (!m_core->isOpen())
        return;
    if (!std::isfinite(number)) {
        CollectorCore::noteOne(m_core->counts.refusedValues);
        return;
    }
    double before = m_cell->value.load(std::memory_order_relaxed);
    for (;;) {
        const double after = (std::isnan(before) ? 0 : before) + number;
        if (m_cell->value.compare_exchange_weak(before, after, std::memory_order_relaxed))
            break;
    }
    m_cell->at_ns.store(m_core->now_ns(), std::memory_order_relaxed);
}

} // namespace tidemark::metrics

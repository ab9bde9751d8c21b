// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/handles.h"

namespace tidemark::metrics {
namespace {

constexpr double kTooLargeForWhole = 0x1p63;

} // namespace

void Counter::incrementSlowly(std::uint64_t by) noexcept
{
    Shard *shard = m_core->shard();
    if (shard == nullptr)
        return;
    shard->counters.at(m_place).add(by);
    m_core->tell(*m_series, by);
}

void Counter::add(double number) noexcept
{
    Shard *const quick = m_core->quickShard();
    Shard *shard = quick != nullptr ? quick : m_core->shard();
    if (shard == nullptr)
        return;
    if (!(number >= 0) || std::isinf(number)) {
        CollectorCore::noteOne(m_core->counts.refusedValues);
        return;
    }
    CounterCell &cell = shard->counters.at(m_place);
    if (number >= kTooLargeForWhole) {
        cell.addFraction(number);
    } else {
        const auto whole = static_cast<std::uint64_t>(number);
        cell.add(whole);
        if (const double rest = number - static_cast<double>(whole); rest > 0)
            cell.addFraction(rest);
    }
    if (quick == nullptr)
        m_core->tell(*m_series, number);
}

void Gauge::setSlowly(double value) noexcept
{
    if (!m_core->isOpen())
        return;
    if (std::isinf(value)) {
        CollectorCore::noteOne(m_core->counts.refusedValues);
        return;
    }
    store(value);
    m_core->tell(*m_series, value);
}

void Gauge::add(double number) noexcept
{
    if (!m_core->isOpen())
        return;
    if (!std::isfinite(number)) {
        CollectorCore::noteOne(m_core->counts.refusedValues);
        return;
    }
    GaugeCell &cell = m_series->gauge;
    double before = cell.value.load(std::memory_order_relaxed);
    double after = 0;
    do {
        after = (std::isnan(before) ? 0 : before) + number;
    } while (!cell.value.compare_exchange_weak(before, after, std::memory_order_relaxed));
    cell.at_ns.store(m_core->now_ns(), std::memory_order_relaxed);
    m_core->tell(*m_series, after);
}

void Histogram::observeSlowly(double value) noexcept
{
    Shard *shard = m_core->shard();
    if (shard == nullptr)
        return;
    if (shard->distributions.at(m_place).observe(value))
        m_core->tell(*m_series, value);
    else
        CollectorCore::noteOne(m_core->counts.refusedValues);
}

} // namespace tidemark::metrics

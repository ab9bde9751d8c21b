// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/collector_core.h"

#include <mutex>

namespace tidemark::metrics {
namespace {

std::uint64_t nextNumber() noexcept
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace

CollectorCore::CollectorCore(bool isOpen)
    : m_number(isOpen ? nextNumber() : kClosed)
{}

CollectorCore &CollectorCore::nowhere() noexcept
{
    static CollectorCore core(false);
    return core;
}

Shard *CollectorCore::shard() noexcept
{
    const std::uint64_t number = m_number.load(std::memory_order_relaxed);
    const std::uint64_t own = number & ~kObserved;
    if (currentShard.collector == own)
        return currentShard.shard;
    Shard *shard = number == kClosed ? nullptr : adoptShard(own, m_pool);
    if (shard == nullptr)
        noteOne(counts.afterClose);
    return shard;
}

void CollectorCore::setObserver(std::shared_ptr<RecordObserver> observer)
{
    const std::unique_lock lock(m_observing);
    m_observer = std::move(observer);
    std::uint64_t number = m_number.load(std::memory_order_relaxed);
    std::uint64_t marked = 0;
    do {
        if (number == kClosed) {
            m_observer = nullptr; // nothing comes any more
            return;
        }
        marked = m_observer ? number | kObserved : number & ~kObserved;
    } while (!m_number.compare_exchange_weak(number, marked));
}

void CollectorCore::tell(const Series &series, const Number &value) noexcept
{
    if (isQuiet())
        return;
    std::shared_ptr<RecordObserver> observer;
    {
        const std::shared_lock lock(m_observing);
        observer = m_observer;
    }
    if (observer)
        observer->recorded(series, value);
}

} // namespace tidemark::metrics

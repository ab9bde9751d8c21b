// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/record_observer.h"
#include "services/metrics/collector/registry.h"
#include "services/metrics/collector/shard.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>

namespace tidemark::metrics {

/// What was not recorded as it was asked for, since the collector began.
struct CollectorCounts
{
    std::uint64_t typeConflicts = 0; ///< the name is of another type
    std::uint64_t badNames = 0;      ///< see Registry::isName()
    std::uint64_t refusedValues =
        0;                        ///< negative, infinite or not a number where that has no meaning
    std::uint64_t wrongUnits = 0; ///< durations in a unit that is none of time
    std::uint64_t cutTags = 0;    ///< recorded, with tags cut off
    std::uint64_t overflows = 0;  ///< recorded, in the series of those beyond the limit
    std::uint64_t tooMany = 0;    ///< beyond all limits
    std::uint64_t afterClose = 0; ///< the collector was closed

    bool operator==(const CollectorCounts &) const = default;
};

/// What a collector and its handles share.
class CollectorCore
{
public:
    using Count = std::atomic<std::uint64_t>;

    struct Counts
    {
        Count typeConflicts = 0;
        Count badNames = 0;
        Count refusedValues = 0;
        Count wrongUnits = 0;
        Count cutTags = 0;
        Count overflows = 0;
        Count tooMany = 0;
        Count afterClose = 0;
    };

    explicit CollectorCore(bool isOpen);

    /// The calling thread's, when nothing is to be done but to write in it. Null when the collector
    /// is closed or observed and when the thread used another one last: then shard() knows.
    [[nodiscard]] Shard *quickShard() noexcept
    {
        if (currentShard.collector != m_number.load(std::memory_order_relaxed)) [[unlikely]]
            return nullptr;
        Shard *shard = currentShard.shard;
        if (shard == nullptr)
            __builtin_unreachable(); // no thread has one of a number with a mark
        return shard;
    }
    /// The calling thread's; null when the collector is closed, which is counted.
    [[nodiscard]] Shard *shard() noexcept;
    /// Open, and nobody observes it.
    [[nodiscard]] bool isQuiet() const noexcept
    {
        return m_number.load(std::memory_order_relaxed) < kObserved;
    }
    /// That it is not is counted.
    [[nodiscard]] bool isOpen() noexcept
    {
        if (m_number.load(std::memory_order_relaxed) != kClosed) [[likely]]
            return true;
        noteOne(counts.afterClose);
        return false;
    }
    [[nodiscard]] std::uint64_t number() const noexcept
    {
        return m_number.load(std::memory_order_relaxed) & ~kObserved;
    }
    void close() noexcept { m_number = kClosed; }
    [[nodiscard]] bool isClosed() const noexcept { return m_number == kClosed; }
    /// Null: nobody any longer. Calls to the one before may still be on.
    void setObserver(std::shared_ptr<RecordObserver> observer);
    /// The observer, if there is one.
    void tell(const Series &series, const Number &value) noexcept;
    [[nodiscard]] const ShardPool &shards() const noexcept { return *m_pool; }

    /// UTC at the last tick.
    [[nodiscard]] std::int64_t now_ns() const noexcept
    {
        return m_now_ns.load(std::memory_order_relaxed);
    }
    /// Both clocks at the last tick; while another one is on, perhaps one of them at that.
    [[nodiscard]] ClockPair now() const noexcept
    {
        return {m_steadyNow_ns.load(std::memory_order_relaxed), now_ns()};
    }
    void setNow(const ClockPair &now) const noexcept
    {
        m_now_ns.store(now.wall_ns, std::memory_order_relaxed);
        m_steadyNow_ns.store(now.steady_ns, std::memory_order_relaxed);
    }

    static void noteOne(Count &count) noexcept { count.fetch_add(1, std::memory_order_relaxed); }

    Counts counts;

    /// Of handles that were bound to nothing.
    [[nodiscard]] static CollectorCore &nowhere() noexcept;

private:
    static constexpr std::uint64_t kClosed = ~std::uint64_t{0};
    /// A mark on the number, so that one load tells whether anybody observes.
    static constexpr std::uint64_t kObserved = std::uint64_t{1} << 63U;

    std::atomic<std::uint64_t> m_number;            ///< of each collector another one, from 1 on
    mutable std::atomic<std::int64_t> m_now_ns = 0; ///< what the clock said last
    mutable std::atomic<std::int64_t> m_steadyNow_ns = 0;
    std::shared_ptr<ShardPool> m_pool = std::make_shared<ShardPool>();
    std::shared_mutex m_observing; ///< of the one below
    std::shared_ptr<RecordObserver> m_observer;
};

} // namespace tidemark::metrics

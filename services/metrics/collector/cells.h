// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/log_buckets.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>

namespace tidemark::metrics {

/// Where values are kept. The cells of counters and distributions belong to one thread, which alone
/// writes them, so that adding is a load and a store and no processor waits for another; any thread
/// may read them meanwhile. Each number by itself is whole; two of a cell may be from two instants.

struct CounterCell
{
    std::atomic<std::uint64_t> whole = 0;
    std::atomic<double> fraction = 0; ///< what was added beside whole numbers

    /// By the thread that owns it.
    void add(std::uint64_t number) noexcept
    {
        whole.store(whole.load(std::memory_order_relaxed) + number, std::memory_order_relaxed);
    }
    void addFraction(double number) noexcept
    {
        fraction.store(fraction.load(std::memory_order_relaxed) + number,
                       std::memory_order_relaxed);
    }
};

/// Shared by all threads: the last one that writes is right.
struct GaugeCell
{
    std::atomic<double> value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: no value
    std::atomic<std::int64_t> at_ns = 0;                                  ///< UTC, by the last tick
};

/// 256 buckets that lie beside each other; most series need one or two of them.
struct BucketPage
{
    static constexpr std::size_t kSize = 256;
    std::array<std::atomic<std::uint64_t>, kSize> counts{};
};

class DistributionCell
{
public:
    static constexpr std::size_t kPages = buckets::kCount / BucketPage::kSize;

    DistributionCell() = default;
    ~DistributionCell();
    DistributionCell(const DistributionCell &) = delete;
    DistributionCell &operator=(const DistributionCell &) = delete;

    /// By the thread that owns it. False for a number that is infinite or none, which is not taken.
    /// Allocates for the first value of a page.
    bool observe(double value) noexcept
    {
        // Positive numbers within the range, which nearly all are, need no other comparison.
        const std::uint64_t number = buckets::numberOf(value);
        if (number < buckets::kCount) [[likely]] {
            BucketPage *page = m_above[number / BucketPage::kSize].load(std::memory_order_relaxed);
            if (page != nullptr) [[likely]] {
                take(value, page->counts[number % BucketPage::kSize]);
                return true;
            }
        }
        return observeAny(value);
    }

    [[nodiscard]] double sum() const noexcept { return m_sum.load(std::memory_order_relaxed); }
    [[nodiscard]] double min() const noexcept { return m_min.load(std::memory_order_relaxed); }
    [[nodiscard]] double max() const noexcept { return m_max.load(std::memory_order_relaxed); }
    /// Calls `take(index, count)` for each bucket that holds something, from the lowest up.
    template <class Take>
    void forEach(Take take) const
    {
        for (std::size_t number = buckets::kCount; number-- > 0;)
            number = visit(m_below, number, -1, take);
        if (const auto count = m_nearZero.load(std::memory_order_acquire); count > 0)
            take(buckets::Index{0}, count);
        for (std::size_t number = 0; number < buckets::kCount; ++number)
            number = visit(m_above, number, 1, take);
    }

private:
    using Pages = std::array<std::atomic<BucketPage *>, kPages>;

    void take(double value, std::atomic<std::uint64_t> &count) noexcept
    {
        if (value < m_min.load(std::memory_order_relaxed))
            m_min.store(value, std::memory_order_relaxed);
        if (value > m_max.load(std::memory_order_relaxed))
            m_max.store(value, std::memory_order_relaxed);
        m_sum.store(m_sum.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
        // After the others, so that who sees a value counted sees an extreme that holds it.
        count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
    bool observeAny(double value) noexcept;
    [[nodiscard]] std::atomic<std::uint64_t> &countOf(buckets::Index index) noexcept;
    /// The bucket, or none where there is no page; returns the number to go on from.
    template <class Take>
    static std::size_t visit(const Pages &pages, std::size_t number, int sign, Take &take)
    {
        const std::size_t place = number / BucketPage::kSize;
        const BucketPage *page = pages[place].load(std::memory_order_acquire);
        if (page == nullptr) // the last one of it in this direction
            return sign > 0 ? place * BucketPage::kSize + BucketPage::kSize - 1
                            : place * BucketPage::kSize;
        const std::atomic<std::uint64_t> &count = page->counts[number % BucketPage::kSize];
        if (const auto counted = count.load(std::memory_order_acquire); counted > 0)
            take(static_cast<buckets::Index>(number + 1) * sign, counted);
        return number;
    }

    std::atomic<double> m_sum = 0;
    std::atomic<double> m_min = std::numeric_limits<double>::infinity();
    std::atomic<double> m_max = -std::numeric_limits<double>::infinity();
    std::atomic<std::uint64_t> m_nearZero = 0;
    Pages m_above{};
    Pages m_below{};
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/collector_core.h"

#include <cmath>
#include <concepts>
#include <cstdint>

namespace tidemark::metrics {

/// Series that were looked up once: recording through them takes some nanoseconds, needs no lock
/// and, after a thread's first values, no memory. Handles are copied freely and used by any thread
/// while their collector lives. One that is bound to nothing, since its name could not be had,
/// records nothing. Nothing here throws.

/// What adds up.
class Counter
{
public:
    Counter() = default;
    Counter(CollectorCore &core, const Series &series) noexcept
        : m_core(&core)
        , m_series(&series)
        , m_place(Counters::placeOf(series.slot))
    {}

    [[nodiscard]] bool isBound() const noexcept { return m_series != nullptr; }
    void increment(std::uint64_t by = 1) noexcept
    {
        if (Shard *shard = m_core->quickShard()) [[likely]]
            shard->counters.at(m_place).add(by);
        else
            incrementSlowly(by);
    }
    /// A number that is negative, infinite or none is refused and counted.
    void add(double number) noexcept;

private:
    [[gnu::cold]] void incrementSlowly(std::uint64_t by) noexcept;

    CollectorCore *m_core = &CollectorCore::nowhere();
    const Series *m_series = nullptr;
    Counters::Place m_place = {};
};

/// How much there is now.
class Gauge
{
public:
    Gauge() = default;
    Gauge(CollectorCore &core, const Series &series) noexcept
        : m_core(&core)
        , m_series(&series)
    {}

    [[nodiscard]] bool isBound() const noexcept { return m_series != nullptr; }
    /// NaN: there is no value. Infinities are refused and counted.
    void set(double value) noexcept
    {
        if (m_core->isQuiet() && !std::isinf(value)) [[likely]]
            store(value);
        else
            setSlowly(value);
    }
    /// To what there is; from no value on, to 0.
    void add(double number) noexcept;

private:
    void store(double value) noexcept
    {
        m_series->gauge.value.store(value, std::memory_order_relaxed);
        m_series->gauge.at_ns.store(m_core->now_ns(), std::memory_order_relaxed);
    }
    [[gnu::cold]] void setSlowly(double value) noexcept;

    CollectorCore *m_core = &CollectorCore::nowhere();
    const Series *m_series = nullptr;
};

/// How values are distributed.
class Histogram
{
public:
    Histogram() = default;
    Histogram(CollectorCore &core, const Series &series) noexcept
        : m_core(&core)
        , m_series(&series)
        , m_place(Distributions::placeOf(series.slot))
    {}

    [[nodiscard]] bool isBound() const noexcept { return m_series != nullptr; }
    /// Values that are infinite or none are refused and counted.
    void observe(double value) noexcept
    {
        Shard *shard = m_core->quickShard();
        if (shard == nullptr) [[unlikely]]
            observeSlowly(value);
        else if (!shard->distributions.at(m_place).observe(value)) [[unlikely]]
            CollectorCore::noteOne(m_core->counts.refusedValues);
    }

private:
    [[gnu::cold]] void observeSlowly(double value) noexcept;

    CollectorCore *m_core = &CollectorCore::nowhere();
    const Series *m_series = nullptr;
    Distributions::Place m_place = {};
};

/// How long something takes: a distribution of seconds.
class Timer
{
public:
    Timer() = default;
    Timer(CollectorCore &core, const Series &series) noexcept
        : m_core(&core)
        , m_durations(core, series)
    {}

    [[nodiscard]] bool isBound() const noexcept { return m_durations.isBound(); }
    /// Negative durations are refused and counted, as are those that are infinite or none.
    void record(double seconds) noexcept
    {
        if (seconds < 0) [[unlikely]] {
            CollectorCore::noteOne(m_core->counts.refusedValues);
            return;
        }
        m_durations.observe(seconds);
    }

private:
    CollectorCore *m_core = &CollectorCore::nowhere();
    Histogram m_durations;
};

/// What a counter is raised by: a whole number, exact up to 2^64, or a real one.
class Amount
{
public:
    // Numbers are amounts by themselves. NOLINTNEXTLINE(google-explicit-constructor)
    Amount(std::floating_point auto number) noexcept
        : m_real(static_cast<double>(number))
        , m_isWhole(false)
    {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    Amount(std::integral auto number) noexcept
        : m_real(static_cast<double>(number))
        , m_whole(static_cast<std::uint64_t>(number))
        , m_isWhole(number >= 0)
    {}

    void addTo(Counter counter) const noexcept
    {
        if (m_isWhole)
            counter.increment(m_whole);
        else
            counter.add(m_real);
    }

private:
    double m_real = 0;
    std::uint64_t m_whole = 0;
    bool m_isWhole = true;
};

} // namespace tidemark::metrics

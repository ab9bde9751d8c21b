// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tidemark::metrics {

/// What time it is. What is measured is measured by the steady clock, which never goes back; what
/// leaves the process has the time of the wall clock, UTC. Any thread, no locks.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;

    /// Nanoseconds of the steady clock, as fine as it is.
    [[nodiscard]] virtual std::int64_t steady_ns() const noexcept = 0;
    /// Its whole seconds, rounded towards zero; some milliseconds late, at a quarter of the cost.
    [[nodiscard]] virtual std::int64_t steadySecond() const noexcept = 0;
    /// Nanoseconds since 1970, UTC.
    [[nodiscard]] virtual std::int64_t wall_ns() const noexcept = 0;
};

/// Those of the system.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] std::int64_t steady_ns() const noexcept override;
    [[nodiscard]] std::int64_t steadySecond() const noexcept override;
    [[nodiscard]] std::int64_t wall_ns() const noexcept override;
};

/// Both clocks read at one instant, so that times of the steady one can be told as times of the
/// wall one. Taken anew for each export: a clock that was set shows as a step of wall time, never
/// as a negative duration.
struct ClockPair
{
    std::int64_t steady_ns = 0;
    std::int64_t wall_ns = 0;

    [[nodiscard]] static ClockPair of(const Clock &clock) noexcept
    {
        return {clock.steady_ns(), clock.wall_ns()};
    }
    [[nodiscard]] std::int64_t wallOf(std::int64_t steadyTime_ns) const noexcept
    {
        return wall_ns + (steadyTime_ns - steady_ns);
    }
};

} // namespace tidemark::metrics

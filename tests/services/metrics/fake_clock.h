// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"

#include <atomic>
#include <cmath>

namespace tidemark::test {

/// A clock that stands until it is set.
class FakeClock final : public metrics::Clock
{
public:
    static constexpr std::int64_t kSecond_ns = 1'000'000'000;
    static constexpr std::int64_t kWallStart_ns = 1'700'000'000 * kSecond_ns;

    [[nodiscard]] std::int64_t steady_ns() const noexcept override { return m_steady_ns; }
    [[nodiscard]] std::int64_t steadySecond() const noexcept override
    {
        return m_steady_ns / kSecond_ns; // towards zero
    }
    [[nodiscard]] std::int64_t wall_ns() const noexcept override { return m_wall_ns; }

    /// The steady clock, in seconds; the wall clock goes along.
    void setSteady(double seconds)
    {
        const auto to_ns = static_cast<std::int64_t>(std::llround(seconds * 1e9));
        m_wall_ns += to_ns - m_steady_ns;
        m_steady_ns = to_ns;
    }
    void pass(double seconds)
    {
        const auto by_ns = static_cast<std::int64_t>(std::llround(seconds * 1e9));
        m_steady_ns += by_ns;
        m_wall_ns += by_ns;
    }
    /// Somebody sets the wall clock.
    void stepWall(double seconds)
    {
        m_wall_ns += static_cast<std::int64_t>(std::llround(seconds * 1e9));
    }

private:
    std::atomic<std::int64_t> m_steady_ns = 1'000 * kSecond_ns;
    std::atomic<std::int64_t> m_wall_ns = kWallStart_ns;
};

} // namespace tidemark::test

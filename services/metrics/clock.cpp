// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/clock.h"

#include <ctime>

namespace tidemark::metrics {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

timespec read(clockid_t clock) noexcept
{
    timespec time{};
    (void)::clock_gettime(clock, &time);
    return time;
}

std::int64_t toNs(const timespec &time) noexcept
{
    return time.tv_sec * kSecond_ns + time.tv_nsec;
}

} // namespace

std::int64_t SystemClock::steady_ns() const noexcept
{
    return toNs(read(CLOCK_MONOTONIC));
}

std::int64_t SystemClock::steadySecond() const noexcept
{
    return read(CLOCK_MONOTONIC_COARSE).tv_sec;
}

std::int64_t SystemClock::wall_ns() const noexcept
{
    return toNs(read(CLOCK_REALTIME));
}

} // namespace tidemark::metrics

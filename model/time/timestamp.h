// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timedelta.h"

namespace tidemark {

/// An instant: int64 nanoseconds since 1970-01-01T00:00:00 UTC without leap seconds, that is
/// 1677-09-21 to 2262-04-11. Semantics are those of MetricQ's Timestamp. Any thread.
class Timestamp
{
public:
    constexpr Timestamp() = default; // the epoch
    explicit constexpr Timestamp(std::int64_t posixNs) noexcept
        : m_ns(posixNs)
    {}
    [[nodiscard]] static constexpr Timestamp min() noexcept
    {
        return Timestamp(std::numeric_limits<std::int64_t>::min());
    }
    [[nodiscard]] static constexpr Timestamp max() noexcept
    {
        return Timestamp(std::numeric_limits<std::int64_t>::max());
    }

    /// The machine's clock, in whole microseconds.
    [[nodiscard]] static Timestamp now();
    /// now() − delta and now() + delta, saturating.
    [[nodiscard]] static Timestamp ago(Timedelta delta);
    [[nodiscard]] static Timestamp fromNow(Timedelta delta);
    /// `seconds` · 10⁹ computed in double, truncated toward zero.
    /// Errors: InvalidArgument for NaN, Overflow.
    [[nodiscard]] static Result<Timestamp> fromPosixSeconds(double seconds);
    /// Exact. Errors: Overflow.
    [[nodiscard]] static Result<Timestamp>
    fromSystemTime(std::chrono::sys_time<std::chrono::microseconds> time);
    /// Reads an ISO 8601 date and time with a zone as MetricQ does: six fraction digits count,
    /// further ones are dropped. parseIso8601 (iso8601.h) keeps nine.
    /// Errors: InvalidArgument (detail `iso.form`, `iso.range` or `iso.zone`), Overflow.
    [[nodiscard]] static Result<Timestamp> fromIso8601(QStringView text);

    [[nodiscard]] constexpr std::int64_t posixNs() const noexcept { return m_ns; }
    [[nodiscard]] constexpr double posixUs() const noexcept { return toDouble() / 1e3; }
    [[nodiscard]] constexpr double posixMs() const noexcept { return toDouble() / 1e6; }
    [[nodiscard]] constexpr double posix() const noexcept { return toDouble() / 1e9; }
    /// Rounded down to microseconds.
    [[nodiscard]] constexpr std::chrono::sys_time<std::chrono::microseconds>
    systemTime() const noexcept
    {
        return std::chrono::sys_time<std::chrono::microseconds>(Timedelta(m_ns).microseconds());
    }
    /// `Timestamp(1500)`, for logs and test output. For people see time_format.h.
    [[nodiscard]] QString debugString() const;

    friend constexpr bool operator==(Timestamp, Timestamp) = default;
    friend constexpr std::strong_ordering operator<=>(Timestamp a, Timestamp b) noexcept
    {
        return a.m_ns <=> b.m_ns;
    }

private:
    [[nodiscard]] constexpr double toDouble() const noexcept { return static_cast<double>(m_ns); }

    std::int64_t m_ns = 0;
};

/// The operators saturate at the limits of their type and never wrap; use checkedAdd and
/// checkedSubtract where leaving the range must be noticed.
[[nodiscard]] constexpr Timestamp operator+(Timestamp t, Timedelta d) noexcept
{
    return Timestamp(saturatingAdd(t.posixNs(), d.ns()));
}
[[nodiscard]] constexpr Timestamp operator+(Timedelta d, Timestamp t) noexcept
{
    return t + d;
}
[[nodiscard]] constexpr Timestamp operator-(Timestamp t, Timedelta d) noexcept
{
    return Timestamp(saturatingSubtract(t.posixNs(), d.ns()));
}
[[nodiscard]] constexpr Timedelta operator-(Timestamp a, Timestamp b) noexcept
{
    return Timedelta(saturatingSubtract(a.posixNs(), b.posixNs()));
}
constexpr Timestamp &operator+=(Timestamp &t, Timedelta d) noexcept
{
    return t = t + d;
}
constexpr Timestamp &operator-=(Timestamp &t, Timedelta d) noexcept
{
    return t = t - d;
}

/// Exact, or Overflow.
[[nodiscard]] Result<Timestamp> checkedAdd(Timestamp t, Timedelta d);
[[nodiscard]] Result<Timestamp> checkedSubtract(Timestamp t, Timedelta d);
[[nodiscard]] Result<Timedelta> checkedSubtract(Timestamp a, Timestamp b);
/// The remainder since the epoch, rounded down. Errors: InvalidArgument for a zero divisor.
[[nodiscard]] Result<Timedelta> floorModulo(Timestamp t, Timedelta d);

[[nodiscard]] inline std::size_t qHash(Timestamp value, std::size_t seed = 0) noexcept
{
    return std::hash<std::int64_t>{}(value.posixNs()) ^ seed;
}

} // namespace tidemark

template <>
struct std::hash<tidemark::Timestamp>
{
    [[nodiscard]] std::size_t operator()(tidemark::Timestamp value) const noexcept
    {
        return std::hash<std::int64_t>{}(value.posixNs());
    }
};

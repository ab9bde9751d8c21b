// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/time/saturating.h"

#include <QString>
#include <QStringView>

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>

namespace tidemark {

/// A length of time, possibly negative: int64 nanoseconds (about ±292 years). Semantics are those
/// of MetricQ's Timedelta; where its unbounded integers leave int64 we report Overflow. Any thread.
class Timedelta
{
public:
    constexpr Timedelta() = default; // zero
    explicit constexpr Timedelta(std::int64_t ns) noexcept
        : m_ns(ns)
    {}
    [[nodiscard]] static constexpr Timedelta min() noexcept
    {
        return Timedelta(std::numeric_limits<std::int64_t>::min());
    }
    [[nodiscard]] static constexpr Timedelta max() noexcept
    {
        return Timedelta(std::numeric_limits<std::int64_t>::max());
    }

    /// The product with the unit, computed in double and truncated toward zero.
    /// Errors: InvalidArgument for NaN, Overflow for infinity and beyond int64.
    [[nodiscard]] static Result<Timedelta> fromSeconds(double seconds);
    [[nodiscard]] static Result<Timedelta> fromMilliseconds(double milliseconds);
    [[nodiscard]] static Result<Timedelta> fromMicroseconds(double microseconds);
    /// Exact. Errors: Overflow.
    [[nodiscard]] static Result<Timedelta> fromDuration(std::chrono::microseconds duration);

    /// Reads `<number> <unit>` by MetricQ's grammar: an optional sign, digits, an optional fraction
    /// after `.` or `,`, white space, and a unit (`ns us μs ms s min h d` or their long names;
    /// seconds without one). ASCII digits and white space only; nothing may follow the unit. The
    /// sign holds for the whole number. Without a fraction the value is exact; with one it is
    /// computed in double and truncated toward zero.
    /// Errors: InvalidArgument (detail `duration.form` or `duration.unit`), Overflow.
    [[nodiscard]] static Result<Timedelta> fromString(QStringView text);

    [[nodiscard]] constexpr std::int64_t ns() const noexcept { return m_ns; }
    [[nodiscard]] constexpr double us() const noexcept { return static_cast<double>(m_ns) / 1e3; }
    [[nodiscard]] constexpr double ms() const noexcept { return static_cast<double>(m_ns) / 1e6; }
    [[nodiscard]] constexpr double s() const noexcept { return static_cast<double>(m_ns) / 1e9; }
    /// Rounded down: −1 ns is −1 µs.
    [[nodiscard]] constexpr std::chrono::microseconds microseconds() const noexcept
    {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds(m_ns));
    }

    /// The exact text in the coarsest unit that divides the length, such as `90min` or `1500ns`;
    /// zero is `0d`. fromString reads it back to the same value.
    [[nodiscard]] QString preciseString() const;
    /// Seconds in the shortest form that reads back to the same double, as Python prints them:
    /// `1.5s`, `0.0s`, `1e-09s`.
    [[nodiscard]] QString toString() const;
    /// `Timedelta(1500)`, for logs and test output.
    [[nodiscard]] QString debugString() const;

    friend constexpr bool operator==(Timedelta, Timedelta) = default;
    friend constexpr std::strong_ordering operator<=>(Timedelta a, Timedelta b) noexcept
    {
        return a.m_ns <=> b.m_ns;
    }

private:
    std::int64_t m_ns = 0;
};

/// The operators saturate at min() and max() and never wrap; use checkedAdd and checkedSubtract
/// where leaving the range must be noticed.
[[nodiscard]] constexpr Timedelta operator+(Timedelta a, Timedelta b) noexcept
{
    return Timedelta(saturatingAdd(a.ns(), b.ns()));
}
[[nodiscard]] constexpr Timedelta operator-(Timedelta a, Timedelta b) noexcept
{
    return Timedelta(saturatingSubtract(a.ns(), b.ns()));
}
constexpr Timedelta &operator+=(Timedelta &a, Timedelta b) noexcept
{
    return a = a + b;
}
constexpr Timedelta &operator-=(Timedelta &a, Timedelta b) noexcept
{
    return a = a - b;
}

/// Exact, or Overflow.
[[nodiscard]] Result<Timedelta> checkedAdd(Timedelta a, Timedelta b);
[[nodiscard]] Result<Timedelta> checkedSubtract(Timedelta a, Timedelta b);
[[nodiscard]] Result<Timedelta> checkedMultiply(Timedelta a, std::int64_t factor);
/// Computed in double, truncated toward zero. Errors: InvalidArgument for NaN, Overflow.
[[nodiscard]] Result<Timedelta> checkedMultiply(Timedelta a, double factor);
/// True division in double, truncated toward zero, also for whole divisors.
/// Errors: InvalidArgument for a zero or NaN divisor, Overflow.
[[nodiscard]] Result<Timedelta> divide(Timedelta a, double divisor);
/// The quotient of two lengths. Errors: InvalidArgument for a zero divisor.
[[nodiscard]] Result<double> ratio(Timedelta a, Timedelta b);
/// Exact, rounded down. Errors: InvalidArgument for a zero divisor, Overflow (min / −1).
[[nodiscard]] Result<Timedelta> floorDivide(Timedelta a, std::int64_t divisor);
[[nodiscard]] Result<std::int64_t> floorDivide(Timedelta a, Timedelta b);
/// The remainder of floorDivide; its sign follows the divisor. Errors: InvalidArgument for zero.
[[nodiscard]] Result<Timedelta> floorModulo(Timedelta a, Timedelta b);

/// Exact comparison with a standard duration, without rounding the Timedelta first.
[[nodiscard]] constexpr bool operator==(Timedelta a, std::chrono::microseconds b) noexcept
{
    const auto floored = a.microseconds();
    return floored == b && a.ns() == std::chrono::nanoseconds(floored).count();
}
[[nodiscard]] constexpr std::strong_ordering operator<=>(Timedelta a,
                                                         std::chrono::microseconds b) noexcept
{
    const auto floored = a.microseconds();
    if (floored != b)
        return floored < b ? std::strong_ordering::less : std::strong_ordering::greater;
    return a == b ? std::strong_ordering::equal : std::strong_ordering::greater;
}

[[nodiscard]] inline std::size_t qHash(Timedelta value, std::size_t seed = 0) noexcept
{
    return std::hash<std::int64_t>{}(value.ns()) ^ seed;
}

} // namespace tidemark

template <>
struct std::hash<tidemark::Timedelta>
{
    [[nodiscard]] std::size_t operator()(tidemark::Timedelta value) const noexcept
    {
        return std::hash<std::int64_t>{}(value.ns());
    }
};

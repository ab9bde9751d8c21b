// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace tidemark {

/// A sum of doubles that carries the rounding error of each addition along (Neumaier 1974,
/// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", algorithm IV).
///
/// With u = 2^-53 and n terms the result differs from the exact sum by at most
/// u * |sum| + 3 n^2 u^2 * (sum of magnitudes), as long as no partial sum overflows; up to 10^6
/// terms the second part stays below a thousandth of u * (sum of magnitudes). Merging two sums
/// keeps the bound for the terms of both. An overflow gives an infinity or NaN, never a wrong
/// finite value. Must not be compiled with -ffast-math. Any thread.
class CompensatedSum
{
public:
    constexpr CompensatedSum() = default;
    explicit constexpr CompensatedSum(double value) noexcept
        : m_sum(value)
    {}
    /// From the two parts of a stored sum.
    constexpr CompensatedSum(double sum, double error) noexcept
        : m_sum(sum)
        , m_error(error)
    {}

    CompensatedSum &operator+=(double value) noexcept
    {
        const double sum = m_sum + value;
        if (std::isfinite(sum))
            m_error +=
                std::abs(m_sum) >= std::abs(value) ? (m_sum - sum) + value : (value - sum) + m_sum;
        m_sum = sum;
        return *this;
    }
    CompensatedSum &operator+=(const CompensatedSum &other) noexcept
    {
        *this += other.m_sum;
        m_error += other.m_error;
        return *this;
    }

    [[nodiscard]] double value() const noexcept { return m_sum + m_error; }
    /// The rounded running sum and the part it lost, for storing.
    [[nodiscard]] constexpr double sumPart() const noexcept { return m_sum; }
    [[nodiscard]] constexpr double errorPart() const noexcept { return m_error; }

    /// Equal parts; sums of the same terms in another order may differ.
    friend constexpr bool operator==(const CompensatedSum &, const CompensatedSum &) = default;

private:
    double m_sum = 0;
    double m_error = 0;
};

} // namespace tidemark

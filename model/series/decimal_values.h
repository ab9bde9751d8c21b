// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/chunk_points.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::series {

/// Doubles as whole numbers of a power of ten: most measured values have few decimals, and the
/// differences of such whole numbers are small. A value that does not come back with the same bits
/// (NaN, -0.0, more than 15 digits) is an exception, kept as it is. One thread at a time.
class DecimalValues
{
public:
    /// The highest power of ten that is tried.
    static constexpr int kMaxExponent = 9;

    DecimalValues();

    /// Prepares up to kChunkPoints values; false when more than one in 32 would be an exception.
    [[nodiscard]] bool fit(std::span<const double> values);

    [[nodiscard]] int exponent() const noexcept { return m_exponent; }
    /// The most bytes that write() takes.
    [[nodiscard]] std::size_t maxSize() const noexcept;
    /// Writes what fit() prepared and returns where it ends.
    [[nodiscard]] char *write(char *out) const noexcept;

    /// Reads values of 0 < values.size() <= kChunkPoints from the bytes up to `end`, of which
    /// none may be left over; false when they are not what write() makes.
    [[nodiscard]] bool read(const char *in, const char *end, int exponent,
                            std::span<double> values) noexcept;

private:
    [[nodiscard]] std::optional<int> findExponent(std::span<const double> values) const noexcept;
    void convert(std::span<const double> values);
    void takeExceptions(std::span<const double> values);

    struct Exception
    {
        std::uint32_t index;
        double value;
    };

    int m_exponent = 0;
    std::int64_t m_first = 0;
    std::vector<std::int64_t> m_whole;  ///< whole numbers of the power of ten
    std::vector<std::int64_t> m_deltas; ///< of each to the one before
    std::size_t m_count = 0;
    std::vector<Exception> m_exceptions;
};

} // namespace tidemark::series

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace tidemark::statsd {

/// How values are distributed: 64 buckets of equal width in each octave of 2^-30 to 2^43, taken
/// from the bits of the double, and the same again for negative ones. A quantile is within 0.8 % of
/// the value that stands there. What is nearer to zero than 2^-30 counts as zero, and what is 2^43
/// and farther from it is answered by the greatest or least value. An octave takes 512 bytes once a
/// value lies in it: at most 75 KiB in all. Not for several threads at once.
class LogBuckets
{
public:
    /// A finite value, so many times.
    void add(double value, std::uint64_t times = 1);
    void merge(const LogBuckets &other);
    void clear() noexcept { *this = LogBuckets(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    /// The value at rank ceil(q · (count − 1)) of the ascending values, for q of 0 to 1; 0 and 1
    /// are exact. Nothing when there is no value.
    [[nodiscard]] std::optional<double> quantile(double q) const;
    [[nodiscard]] std::size_t sizeBytes() const noexcept
    {
        return sizeof(LogBuckets) + (m_negative.pages + m_positive.pages) * sizeof(Octave);
    }

private:
    static constexpr int kMantissaBits = 6;
    static constexpr int kLeastExponent = -30; // of 2
    static constexpr int kOctaves = 73;
    using Octave = std::array<std::uint64_t, std::size_t{1} << kMantissaBits>;
    /// One side of zero, by distance from it.
    struct Side
    {
        std::array<std::unique_ptr<Octave>, kOctaves> octaves;
        std::uint64_t beyond = 0; ///< farther away than all octaves

        std::size_t pages = 0;

        void add(double magnitude, std::uint64_t times);
        void merge(const Side &other);
        [[nodiscard]] Octave &pageOf(std::size_t octave);
        [[nodiscard]] std::uint64_t count() const noexcept;
    };
    [[nodiscard]] double magnitudeAt(const Side &side, std::uint64_t rank) const;
    [[nodiscard]] double valueAt(std::uint64_t rank) const;

    Side m_negative;
    Side m_positive;
    std::uint64_t m_zeros = 0;
    std::uint64_t m_count = 0;
    double m_min = 0;
    double m_max = 0;
};

} // namespace tidemark::statsd

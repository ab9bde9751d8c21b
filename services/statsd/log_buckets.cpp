// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/log_buckets.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tidemark::statsd {

namespace {

constexpr int kDoubleMantissaBits = 52;
constexpr int kDoubleBias = 1023;

std::uint64_t saturatingSum(std::uint64_t a, std::uint64_t b) noexcept
{
    return a + std::min(b, std::numeric_limits<std::uint64_t>::max() - a);
}

} // namespace

LogBuckets::Octave &LogBuckets::Side::pageOf(std::size_t octave)
{
    if (!octaves[octave]) {
        octaves[octave] = std::make_unique<Octave>();
        ++pages;
    }
    return *octaves[octave];
}

void LogBuckets::Side::add(double magnitude, std::uint64_t times)
{
    const auto bits = std::bit_cast<std::uint64_t>(magnitude);
    const int octave = static_cast<int>(bits >> kDoubleMantissaBits) - kDoubleBias - kLeastExponent;
    if (octave >= kOctaves) {
        beyond = saturatingSum(beyond, times);
        return;
    }
    constexpr std::uint64_t kMask = (std::uint64_t{1} << kMantissaBits) - 1;
    auto &bucket = pageOf(
        static_cast<std::size_t>(octave))[(bits >> (kDoubleMantissaBits - kMantissaBits)) & kMask];
    bucket = saturatingSum(bucket, times);
}

void LogBuckets::Side::merge(const Side &other)
{
    beyond = saturatingSum(beyond, other.beyond);
    for (std::size_t i = 0; i < octaves.size(); ++i) {
        if (!other.octaves[i])
            continue;
        Octave &page = pageOf(i);
        for (std::size_t k = 0; k < page.size(); ++k)
            page[k] = saturatingSum(page[k], (*other.octaves[i])[k]);
    }
}

std::uint64_t LogBuckets::Side::count() const noexcept
{
    std::uint64_t sum = beyond;
    for (const auto &octave : octaves) {
        if (!octave)
            continue;
        for (const std::uint64_t bucket : *octave)
            sum = saturatingSum(sum, bucket);
    }
    return sum;
}

void LogBuckets::add(double value, std::uint64_t times)
{
    if (times == 0)
        return;
    m_min = m_count == 0 ? value : std::min(m_min, value);
    m_max = m_count == 0 ? value : std::max(m_max, value);
    m_count = saturatingSum(m_count, times);
    const double magnitude = std::abs(value);
    if (magnitude < std::ldexp(1.0, kLeastExponent))
        m_zeros = saturatingSum(m_zeros, times);
    else
        (value < 0 ? m_negative : m_positive).add(magnitude, times);
}

void LogBuckets::merge(const LogBuckets &other)
{
    if (other.m_count == 0)
        return;
    m_min = m_count == 0 ? other.m_min : std::min(m_min, other.m_min);
    m_max = m_count == 0 ? other.m_max : std::max(m_max, other.m_max);
    m_count = saturatingSum(m_count, other.m_count);
    m_zeros = saturatingSum(m_zeros, other.m_zeros);
    m_negative.merge(other.m_negative);
    m_positive.merge(other.m_positive);
}

// In a bucket [a, b) the answer 2ab/(a+b) is as near to a as to b, in proportion to each.
double LogBuckets::magnitudeAt(const Side &side, std::uint64_t rank) const
{
    for (std::size_t octave = 0; octave < side.octaves.size(); ++octave) {
        if (!side.octaves[octave])
            continue;
        const Octave &buckets = *side.octaves[octave];
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            if (rank < buckets[i]) {
                const double width = 1.0 / static_cast<double>(buckets.size());
                const double a = 1 + static_cast<double>(i) * width;
                const double b = a + width;
                return std::ldexp(2 * a * b / (a + b), static_cast<int>(octave) + kLeastExponent);
            }
            rank -= buckets[i];
        }
    }
    return std::numeric_limits<double>::infinity();
}

double LogBuckets::valueAt(std::uint64_t rank) const
{
    const std::uint64_t negative = m_negative.count();
    if (rank < negative)
        return -magnitudeAt(m_negative, negative - 1 - rank);
    rank -= negative;
    return rank < m_zeros ? 0.0 : magnitudeAt(m_positive, rank - m_zeros);
}

std::optional<double> LogBuckets::quantile(double q) const
{
    if (m_count == 0)
        return std::nullopt;
    if (q <= 0)
        return m_min;
    if (q >= 1)
        return m_max;
    const auto rank = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(m_count - 1)));
    return std::clamp(valueAt(std::min(rank, m_count - 1)), m_min, m_max);
}

} // namespace tidemark::statsd

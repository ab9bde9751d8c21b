// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/exponential_buckets.h"

#include "services/otlp/otlp_quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace tidemark::otlp {
namespace {

std::uint64_t sumOf(const std::vector<std::uint64_t> &counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Makes room for bucket `index` and counts there.
void count(OtlpBucketRun &run, std::int64_t index, std::uint64_t times)
{
    if (run.counts.empty())
        run.offset = static_cast<std::int32_t>(index);
    if (index < run.offset) {
        run.counts.insert(run.counts.begin(), static_cast<std::size_t>(run.offset - index), 0);
        run.offset = static_cast<std::int32_t>(index);
    }
    const auto at = static_cast<std::size_t>(index - run.offset);
    if (at >= run.counts.size())
        run.counts.resize(at + 1);
    run.counts[at] += times;
}

OtlpBucketRun mergedRun(const OtlpBucketRun &run, int shift)
{
    OtlpBucketRun merged;
    for (std::size_t i = 0; i < run.counts.size(); ++i)
        count(merged, (std::int64_t{run.offset} + static_cast<std::int64_t>(i)) >> shift,
              run.counts[i]);
    return merged;
}

/// Without empty buckets at its ends.
OtlpBucketRun trimmed(OtlpBucketRun run)
{
    const auto isUsed = [](std::uint64_t each) { return each != 0; };
    const auto first = std::find_if(run.counts.begin(), run.counts.end(), isUsed);
    run.offset = first == run.counts.end()
                     ? 0
                     : run.offset + static_cast<std::int32_t>(first - run.counts.begin());
    run.counts.erase(run.counts.begin(), first);
    while (!run.counts.empty() && run.counts.back() == 0)
        run.counts.pop_back();
    return run;
}

bool subtract(OtlpBucketRun &from, const OtlpBucketRun &before)
{
    for (std::size_t i = 0; i < before.counts.size(); ++i) {
        if (before.counts[i] == 0)
            continue;
        const std::int64_t at =
            std::int64_t{before.offset} + static_cast<std::int64_t>(i) - from.offset;
        if (at < 0 || at >= static_cast<std::int64_t>(from.counts.size()) ||
            from.counts[static_cast<std::size_t>(at)] < before.counts[i])
            return false;
        from.counts[static_cast<std::size_t>(at)] -= before.counts[i];
    }
    return true;
}

std::int64_t indexAt(const OtlpBucketRun &run, std::size_t at)
{
    return std::int64_t{run.offset} + static_cast<std::int64_t>(at);
}

double middleOf(std::int64_t index, int scale)
{
    const double low = exponentialBound(index, scale);
    const double high =
        std::min(exponentialBound(index + 1, scale), std::numeric_limits<double>::max());
    if (low <= 0)
        return high;
    return std::min(2 * low / (1 + low / high), high); // 2ab / (a + b), without overflow of ab
}

} // namespace

std::int64_t exponentialIndex(double value, int scale)
{
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent); // value = fraction * 2^exponent
    const bool isPower = fraction == 0.5;
    const std::int64_t octave = isPower ? exponent - 2 : exponent - 1; // (2^octave, 2^(octave+1)]
    if (scale <= 0)
        return octave >> -scale;
    if (isPower)
        return (std::int64_t{exponent - 1} << scale) - 1;
    const double steps = std::ldexp(std::log2(fraction * 2), scale); // within the octave
    const auto step = static_cast<std::int64_t>(std::floor(steps));
    return (octave << scale) + std::clamp<std::int64_t>(step, 0, (std::int64_t{1} << scale) - 1);
}

double exponentialBound(std::int64_t index, int scale)
{
    if (scale <= 0) {
        const std::int64_t exponent = std::clamp<std::int64_t>(index, -4096, 4096)
                                      << static_cast<unsigned>(-scale);
        return std::ldexp(1.0, static_cast<int>(exponent));
    }
    const std::int64_t octave = index >> scale;
    const auto step = static_cast<double>(index - (octave << scale));
    return std::ldexp(std::exp2(std::ldexp(step, -scale)),
                      static_cast<int>(std::clamp<std::int64_t>(octave, -4096, 4096)));
}

ExponentialBuckets ExponentialBuckets::of(const OtlpExponentialPoint &point)
{
    ExponentialBuckets buckets(point.scale);
    buckets.m_zeroCount = point.zeroCount;
    buckets.m_positive = trimmed(point.positive);
    buckets.m_negative = trimmed(point.negative);
    return buckets;
}

void ExponentialBuckets::add(double value, std::uint64_t times)
{
    if (value == 0)
        m_zeroCount += times;
    else
        otlp::count(value > 0 ? m_positive : m_negative, exponentialIndex(std::abs(value), m_scale),
                    times);
}

ExponentialBuckets ExponentialBuckets::merged(int scale) const
{
    ExponentialBuckets wider(scale);
    wider.m_zeroCount = m_zeroCount;
    wider.m_positive = mergedRun(m_positive, m_scale - scale);
    wider.m_negative = mergedRun(m_negative, m_scale - scale);
    return wider;
}

std::optional<ExponentialBuckets> ExponentialBuckets::since(const ExponentialBuckets &before) const
{
    if (before.m_scale < m_scale || before.m_zeroCount > m_zeroCount)
        return std::nullopt;
    const ExponentialBuckets same = before.merged(m_scale);
    ExponentialBuckets now = *this;
    now.m_zeroCount -= same.m_zeroCount;
    if (!subtract(now.m_positive, same.m_positive) || !subtract(now.m_negative, same.m_negative))
        return std::nullopt;
    now.m_positive = trimmed(std::move(now.m_positive));
    now.m_negative = trimmed(std::move(now.m_negative));
    return now;
}

std::uint64_t ExponentialBuckets::count() const noexcept
{
    return m_zeroCount + sumOf(m_positive.counts) + sumOf(m_negative.counts);
}

std::optional<double> ExponentialBuckets::quantile(double quantile, std::optional<double> min,
                                                   std::optional<double> max) const
{
    const std::uint64_t all = count();
    if (all == 0)
        return std::nullopt;
    // The nearest rank: the first value that has at least that part of all at or below it.
    const double part = std::ceil(quantile * static_cast<double>(all));
    const std::uint64_t rank = part >= static_cast<double>(all)
                                   ? all
                                   : std::max<std::uint64_t>(1, static_cast<std::uint64_t>(part));
    std::uint64_t seen = 0;
    for (std::size_t i = m_negative.counts.size(); i-- > 0;) { // the largest ones are the lowest
        seen += m_negative.counts[i];
        if (seen >= rank)
            return within(-middleOf(indexAt(m_negative, i), m_scale), min, max);
    }
    seen += m_zeroCount;
    if (seen >= rank)
        return within(0, min, max);
    for (std::size_t i = 0; i < m_positive.counts.size(); ++i) {
        seen += m_positive.counts[i];
        if (seen >= rank)
            return within(middleOf(indexAt(m_positive, i), m_scale), min, max);
    }
    return std::nullopt;
}

} // namespace tidemark::otlp

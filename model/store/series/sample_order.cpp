// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_order.h"

#include "model/series/wide_code.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tidemark::store {
namespace {

// No half-open window holds it.
constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::max();

} // namespace

void OrderedSamples::push(std::int64_t time, double value)
{
    times.push_back(time);
    values.push_back(value);
}

TIDEMARK_WIDE_CODE
bool isOrdered(std::span<const std::int64_t> times, std::span<const double> values) noexcept
{
    bool doRise = true;
    for (std::size_t i = 1; i < times.size(); ++i)
        doRise &= times[i - 1] < times[i];
    bool areFinite = true;
    for (const double value : values)
        areFinite &= std::abs(value) != std::numeric_limits<double>::infinity();
    return doRise && areFinite && (times.empty() || times.back() != kNoTime);
}

OrderedSamples ordered(std::span<const std::int64_t> times, std::span<const double> values)
{
    OrderedSamples samples;
    std::vector<std::size_t> order;
    order.reserve(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (std::isinf(values[i]) || times[i] == kNoTime)
            ++samples.refused;
        else
            order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
    samples.times.reserve(order.size());
    samples.values.reserve(order.size());
    for (const std::size_t i : order) {
        if (!samples.times.empty() && samples.times.back() == times[i]) {
            samples.values.back() = values[i];
            ++samples.replaced;
        } else {
            samples.push(times[i], values[i]);
        }
    }
    return samples;
}

OrderedSamples merged(std::span<const std::int64_t> times, std::span<const double> values,
                      std::span<const std::int64_t> newerTimes, std::span<const double> newerValues)
{
    OrderedSamples samples;
    samples.times.reserve(times.size() + newerTimes.size());
    samples.values.reserve(times.size() + newerTimes.size());
    std::size_t i = 0;
    std::size_t newer = 0;
    while (i < times.size() || newer < newerTimes.size()) {
        const bool isNewer =
            newer < newerTimes.size() && (i == times.size() || newerTimes[newer] <= times[i]);
        if (!isNewer) {
            samples.push(times[i], values[i]);
            ++i;
            continue;
        }
        if (i < times.size() && times[i] == newerTimes[newer]) {
            ++samples.replaced;
            ++i;
        }
        samples.push(newerTimes[newer], newerValues[newer]);
        ++newer;
    }
    return samples;
}

void OrderedSamples::append(std::span<const std::int64_t> moreTimes,
                            std::span<const double> moreValues)
{
    times.insert(times.end(), moreTimes.begin(), moreTimes.end());
    values.insert(values.end(), moreValues.begin(), moreValues.end());
}

OrderedSamples without(std::span<const std::int64_t> times, std::span<const double> values,
                       std::span<const std::int64_t> stamps)
{
    OrderedSamples kept;
    auto stamp = stamps.begin();
    for (std::size_t i = 0; i < times.size(); ++i) {
        stamp = std::lower_bound(stamp, stamps.end(), times[i]);
        if (stamp == stamps.end() || *stamp != times[i])
            kept.push(times[i], values[i]);
    }
    return kept;
}

void pushCommon(OrderedSamples &found, std::span<const std::int64_t> times,
                std::span<const double> values, std::span<const std::int64_t> stamps)
{
    auto time = times.begin();
    for (const std::int64_t stamp : stamps) {
        time = std::lower_bound(time, times.end(), stamp);
        if (time == times.end())
            return;
        if (*time == stamp)
            found.push(stamp, values[static_cast<std::size_t>(time - times.begin())]);
    }
}

std::span<const std::int64_t> between(std::span<const std::int64_t> times, std::int64_t first,
                                      std::int64_t last) noexcept
{
    const auto begin = std::lower_bound(times.begin(), times.end(), first);
    const auto end = std::upper_bound(begin, times.end(), last);
    return {begin, end};
}

} // namespace tidemark::store

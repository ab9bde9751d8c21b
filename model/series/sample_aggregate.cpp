// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/sample_aggregate.h"

#include "model/time/saturating.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::series {
namespace {

/// As many sums side by side: each addition waits for the one before it in its own lane only.
constexpr std::size_t kLanes = 8;

struct Lanes
{
    std::array<double, kLanes> sum{};
    std::array<double, kLanes> integral{};
    std::array<double, kLanes> min;
    std::array<double, kLanes> max;

    Lanes()
    {
        min.fill(std::numeric_limits<double>::infinity());
        max.fill(-std::numeric_limits<double>::infinity());
    }

    void add(std::size_t lane, double value, double held) noexcept
    {
        sum[lane] += value;
        integral[lane] += value * held;
        min[lane] = value < min[lane] ? value : min[lane];
        max[lane] = value > max[lane] ? value : max[lane];
    }

    void putInto(SampleAggregate &total) const noexcept
    {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            total.sum += sum[lane];
            total.integral += integral[lane];
            total.min = std::min(total.min, min[lane]);
            total.max = std::max(total.max, max[lane]);
        }
    }
};

// Values without gaps whose times together fit an int64.
void addPlain(std::span<const std::int64_t> times, std::span<const double> values,
              SampleAggregate &total) noexcept
{
    Lanes lanes;
    const std::size_t count = times.size();
    lanes.add(0, values[0], 0);
    std::size_t i = 1;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes.add(lane, values[i + lane],
                      static_cast<double>(times[i + lane] - times[i + lane - 1]));
    }
    for (; i < count; ++i)
        lanes.add(0, values[i], static_cast<double>(times[i] - times[i - 1]));
    lanes.putInto(total);
    total.count = count;
    total.active = times.back() - times.front();
    total.first = values.front();
    total.last = values.back();
    total.firstAt = times.front();
    total.lastAt = times.back();
}

// `held`: ns since the stamp before.
void addOne(std::int64_t time, double value, std::int64_t held, SampleAggregate &total) noexcept
{
    if (std::isnan(value))
        return;
    if (total.isEmpty()) {
        total.first = value;
        total.firstAt = time;
    }
    total.last = value;
    total.lastAt = time;
    total.min = std::min(total.min, value);
    total.max = std::max(total.max, value);
    total.sum += value;
    total.integral += value * static_cast<double>(held);
    total.active = saturatingAdd(total.active, held);
    ++total.count;
}

bool hasGap(std::span<const double> values) noexcept
{
    bool is = false;
    for (const double value : values)
        is |= value != value;
    return is;
}

} // namespace

std::int64_t lengthOf(std::int64_t from, std::int64_t to) noexcept
{
    return saturatingSubtract(to, from);
}

SampleAggregate &SampleAggregate::operator+=(const SampleAggregate &later) noexcept
{
    if (!later.hasStamps())
        return *this;
    if (!hasStamps())
        return *this = later;
    if (!later.beginsWithGap()) {
        const std::int64_t held = lengthOf(lastStamp, later.firstStamp);
        integral += later.first * static_cast<double>(held);
        active = saturatingAdd(active, held);
    }
    if (isEmpty()) {
        first = later.first;
        firstAt = later.firstAt;
    }
    if (!later.isEmpty()) {
        last = later.last;
        lastAt = later.lastAt;
    }
    lastStamp = later.lastStamp;
    min = std::min(min, later.min);
    max = std::max(max, later.max);
    sum += later.sum;
    integral += later.integral;
    active = saturatingAdd(active, later.active);
    count += later.count;
    return *this;
}

SampleAggregate aggregateOf(std::span<const std::int64_t> times,
                            std::span<const double> values) noexcept
{
    SampleAggregate total;
    if (times.empty())
        return total;
    std::int64_t length = 0;
    if (!__builtin_sub_overflow(times.back(), times.front(), &length) && !hasGap(values)) {
        addPlain(times, values, total);
    } else {
        addOne(times[0], values[0], 0, total);
        for (std::size_t i = 1; i < times.size(); ++i)
            addOne(times[i], values[i], lengthOf(times[i - 1], times[i]), total);
    }
    total.firstStamp = times.front();
    total.lastStamp = times.back();
    return total;
}

} // namespace tidemark::series

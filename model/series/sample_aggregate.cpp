// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/sample_aggregate.h"

#include "model/series/wide_code.h"
#include "model/series/wide_numbers.h"
#include "model/time/saturating.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::series {
namespace {

/// As many sums side by side: each addition waits for the one before it in its own lane only.
constexpr std::size_t kLanes = 8;

using Row = std::array<double, kLanes>;

struct Lanes
{
    Row sum{};
    Row integral{};
    Row min = rowOf(std::numeric_limits<double>::infinity());
    Row max = rowOf(-std::numeric_limits<double>::infinity());

    static Row rowOf(double value) noexcept
    {
        Row row{};
        row.fill(value);
        return row;
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

// One number after the other of each kind, which compilers turn into steps of several lanes.
// `times[-1]` is the stamp before.
void addRow(const std::int64_t *times, const double *values, Lanes &lanes) noexcept
{
    Row held;
    for (std::size_t i = 0; i < kLanes; ++i)
        held[i] = toDouble(times[i] - times[static_cast<std::ptrdiff_t>(i) - 1]);
    for (std::size_t i = 0; i < kLanes; ++i)
        lanes.sum[i] += values[i];
    for (std::size_t i = 0; i < kLanes; ++i)
        lanes.integral[i] += values[i] * held[i];
    for (std::size_t i = 0; i < kLanes; ++i)
        lanes.min[i] = values[i] < lanes.min[i] ? values[i] : lanes.min[i];
    for (std::size_t i = 0; i < kLanes; ++i)
        lanes.max[i] = values[i] > lanes.max[i] ? values[i] : lanes.max[i];
}

// Values without gaps whose times together fit an int64.
TIDEMARK_WIDE_CODE
void addPlain(std::span<const std::int64_t> times, std::span<const double> values,
              SampleAggregate &total) noexcept
{
    const std::size_t count = times.size();
    Lanes lanes;
    std::size_t i = 1;
    for (; i + kLanes <= count; i += kLanes)
        addRow(&times[i], &values[i], lanes);
    total.sum = values[0];
    total.min = values[0];
    total.max = values[0];
    for (; i < count; ++i) {
        total.sum += values[i];
        total.integral += values[i] * static_cast<double>(times[i] - times[i - 1]);
        total.min = std::min(total.min, values[i]);
        total.max = std::max(total.max, values[i]);
    }
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

TIDEMARK_WIDE_CODE
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

SampleAggregate aggregateBetween(std::span<const std::int64_t> times,
                                 std::span<const double> values, std::int64_t first,
                                 std::int64_t last) noexcept
{
    const auto from = std::lower_bound(times.begin(), times.end(), first);
    const auto until = std::upper_bound(from, times.end(), last);
    const auto at = static_cast<std::size_t>(from - times.begin());
    const auto count = static_cast<std::size_t>(until - from);
    return aggregateOf(times.subspan(at, count), values.subspan(at, count));
}

} // namespace tidemark::series

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/period_aggregation.h"

#include <algorithm>

namespace tidemark {

namespace {

/// The first position at or after `from` whose time is not below `end_ns`. Looks in growing steps,
/// so that short periods cost little and long ones few comparisons.
std::size_t endOfRun(std::span<const std::int64_t> times_ns, std::size_t from, std::int64_t end_ns)
{
    std::size_t step = 1;
    std::size_t low = from;
    while (low + step < times_ns.size() && times_ns[low + step] < end_ns) {
        low += step;
        step *= 2;
    }
    const auto begin = times_ns.begin() + static_cast<std::ptrdiff_t>(low);
    const auto end =
        times_ns.begin() + static_cast<std::ptrdiff_t>(std::min(low + step + 1, times_ns.size()));
    return static_cast<std::size_t>(std::lower_bound(begin, end, end_ns) - times_ns.begin());
}

} // namespace

Aggregate aggregateAll(std::span<const std::int64_t> times_ns, std::span<const double> values)
{
    Q_ASSERT(times_ns.size() == values.size());
    Aggregate aggregate;
    if (values.empty())
        return aggregate;
    // TwoSum (Knuth, The Art of Computer Programming 2, 4.2.2) gives the same exact error term as
    // CompensatedSum without its branch, which random values would mispredict.
    double sum = 0;
    double error = 0;
    double min = values.front();
    double max = values.front();
    for (const double value : values) {
        const double next = sum + value;
        const double added = next - sum;
        error += (sum - (next - added)) + (value - added);
        sum = next;
        min = std::min(min, value);
        max = std::max(max, value);
    }
    aggregate.count = values.size();
    aggregate.min = min;
    aggregate.max = max;
    aggregate.sum = CompensatedSum(sum, error);
    aggregate.first = values.front();
    aggregate.last = values.back();
    aggregate.firstAt = Timestamp(times_ns.front());
    aggregate.lastAt = Timestamp(times_ns.back());
    return aggregate;
}

std::vector<AggregateBucket> aggregateByPeriod(std::span<const std::int64_t> times_ns,
                                               std::span<const double> values,
                                               const Calendar &calendar, Period period)
{
    Q_ASSERT(times_ns.size() == values.size());
    std::vector<AggregateBucket> buckets;
    std::size_t from = 0;
    while (from < times_ns.size()) {
        const TimeWindow window = calendar.bucketOf(period, Timestamp(times_ns[from]));
        const std::size_t to = window.end == Timestamp::max()
                                   ? times_ns.size()
                                   : endOfRun(times_ns, from, window.end.posixNs());
        Q_ASSERT(to > from);
        buckets.push_back(AggregateBucket{window, aggregateAll(times_ns.subspan(from, to - from),
                                                               values.subspan(from, to - from))});
        from = to;
    }
    return buckets;
}

IndexRange indexRange(std::span<const std::int64_t> times_ns, std::optional<Timestamp> begin,
                      std::optional<Timestamp> end)
{
    const auto position = [&](const std::optional<Timestamp> &border, std::size_t open) {
        if (!border)
            return open;
        const auto found = std::lower_bound(times_ns.begin(), times_ns.end(), border->posixNs());
        return static_cast<std::size_t>(found - times_ns.begin());
    };
    const std::size_t first = position(begin, 0);
    return IndexRange{first, std::max(first, position(end, times_ns.size()))};
}

} // namespace tidemark

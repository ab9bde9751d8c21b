// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "tests/model/store/calendar_oracle.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

namespace tidemark::test {

__extension__ typedef __int128 Wide;

/// Values of the random records are whole multiples of this, so that their sums are exact in 128
/// bits.
inline constexpr double kValueUnit = 0x1p-20;

/// A record as the test keeps it, with what its session says.
struct PlainRecord
{
    MetricId metric;
    double value = 0;
    std::optional<QString> device;
    std::optional<QString> invocation;
    QString sessionUid;
    std::optional<std::int64_t> start_ns;
    std::optional<std::int64_t> end_ns;
    TagMap tags;

    [[nodiscard]] std::optional<std::int64_t> time_ns(TimeFilter filter) const
    {
        return filter == TimeFilter::SessionStart ? start_ns : end_ns;
    }
};

/// An aggregate worked out from a list, with an exact sum.
struct PlainAggregate
{
    std::uint64_t count = 0;
    double min = 0;
    double max = 0;
    double first = 0;
    double last = 0;
    Wide sum = 0; ///< in kValueUnit
    long double magnitude = 0;

    void add(double value)
    {
        min = count == 0 ? value : std::min(min, value);
        max = count == 0 ? value : std::max(max, value);
        if (count == 0)
            first = value;
        last = value;
        sum += static_cast<Wide>(value / kValueUnit);
        magnitude += std::abs(static_cast<long double>(value));
        ++count;
    }

    /// Empty when `aggregate` is the same, its sum within the bound that CompensatedSum documents;
    /// else what differs.
    [[nodiscard]] QString difference(const Aggregate &aggregate) const
    {
        const auto told = [](const char *what, double expected, double actual) {
            return QStringLiteral("%1: expected %2, got %3")
                .arg(QLatin1StringView(what))
                .arg(expected, 0, 'g', 17)
                .arg(actual, 0, 'g', 17);
        };
        if (aggregate.count != count)
            return told("count", static_cast<double>(count), static_cast<double>(aggregate.count));
        if (count == 0)
            return {};
        if (aggregate.min != min)
            return told("min", min, aggregate.min);
        if (aggregate.max != max)
            return told("max", max, aggregate.max);
        if (aggregate.first != first)
            return told("first", first, aggregate.first);
        if (aggregate.last != last)
            return told("last", last, aggregate.last);
        const long double exact = static_cast<long double>(sum) * kValueUnit;
        const long double n = static_cast<long double>(count);
        const long double bound = 0x1p-53L * std::abs(exact) + 3 * n * n * 0x1p-106L * magnitude;
        if (std::abs(static_cast<long double>(aggregate.sum.value()) - exact) > bound)
            return told("sum", static_cast<double>(exact), aggregate.sum.value());
        return {};
    }
};

[[nodiscard]] inline bool matches(const Selection &selection, const PlainRecord &record)
{
    const bool isMetric =
        selection.metrics.empty() || std::find(selection.metrics.begin(), selection.metrics.end(),
                                               record.metric) != selection.metrics.end();
    if (!isMetric || !record.time_ns(selection.timeFilter))
        return false;
    const auto idMatches = [](const IdFilter &filter, const std::optional<QString> &id) {
        if (filter.mode == IdFilter::Mode::Any)
            return true;
        if (filter.mode == IdFilter::Mode::NullOnly)
            return !id;
        return id && filter.ids.contains(*id);
    };
    if (!idMatches(selection.devices, record.device) ||
        !idMatches(selection.invocations, record.invocation))
        return false;
    if (selection.sessions && !selection.sessions->contains(record.sessionUid))
        return false;
    for (auto tag = selection.tags.cbegin(); tag != selection.tags.cend(); ++tag) {
        if (!record.tags.contains(tag.key()) || record.tags.value(tag.key()) != tag.value())
            return false;
    }
    return true;
}

/// The records of the selection, its window apart, in the order of time, uid bytes and metric.
[[nodiscard]] inline std::vector<PlainRecord> selected(const Selection &selection,
                                                       const std::vector<PlainRecord> &records)
{
    std::vector<PlainRecord> found;
    std::copy_if(records.begin(), records.end(), std::back_inserter(found),
                 [&](const PlainRecord &record) { return matches(selection, record); });
    std::sort(found.begin(), found.end(), [&](const PlainRecord &a, const PlainRecord &b) {
        const auto timeA = *a.time_ns(selection.timeFilter);
        const auto timeB = *b.time_ns(selection.timeFilter);
        if (timeA != timeB)
            return timeA < timeB;
        const int order = a.sessionUid.toUtf8().compare(b.sessionUid.toUtf8());
        return order != 0 ? order < 0 : a.metric < b.metric;
    });
    return found;
}

[[nodiscard]] inline bool isInside(std::int64_t at_ns, std::optional<Timestamp> begin,
                                   std::optional<Timestamp> end)
{
    return (!begin || begin->posixNs() <= at_ns) && (!end || at_ns < end->posixNs());
}

/// An aggregate query answered record by record.
struct PlainSeries
{
    std::optional<TimeWindow> window;                                      ///< nothing: empty
    std::map<std::int64_t, std::pair<TimeWindow, PlainAggregate>> buckets; ///< by begin
};

[[nodiscard]] inline PlainSeries plainSeries(const AggregateQuery &query,
                                             const std::vector<PlainRecord> &records,
                                             CalendarOracle &calendar)
{
    PlainSeries series;
    const Selection &selection = query.selection;
    if (selection.begin && selection.end && selection.begin == selection.end)
        return series;
    std::optional<Timestamp> begin = selection.begin;
    std::optional<Timestamp> end = selection.end;
    if (begin)
        begin = calendar.periodOf(query.period, begin->posixNs()).begin;
    if (end)
        end = calendar.periodOf(query.period, end->posixNs() - 1).end;
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> last;
    for (const PlainRecord &record : selected(selection, records)) {
        const std::int64_t at = *record.time_ns(selection.timeFilter);
        if (!isInside(at, begin, end))
            continue;
        first = first.value_or(at);
        last = at;
        const TimeWindow window = calendar.periodOf(query.period, at);
        auto &bucket = series.buckets[window.begin.posixNs()];
        bucket.first = window;
        bucket.second.add(record.value);
    }
    if ((begin && end) || first)
        series.window = TimeWindow{begin ? *begin : calendar.periodOf(query.period, *first).begin,
                                   end ? *end : calendar.periodOf(query.period, *last).end};
    return series;
}

} // namespace tidemark::test

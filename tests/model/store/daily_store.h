// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "tests/model/store/read_fixture.h"

#include <QList>

#include <vector>

namespace tidemark::test {

inline constexpr std::int64_t kDay_ns = std::int64_t{86'400} * 1'000'000'000;

[[nodiscard]] inline AggregateQuery daily(MetricId metric)
{
    AggregateQuery query;
    query.selection.metrics = {metric};
    return query;
}

/// A store with one value a day, the day's number, for `days` days from the epoch.
struct DailyStore
{
    explicit DailyStore(int days)
        : metric(store.define(QStringLiteral("m")))
    {
        for (int day = 0; day < days; ++day)
            records.push_back(*store.enter(valueAt(QStringLiteral("m"), day * kDay_ns, day)).saved);
    }

    ReadFixture store;
    MetricId metric;
    std::vector<Record> records;
};

[[nodiscard]] inline QList<double> sumsOf(const AggregateSeries &series)
{
    QList<double> sums;
    for (const AggregateBucket &bucket : series.buckets)
        sums.append(bucket.aggregate.sum.value());
    return sums;
}

} // namespace tidemark::test

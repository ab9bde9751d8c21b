// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/metric_words.h"

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

// periodFromId takes any case.
std::optional<AggregationPeriod> periodOf(QStringView word)
{
    for (const Period period : kAllPeriods) {
        if (word == periodId(period))
            return period;
    }
    return std::nullopt;
}

} // namespace

AggregationPeriod readPeriod(ObjectReader &in)
{
    return in.word<AggregationPeriod>("period", periodOf,
                                      u"daily, weekly, monthly, quarterly, yearly"_s);
}

NumericAggregation readAggregation(ObjectReader &in)
{
    return in.word<NumericAggregation>("aggregation", functionFromKey,
                                       u"sum, mean, max, min, count"_s);
}

MetricTimeFilter readTimeFilter(ObjectReader &in)
{
    return in.word<MetricTimeFilter>("time_filter", timeFilterFromKey, u"start_time, end_time"_s,
                                     MetricTimeFilter::SessionEnd);
}

} // namespace tidemark::roboto

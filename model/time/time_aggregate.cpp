// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_aggregate.h"

#include <QCoreApplication>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeAggregate)
};

} // namespace

TimeAggregate TimeAggregate::fromValue(Timestamp timestamp, double value)
{
    return TimeAggregate{timestamp, value, value, value, 1, 0.0, Timedelta()};
}

Result<TimeAggregate> TimeAggregate::fromValuePair(Timestamp before, Timestamp timestamp,
                                                   double value)
{
    if (timestamp <= before)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The times of the two values are not in ascending order."),
                       u"NonMonotonicTimestamps"_s);
    return checkedSubtract(timestamp, before).transform([=](Timedelta active) {
        return TimeAggregate{
            before, value, value, value, 1, static_cast<double>(active.ns()) * value, active};
    });
}

std::optional<double> TimeAggregate::meanIntegral() const noexcept
{
    if (activeTime == Timedelta())
        return std::nullopt;
    return integralNs / static_cast<double>(activeTime.ns());
}

std::optional<double> TimeAggregate::meanSum() const noexcept
{
    if (count == 0)
        return std::nullopt;
    return sum / static_cast<double>(count);
}

std::optional<double> TimeAggregate::mean() const noexcept
{
    return activeTime > Timedelta() ? meanIntegral() : meanSum();
}

QJsonObject toJson(const TimeAggregate &aggregate)
{
    const std::optional<double> mean = aggregate.mean();
    return QJsonObject{
        {u"timestamp"_s, qint64{aggregate.timestamp.posixNs()}}, {u"minimum"_s, aggregate.minimum},
        {u"mean"_s, mean ? QJsonValue(*mean) : QJsonValue()},    {u"maximum"_s, aggregate.maximum},
        {u"count"_s, static_cast<qint64>(aggregate.count)},
    };
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_datum.h"

#include "services/metrics/windows/kpl_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {
namespace {

struct DatumText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::CloudWatchDatum)
};

bool isPrintable(char c) noexcept
{
    return c >= 0x20 && c < 0x7f;
}

// A colon at the start is CloudWatch's own.
std::string cleaned(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (isPrintable(c) && !(c == ':' && out.empty())) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 0xfU];
    }
    return out;
}

bool isBlank(std::string_view text) noexcept
{
    return text.find_first_not_of(' ') == std::string_view::npos;
}

std::string_view dimensionName(std::string_view key) noexcept
{
    if (key == "stream")
        return "StreamName";
    if (key == "shard")
        return "ShardId";
    return key == "error_code" ? "ErrorCode" : key;
}

void addDimension(CloudWatchDatum &datum, std::string_view name, std::string_view value)
{
    if (!isBlank(value))
        datum.dimensions.emplace_back(cleaned(name), cleaned(value));
}

ValueCounts valuesOf(const metrics::Distribution &distribution)
{
    ValueCounts all;
    all.sum = distribution.sum;
    for (const auto &[bucket, count] : distribution.counts) {
        const double value =
            std::clamp(metrics::buckets::middleOf(bucket), distribution.min, distribution.max);
        if (!all.values.empty() && all.values.back().first == value)
            all.values.back().second += count; // two buckets that the least or largest lies in
        else
            all.values.emplace_back(value, count);
    }
    return all;
}

bool isInRange(double value) noexcept
{
    const double most = std::ldexp(1.0, 360);
    return value >= -most && value <= most; // NaN is not
}

bool hasGoodValues(const CloudWatchDatum &datum)
{
    if (const auto *set = std::get_if<StatisticSet>(&datum.value))
        return set->count > 0 && isInRange(set->sum) && isInRange(set->min) && isInRange(set->max);
    if (const auto *values = std::get_if<ValueCounts>(&datum.value))
        return !values->values.empty() && values->values.size() <= limits::kValues &&
               std::all_of(values->values.begin(), values->values.end(),
                           [](const auto &value) { return isInRange(value.first); });
    if (const auto *increase = std::get_if<Increase>(&datum.value))
        return isInRange(increase->value);
    return isInRange(std::get<Level>(datum.value).value);
}

bool hasGoodDimensions(const CloudWatchDatum &datum)
{
    return datum.dimensions.size() <= limits::kDimensions &&
           std::all_of(datum.dimensions.begin(), datum.dimensions.end(), [](const auto &dimension) {
               return !isBlank(dimension.first) && dimension.first.size() <= limits::kNameLength &&
                      dimension.second.size() <= limits::kDimensionValueLength;
           });
}

} // namespace

std::string_view unitName(metrics::MetricUnit unit) noexcept
{
    using metrics::MetricUnit;
    switch (unit) {
    case MetricUnit::Seconds:
        return "Seconds";
    case MetricUnit::Milliseconds:
        return "Milliseconds";
    case MetricUnit::Microseconds:
        return "Microseconds";
    case MetricUnit::Bytes:
        return "Bytes";
    case MetricUnit::Kilobytes:
        return "Kilobytes";
    case MetricUnit::Megabytes:
        return "Megabytes";
    case MetricUnit::Percent:
        return "Percent";
    case MetricUnit::OperationsPerSecond:
        return "Count/Second";
    case MetricUnit::Count:
        break;
    }
    return "Count";
}

CloudWatchDatum datumOf(const metrics::MetricSnapshot &window)
{
    CloudWatchDatum datum;
    datum.name = cleaned(window.name);
    for (const auto &[key, value] : window.dimensions)
        addDimension(datum, dimensionName(key), value);
    datum.start_ns = window.windowStart_ns;
    datum.at_ns = window.windowEnd_ns;
    if (const metrics::KplName *known = metrics::kplNameOf(window.name))
        datum.unit = unitName(known->unit);
    datum.value = StatisticSet{window.count, window.sum, window.min, window.max};
    return datum;
}

CloudWatchDatum datumOf(const metrics::ReadingPart &part, std::int64_t at_ns)
{
    const metrics::Series &series = *part.series;
    CloudWatchDatum datum;
    datum.name = cleaned(series.family->name);
    for (const auto &[key, value] : series.tags) {
        if (key != "unit" || !metrics::metricUnitOf(value))
            addDimension(datum, key, value);
    }
    datum.start_ns = series.start_ns;
    datum.at_ns = at_ns;
    datum.unit = unitName(series.unit);
    if (const auto *distribution = std::get_if<metrics::Distribution>(&part.value)) {
        if (series.family->type == metrics::MetricType::Timer)
            datum.unit = unitName(metrics::MetricUnit::Seconds);
        datum.value = valuesOf(*distribution);
    } else if (const auto *gauge = std::get_if<metrics::GaugeState>(&part.value)) {
        datum.value = Level{gauge->value};
    } else {
        datum.value = Increase{std::get<double>(part.value)};
    }
    return datum;
}

Result<void> checkDatum(const CloudWatchDatum &datum, std::int64_t now_ns)
{
    const auto refuse = [&](const QString &reason, const QString &detail) {
        return failure(
            ErrorCode::InvalidArgument,
            reason.arg(QString::fromStdString(datum.name.substr(0, limits::kNameLength))),
            u"cloudwatch."_s + detail);
    };
    if (isBlank(datum.name) || datum.name.size() > limits::kNameLength)
        return refuse(DatumText::tr("CloudWatch does not take the metric \"%1\": names have 1 to "
                                    "255 characters. Rename it."),
                      u"name"_s);
    if (!hasGoodDimensions(datum))
        return refuse(DatumText::tr("CloudWatch does not take the metric \"%1\": it has more than "
                                    "30 dimensions, or one with a text that is too long. Use "
                                    "fewer or shorter ones."),
                      u"dimensions"_s);
    if (datum.at_ns < now_ns - limits::kOldest_ns || datum.at_ns > now_ns + limits::kMostAhead_ns)
        return refuse(DatumText::tr("CloudWatch does not take the metric \"%1\": its time is more "
                                    "than two weeks ago or two hours ahead. Check the clock."),
                      u"time"_s);
    if (!hasGoodValues(datum))
        return refuse(DatumText::tr("CloudWatch does not take the metric \"%1\": a value is not "
                                    "finite or beyond 2^360. Check what is recorded."),
                      u"value"_s);
    return {};
}

Result<void> checkNamespace(const QString &nameSpace)
{
    const bool isSound =
        !nameSpace.isEmpty() && nameSpace.size() <= qsizetype(limits::kNameLength) &&
        !nameSpace.startsWith(u"AWS/"_s) &&
        std::all_of(nameSpace.begin(), nameSpace.end(), [](QChar c) {
            return c.unicode() < 0x80 && (c.isLetterOrNumber() || u".-_/#:"_s.contains(c));
        });
    if (isSound)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   DatumText::tr("CloudWatch does not take the namespace \"%1\". Use 1 to 255 "
                                 "letters, digits and .-_/#: that do not begin with AWS/.")
                       .arg(nameSpace),
                   u"cloudwatch.namespace"_s);
}

} // namespace tidemark::cloudwatch

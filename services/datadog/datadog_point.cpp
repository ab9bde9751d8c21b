// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_point.h"

#include "services/json/json_writer.h"
#include "services/metrics/windows/kpl_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::datadog {
namespace {

struct PointText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::datadog::DatadogPoint)
};

constexpr std::int64_t kSecond_ns = 1'000'000'000;

bool isLetter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Datadog would do the same, and count what differs only in such characters as one metric anyway.
std::string metricName(std::string_view prefix, std::string_view name)
{
    std::string out(prefix);
    out += name;
    for (char &c : out) {
        if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '.')
            c = '_';
    }
    if (out.empty() || !isLetter(out.front()))
        out.insert(0, "m_");
    return out;
}

std::string_view unitName(metrics::MetricUnit unit) noexcept
{
    using metrics::MetricUnit;
    switch (unit) {
    case MetricUnit::Seconds:
        return "second";
    case MetricUnit::Milliseconds:
        return "millisecond";
    case MetricUnit::Microseconds:
        return "microsecond";
    case MetricUnit::Bytes:
        return "byte";
    case MetricUnit::Kilobytes:
        return "kilobyte";
    case MetricUnit::Megabytes:
        return "megabyte";
    case MetricUnit::Percent:
        return "percent";
    case MetricUnit::OperationsPerSecond:
        return "operation";
    case MetricUnit::Count:
        break;
    }
    return {};
}

// Names of aiokpl.metrics, with the producer library's own for the one it calls otherwise.
bool isDistribution(std::string_view name) noexcept
{
    return name == "BufferingTime" || name == "BufferedTime" || name == "RequestTime" ||
           name == "RetriesPerRecord";
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

void writeTags(JsonWriter &out, const std::vector<std::string> &tags)
{
    if (tags.empty())
        return;
    out.name("tags");
    out.beginList();
    for (const std::string &tag : tags)
        out.text(textOf(tag));
    out.endList();
}

void writeDistribution(JsonWriter &out, const DatadogPoint &point, const QString &host)
{
    out.name("points");
    out.beginList();
    out.beginList();
    out.integer(point.at_s);
    out.beginList();
    for (const double value : point.values)
        out.number(value);
    out.endList();
    out.endList();
    out.endList();
    out.text("type", u"distribution"_s);
    if (!host.isEmpty())
        out.text("host", host);
}

void writeSeries(JsonWriter &out, const DatadogPoint &point, const QString &host)
{
    out.integer("type", static_cast<int>(point.kind));
    if (point.kind == PointKind::Count)
        out.integer("interval", point.interval_s);
    out.name("points");
    out.beginList();
    out.beginObject();
    out.integer("timestamp", point.at_s);
    out.number("value", point.values.front());
    out.endObject();
    out.endList();
    if (!host.isEmpty()) {
        out.name("resources");
        out.beginList();
        out.beginObject();
        out.text("name", host);
        out.text("type", u"host"_s);
        out.endObject();
        out.endList();
    }
    if (!point.unit.empty())
        out.text("unit", textOf(point.unit));
}

/// Of `count` in order, how many of `chosen` at even steps are among the first `rank`. The first
/// and the last of all are chosen.
std::size_t chosenBefore(std::uint64_t rank, std::uint64_t count, std::size_t chosen)
{
    if (rank == count || chosen < 2)
        return rank == 0 ? 0 : chosen;
    const double step = static_cast<double>(count - 1) / static_cast<double>(chosen - 1);
    return std::min(chosen, static_cast<std::size_t>(std::ceil(static_cast<double>(rank) / step)));
}

std::vector<double> valuesOf(const metrics::Distribution &distribution, std::size_t most)
{
    const std::uint64_t count = distribution.count();
    const auto chosen = static_cast<std::size_t>(std::min<std::uint64_t>(count, most));
    std::vector<double> values;
    values.reserve(chosen);
    std::uint64_t rank = 0;
    for (const auto &[bucket, held] : distribution.counts) {
        rank += held;
        const std::size_t until =
            chosen == count ? static_cast<std::size_t>(rank) : chosenBefore(rank, count, chosen);
        values.resize(until, std::clamp(metrics::buckets::middleOf(bucket), distribution.min,
                                        distribution.max));
    }
    return values;
}

} // namespace

DatadogPoint pointOf(const metrics::MetricSnapshot &window, std::string_view prefix)
{
    DatadogPoint point;
    point.metric = metricName(prefix, window.name);
    point.at_s = window.windowEnd_ns / kSecond_ns;
    for (const auto &[key, value] : window.dimensions)
        point.tags.push_back(key + ':' + value);
    if (const metrics::KplName *known = metrics::kplNameOf(window.name))
        point.unit = unitName(known->unit);
    if (isDistribution(window.name)) {
        point.kind = PointKind::Distribution;
        point.values = {window.sum / static_cast<double>(window.count)};
    } else if (window.name == "UserRecordsPending") {
        point.values = {window.max};
    } else {
        point.kind = PointKind::Count;
        point.values = {window.sum};
        point.interval_s = std::max<std::int64_t>(
            std::llround(static_cast<double>(window.windowEnd_ns - window.windowStart_ns) / 1e9),
            1);
    }
    return point;
}

DatadogPoint pointOf(const metrics::ReadingPart &part, std::string_view prefix, std::int64_t at_ns,
                     std::int64_t interval_s, std::size_t mostValues)
{
    const metrics::Series &series = *part.series;
    DatadogPoint point;
    point.metric = metricName(prefix, series.family->name);
    point.at_s = at_ns / kSecond_ns;
    point.unit = unitName(series.unit);
    // Datadog has one unit for a metric, so that of a series stays a tag; timers are all in
    // seconds.
    const bool isTimer = series.family->type == metrics::MetricType::Timer;
    for (const auto &[key, value] : series.tags) {
        if (!isTimer || key != "unit" || !metrics::metricUnitOf(value))
            point.tags.push_back(key + ':' + value);
    }
    if (const auto *distribution = std::get_if<metrics::Distribution>(&part.value)) {
        point.kind = PointKind::Distribution;
        point.values = valuesOf(*distribution, mostValues);
    } else if (const auto *gauge = std::get_if<metrics::GaugeState>(&part.value)) {
        point.values = {gauge->value};
    } else {
        point.kind = PointKind::Count;
        point.values = {std::get<double>(part.value)};
        point.interval_s = std::max<std::int64_t>(interval_s, 1);
    }
    return point;
}

std::vector<metrics::ReadingPart> dividedByObservations(const metrics::ReadingPart &part,
                                                        std::uint64_t most)
{
    const auto *whole = std::get_if<metrics::Distribution>(&part.value);
    if (!whole || whole->count() <= most)
        return {part};
    std::vector<metrics::ReadingPart> parts;
    metrics::Distribution next;
    std::uint64_t held = 0;
    const auto finish = [&] {
        next.min = whole->min; // the values stay within those of the whole
        next.max = whole->max;
        parts.push_back({part.series, std::exchange(next, {}), part.total});
        held = 0;
    };
    for (auto [bucket, count] : whole->counts) {
        while (count > 0) {
            const std::uint64_t more = std::min(count, most - held);
            next.counts.emplace_back(bucket, more);
            held += more;
            count -= more;
            if (held == most)
                finish();
        }
    }
    if (held > 0)
        finish();
    std::get<metrics::Distribution>(parts.back().value).sum = whole->sum;
    return parts;
}

Result<void> checkPoint(const DatadogPoint &point, std::int64_t now_s)
{
    const auto refuse = [&](const QString &reason, const QString &detail) {
        return failure(
            ErrorCode::InvalidArgument,
            reason.arg(textOf(std::string_view(point.metric).substr(0, limits::kNameLength))),
            u"datadog."_s + detail);
    };
    if (point.metric.size() > limits::kNameLength)
        return refuse(PointText::tr("Datadog does not take the metric \"%1\": its name has more "
                                    "than 200 characters. Use a shorter one."),
                      u"name"_s);
    if (point.at_s < now_s - limits::kOldest_s || point.at_s > now_s + limits::kMostAhead_s)
        return refuse(PointText::tr("Datadog does not take the metric \"%1\": its time is more "
                                    "than an hour ago or ten minutes ahead. Check the clock."),
                      u"time"_s);
    if (point.values.empty() || !std::all_of(point.values.begin(), point.values.end(),
                                             [](double value) { return std::isfinite(value); }))
        return refuse(PointText::tr("Datadog does not take the metric \"%1\": a value is not "
                                    "finite. Check what is recorded."),
                      u"value"_s);
    return {};
}

QByteArray pointJson(const DatadogPoint &point, const QString &host)
{
    JsonWriter out;
    out.beginObject();
    out.text("metric", textOf(point.metric));
    if (point.kind == PointKind::Distribution)
        writeDistribution(out, point, host);
    else
        writeSeries(out, point, host);
    writeTags(out, point.tags);
    out.endObject();
    return out.take();
}

QByteArray seriesBody(std::span<const QByteArray> points)
{
    QByteArray body = "{\"series\":[";
    for (const QByteArray &point : points)
        body += point + ',';
    if (!points.empty())
        body.chop(1);
    return body + "]}";
}

} // namespace tidemark::datadog

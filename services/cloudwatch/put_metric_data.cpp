// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/put_metric_data.h"

#include "services/json/json_writer.h"

namespace tidemark::cloudwatch {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
/// What a body has beside its datums: names, brackets and the longest namespace.
constexpr std::size_t kFrame_bytes = 512;

struct ValueWriter
{
    JsonWriter &out;

    void operator()(const StatisticSet &set) const
    {
        out.name("StatisticValues");
        out.beginObject();
        out.number("SampleCount", static_cast<double>(set.count));
        out.number("Sum", set.sum);
        out.number("Minimum", set.min);
        out.number("Maximum", set.max);
        out.endObject();
    }
    void operator()(const ValueCounts &all) const
    {
        out.name("Values");
        out.beginList();
        for (const auto &[value, count] : all.values)
            out.number(value);
        out.endList();
        out.name("Counts");
        out.beginList();
        for (const auto &[value, count] : all.values)
            out.number(static_cast<double>(count));
        out.endList();
    }
    void operator()(const Increase &increase) const { out.number("Value", increase.value); }
    void operator()(const Level &level) const { out.number("Value", level.value); }
};

void writeDimensions(JsonWriter &out, const std::vector<metrics::Dimension> &dimensions)
{
    out.name("Dimensions");
    out.beginList();
    for (const auto &[name, value] : dimensions) {
        out.beginObject();
        out.text("Name", QString::fromStdString(name));
        out.text("Value", QString::fromStdString(value));
        out.endObject();
    }
    out.endList();
}

} // namespace

QByteArray metricDatumJson(const CloudWatchDatum &datum)
{
    JsonWriter out;
    out.beginObject();
    out.text("MetricName", QString::fromStdString(datum.name));
    if (!datum.dimensions.empty())
        writeDimensions(out, datum.dimensions);
    out.integer("Timestamp", datum.at_ns / kSecond_ns);
    std::visit(ValueWriter{out}, datum.value);
    if (!datum.unit.empty())
        out.text("Unit", QString::fromLatin1(datum.unit.data(), qsizetype(datum.unit.size())));
    out.endObject();
    return out.take();
}

QByteArray putMetricDataBody(const QString &nameSpace, std::span<const QByteArray> datums)
{
    JsonWriter head;
    head.text(nameSpace);
    QByteArray body = "{\"Namespace\":" + head.take() + ",\"MetricData\":[";
    for (const QByteArray &datum : datums)
        body += datum + ',';
    if (!datums.empty())
        body.chop(1);
    return body + "]}";
}

std::vector<metrics::Piece> requestPieces(std::span<const QByteArray> datums)
{
    std::vector<std::size_t> sizes_bytes;
    sizes_bytes.reserve(datums.size());
    for (const QByteArray &datum : datums)
        sizes_bytes.push_back(static_cast<std::size_t>(datum.size()) + 1); // and a comma
    return metrics::piecesOf(sizes_bytes, limits::kDatums, limits::kBody_bytes - kFrame_bytes);
}

} // namespace tidemark::cloudwatch

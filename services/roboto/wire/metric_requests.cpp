// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/json/json_writer.h"
#include "services/roboto/wire/metric_name.h"
#include "services/roboto/wire/metric_words.h"
#include "services/roboto/wire/metrics.h"

#include <QCoreApplication>

namespace tidemark::roboto {
namespace {

struct RequestText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::MetricRequest)
};

/// The item's value; nothing when it is no number (the SDK sends NaN and infinity as null).
std::optional<double> valueOf(JsonValue item)
{
    const std::optional<JsonValue> value = item.member("value");
    if (!value || !value->is(JsonKind::Number))
        return std::nullopt;
    return toDouble(value->text());
}

/// The item's name; nothing when the whole call is wrong.
std::optional<QString> nameOf(JsonValue item)
{
    if (!item.is(JsonKind::Object))
        return std::nullopt;
    const std::optional<JsonValue> name = item.member("name");
    if (!name || !name->is(JsonKind::Text))
        return std::nullopt;
    const std::string_view utf8 = name->text();
    return utf8Text(utf8);
}

void readItems(ObjectReader &in, JsonValue items, PublishMetricsRequest &out)
{
    std::size_t index = 0;
    for (const JsonValue item : JsonElements(items)) {
        const std::optional<QString> name = nameOf(item);
        if (!name) {
            in.fail("metrics", RequestText::tr("Entry %2 of the field %1 must be an object whose "
                                               "name is a text.")
                                   .arg(u"%1", QString::number(index)));
            return;
        }
        const std::optional<double> value = valueOf(item);
        const Result<void> valid = checkMetricName(*name);
        if (!valid)
            out.refused.push_back({index, {*name, valid.error().message}});
        else if (!value)
            out.refused.push_back(
                {index, {*name, RequestText::tr("The value must be a finite number.")}});
        else
            out.metrics.push_back({*name, *value});
        ++index;
    }
}

void failReversed(ObjectReader &in)
{
    in.fail("end_time_ns", RequestText::tr("The field %1 lies before start_time_ns."));
}

template <class Request>
void readFilters(ObjectReader &in, Request &out)
{
    out.includeDeviceIds = in.maybeTexts("include_device_ids");
    out.includeSessionIds = in.textsOrNotSet("include_session_ids");
    out.includeInvocationIds = in.maybeTexts("include_invocation_ids");
}

template <class Request>
void writeFilters(JsonWriter &out, const Request &value)
{
    out.maybeTexts("include_device_ids", value.includeDeviceIds);
    if (value.includeSessionIds)
        out.texts("include_session_ids", *value.includeSessionIds);
    out.maybeTexts("include_invocation_ids", value.includeInvocationIds);
}

int readMaxResults(ObjectReader &in)
{
    if (!in.find("max_results"))
        return kPageMaxResults;
    const std::int64_t wanted = in.integer("max_results");
    if (wanted >= 1 && wanted <= kPageMaxResults)
        return static_cast<int>(wanted);
    in.fail("max_results", RequestText::tr("The field %1 must lie between 1 and %2.")
                               .arg(u"%1", QString::number(kPageMaxResults)));
    return kPageMaxResults;
}

} // namespace

void read(ObjectReader &in, CreateMetricDefinitionRequest &out)
{
    out.name = in.text("name");
    if (!in.context().hasFailed()) {
        if (const Result<void> valid = checkMetricName(out.name); !valid)
            in.fail("name", RequestText::tr("The field %1 is not accepted. %2")
                                .arg(u"%1", valid.error().message));
    }
    out.description = in.optionalText("description");
}

void read(ObjectReader &in, UpdateMetricDefinitionRequest &out)
{
    out.description = in.maybeText("description");
}

void read(ObjectReader &in, PublishMetricsRequest &out)
{
    out.sessionId = in.text("session_id");
    out.deviceId = in.maybeText("device_id");
    if (const std::optional<JsonValue> items = in.elements("metrics", kPublishMaxItems))
        readItems(in, *items, out);
}

void read(ObjectReader &in, QueryMetricsRequest &out)
{
    out.name = in.text("name");
    out.timeFilter = readTimeFilter(in);
    out.startTime = in.optionalNanoseconds("start_time_ns");
    out.endTime = in.optionalNanoseconds("end_time_ns");
    if (out.startTime && out.endTime && *out.startTime > *out.endTime)
        failReversed(in);
    out.maxResults = readMaxResults(in);
    readFilters(in, out);
}

void read(ObjectReader &in, AggregateMetricsRequest &out)
{
    out.name = in.text("name");
    out.period = readPeriod(in);
    out.aggregation = readAggregation(in);
    out.timeFilter = readTimeFilter(in);
    out.startTime = in.nanoseconds("start_time_ns");
    out.endTime = in.nanoseconds("end_time_ns");
    if (out.startTime > out.endTime)
        failReversed(in);
    readFilters(in, out);
}

void write(JsonWriter &out, const CreateMetricDefinitionRequest &value)
{
    out.beginObject();
    out.text("name", value.name);
    out.optionalText("description", value.description);
    out.endObject();
}

void write(JsonWriter &out, const UpdateMetricDefinitionRequest &value)
{
    out.beginObject();
    out.maybeText("description", value.description);
    out.endObject();
}

void write(JsonWriter &out, const MetricEntry &value)
{
    out.beginObject();
    out.text("name", value.name);
    out.number("value", value.value);
    out.endObject();
}

void write(JsonWriter &out, const PublishMetricsRequest &value)
{
    out.beginObject();
    out.text("session_id", value.sessionId);
    out.maybeText("device_id", value.deviceId);
    out.list("metrics", value.metrics);
    out.endObject();
}

void write(JsonWriter &out, const QueryMetricsRequest &value)
{
    out.beginObject();
    out.text("name", value.name);
    out.text("time_filter", timeFilterKey(value.timeFilter));
    out.optionalNanoseconds("start_time_ns", value.startTime);
    out.optionalNanoseconds("end_time_ns", value.endTime);
    out.integer("max_results", value.maxResults);
    writeFilters(out, value);
    out.endObject();
}

void write(JsonWriter &out, const AggregateMetricsRequest &value)
{
    out.beginObject();
    out.text("name", value.name);
    out.text("period", periodId(value.period));
    out.text("aggregation", functionKey(value.aggregation));
    out.text("time_filter", timeFilterKey(value.timeFilter));
    out.nanoseconds("start_time_ns", value.startTime);
    out.nanoseconds("end_time_ns", value.endTime);
    writeFilters(out, value);
    out.endObject();
}

} // namespace tidemark::roboto

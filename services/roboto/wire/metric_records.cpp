// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/json_writer.h"
#include "services/roboto/wire/metric_words.h"
#include "services/roboto/wire/metrics.h"

namespace tidemark::roboto {

void read(ObjectReader &in, MetricDefinitionRecord &out)
{
    out.orgId = in.text("org_id");
    out.metricId = in.text("metric_id");
    out.name = in.text("name");
    out.description = in.optionalText("description");
    out.createdBy = in.text("created_by");
    out.created = in.dateTime("created");
    out.modifiedBy = in.text("modified_by");
    out.modified = in.dateTime("modified");
}

void read(ObjectReader &in, MetricRecord &out)
{
    out.orgId = in.text("org_id");
    out.metricId = in.text("metric_id");
    out.name = in.text("name");
    out.sessionId = in.text("session_id");
    out.minTimestamp = in.optionalNanoseconds("min_timestamp_ns");
    out.maxTimestamp = in.optionalNanoseconds("max_timestamp_ns");
    out.value = in.number("value");
    out.deviceId = in.optionalText("device_id");
    out.invocationId = in.optionalText("invocation_id");
    out.publishedBy = in.text("published_by");
    out.published = in.dateTime("published");
}

void read(ObjectReader &in, PublishMetricsError &out)
{
    out.name = in.text("name");
    out.error = in.text("error");
}

void read(ObjectReader &in, PublishMetricsResponse &out)
{
    out.succeeded = in.list<MetricRecord>("succeeded", kJsonMaxValues);
    out.failed = in.list<PublishMetricsError>("failed", kJsonMaxValues);
}

void read(ObjectReader &in, NumericAggregateMetricRecord &out)
{
    out.metricId = in.text("metric_id");
    out.name = in.text("name");
    out.period = readPeriod(in);
    out.aggregation = readAggregation(in);
    out.startTime = in.nanoseconds("start_time");
    out.endTime = in.nanoseconds("end_time");
    out.total = in.integer("total");
    out.value = in.number("value");
}

void read(ObjectReader &in, NumericAggregateMetricsResponse &out)
{
    out.aggregation = readAggregation(in);
    out.records = in.list<NumericAggregateMetricRecord>("records", kJsonMaxValues);
}

void write(JsonWriter &out, const MetricDefinitionRecord &value)
{
    out.beginObject();
    out.text("org_id", value.orgId);
    out.text("metric_id", value.metricId);
    out.text("name", value.name);
    out.optionalText("description", value.description);
    out.text("created_by", value.createdBy);
    out.dateTime("created", value.created);
    out.text("modified_by", value.modifiedBy);
    out.dateTime("modified", value.modified);
    out.endObject();
}

void write(JsonWriter &out, const MetricRecord &value)
{
    out.beginObject();
    out.text("org_id", value.orgId);
    out.text("metric_id", value.metricId);
    out.text("name", value.name);
    out.text("session_id", value.sessionId);
    out.optionalNanoseconds("min_timestamp_ns", value.minTimestamp);
    out.optionalNanoseconds("max_timestamp_ns", value.maxTimestamp);
    out.number("value", value.value);
    out.optionalText("device_id", value.deviceId);
    out.optionalText("invocation_id", value.invocationId);
    out.text("published_by", value.publishedBy);
    out.dateTime("published", value.published);
    out.endObject();
}

void write(JsonWriter &out, const PublishMetricsError &value)
{
    out.beginObject();
    out.text("name", value.name);
    out.text("error", value.error);
    out.endObject();
}

void write(JsonWriter &out, const PublishMetricsResponse &value)
{
    out.beginObject();
    out.list("succeeded", value.succeeded);
    out.list("failed", value.failed);
    out.endObject();
}

void write(JsonWriter &out, const NumericAggregateMetricRecord &value)
{
    out.beginObject();
    out.text("metric_id", value.metricId);
    out.text("name", value.name);
    out.text("period", periodId(value.period));
    out.text("aggregation", functionKey(value.aggregation));
    out.nanoseconds("start_time", value.startTime);
    out.nanoseconds("end_time", value.endTime);
    out.integer("total", value.total);
    out.number("value", value.value);
    out.endObject();
}

void write(JsonWriter &out, const NumericAggregateMetricsResponse &value)
{
    out.beginObject();
    out.text("aggregation", functionKey(value.aggregation));
    out.list("records", value.records);
    out.endObject();
}

} // namespace tidemark::roboto

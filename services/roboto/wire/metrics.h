// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/domain/session.h"
#include "model/time/period.h"
#include "model/time/timestamp.h"
#include "services/json/maybe_set.h"
#include "services/roboto/wire/limits.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {
class JsonWriter;
}

namespace tidemark::roboto {

class ObjectReader;

/// The shapes of the metrics API (roboto-api 2). Times with `_ns` on the wire are nanoseconds, the
/// others date-times of microseconds.

/// The wire's words are those of Tidemark's own enumerations.
using AggregationPeriod = Period;
using NumericAggregation = AggregateFunction;
using MetricTimeFilter = TimeFilter;

struct MetricDefinitionRecord
{
    QString orgId;
    QString metricId;
    QString name;
    std::optional<QString> description;
    QString createdBy;
    Timestamp created;
    QString modifiedBy;
    Timestamp modified;

    friend bool operator==(const MetricDefinitionRecord &,
                           const MetricDefinitionRecord &) = default;
};

struct CreateMetricDefinitionRequest
{
    QString name; ///< read, it passed checkMetricName
    std::optional<QString> description;

    friend bool operator==(const CreateMetricDefinitionRequest &,
                           const CreateMetricDefinitionRequest &) = default;
};

struct UpdateMetricDefinitionRequest
{
    MaybeSet<QString> description; ///< null clears it

    friend bool operator==(const UpdateMetricDefinitionRequest &,
                           const UpdateMetricDefinitionRequest &) = default;
};

struct MetricEntry
{
    QString name;
    double value = 0; ///< finite; written otherwise it becomes null, which the server refuses

    friend bool operator==(const MetricEntry &, const MetricEntry &) = default;
};

struct PublishMetricsError
{
    QString name;
    QString error; ///< one sentence

    friend bool operator==(const PublishMetricsError &, const PublishMetricsError &) = default;
};

/// An item of a publish request that cannot be stored whatever the store says.
struct RefusedEntry
{
    std::size_t index = 0; ///< in the body's list
    PublishMetricsError failure;

    friend bool operator==(const RefusedEntry &, const RefusedEntry &) = default;
};

struct PublishMetricsRequest
{
    QString sessionId;
    MaybeSet<QString> deviceId; ///< not set: the session's only device; null: none
    std::vector<MetricEntry> metrics;
    std::vector<RefusedEntry> refused; ///< only when read; `metrics` are then the others, in order

    friend bool operator==(const PublishMetricsRequest &, const PublishMetricsRequest &) = default;
};

struct MetricRecord
{
    QString orgId;
    QString metricId;
    QString name;
    QString sessionId;
    std::optional<Timestamp> minTimestamp; ///< of the session
    std::optional<Timestamp> maxTimestamp; ///< of the session, its last instant
    double value = 0;                      ///< finite
    std::optional<QString> deviceId;
    std::optional<QString> invocationId;
    QString publishedBy;
    Timestamp published;

    friend bool operator==(const MetricRecord &, const MetricRecord &) = default;
};

struct PublishMetricsResponse
{
    std::vector<MetricRecord> succeeded;
    std::vector<PublishMetricsError> failed;

    friend bool operator==(const PublishMetricsResponse &,
                           const PublishMetricsResponse &) = default;
};

struct QueryMetricsRequest
{
    QString name;
    MetricTimeFilter timeFilter = MetricTimeFilter::SessionEnd;
    std::optional<Timestamp> startTime;           ///< included; absent: the epoch
    std::optional<Timestamp> endTime;             ///< excluded; absent: now
    int maxResults = kPageMaxResults;             ///< the page size, 1 to kPageMaxResults
    MaybeSet<QStringList> includeDeviceIds;       ///< null: only rows without a device
    std::optional<QStringList> includeSessionIds; ///< absent: any
    MaybeSet<QStringList> includeInvocationIds;   ///< null: only rows without an invocation

    friend bool operator==(const QueryMetricsRequest &, const QueryMetricsRequest &) = default;
};

struct AggregateMetricsRequest
{
    QString name;
    AggregationPeriod period = AggregationPeriod::Daily;
    NumericAggregation aggregation = NumericAggregation::Mean;
    MetricTimeFilter timeFilter = MetricTimeFilter::SessionEnd;
    Timestamp startTime; ///< included; widened to whole periods
    Timestamp endTime;   ///< excluded; widened to whole periods
    MaybeSet<QStringList> includeDeviceIds;
    std::optional<QStringList> includeSessionIds;
    MaybeSet<QStringList> includeInvocationIds;

    friend bool operator==(const AggregateMetricsRequest &,
                           const AggregateMetricsRequest &) = default;
};

struct NumericAggregateMetricRecord
{
    QString metricId;
    QString name;
    AggregationPeriod period = AggregationPeriod::Daily;
    NumericAggregation aggregation = NumericAggregation::Mean;
    Timestamp startTime;    ///< of the bucket, included
    Timestamp endTime;      ///< of the bucket, excluded
    std::int64_t total = 0; ///< observations in the bucket, whatever the function
    double value = 0;       ///< finite

    friend bool operator==(const NumericAggregateMetricRecord &,
                           const NumericAggregateMetricRecord &) = default;
};

struct NumericAggregateMetricsResponse
{
    NumericAggregation aggregation = NumericAggregation::Mean;
    std::vector<NumericAggregateMetricRecord> records; ///< ascending, without empty buckets

    friend bool operator==(const NumericAggregateMetricsResponse &,
                           const NumericAggregateMetricsResponse &) = default;
};

void read(ObjectReader &in, CreateMetricDefinitionRequest &out);
void read(ObjectReader &in, UpdateMetricDefinitionRequest &out);
void read(ObjectReader &in, PublishMetricsRequest &out);
void read(ObjectReader &in, QueryMetricsRequest &out);
void read(ObjectReader &in, AggregateMetricsRequest &out);
void read(ObjectReader &in, MetricDefinitionRecord &out);
void read(ObjectReader &in, MetricRecord &out);
void read(ObjectReader &in, PublishMetricsError &out);
void read(ObjectReader &in, PublishMetricsResponse &out);
void read(ObjectReader &in, NumericAggregateMetricRecord &out);
void read(ObjectReader &in, NumericAggregateMetricsResponse &out);

void write(JsonWriter &out, const CreateMetricDefinitionRequest &value);
void write(JsonWriter &out, const UpdateMetricDefinitionRequest &value);
void write(JsonWriter &out, const MetricEntry &value);
void write(JsonWriter &out, const PublishMetricsRequest &value); // without `refused`
void write(JsonWriter &out, const QueryMetricsRequest &value);
void write(JsonWriter &out, const AggregateMetricsRequest &value);
void write(JsonWriter &out, const MetricDefinitionRecord &value);
void write(JsonWriter &out, const MetricRecord &value);
void write(JsonWriter &out, const PublishMetricsError &value);
void write(JsonWriter &out, const PublishMetricsResponse &value);
void write(JsonWriter &out, const NumericAggregateMetricRecord &value);
void write(JsonWriter &out, const NumericAggregateMetricsResponse &value);

} // namespace tidemark::roboto

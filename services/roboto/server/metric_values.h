// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/definition.h"
#include "model/domain/publish.h"
#include "model/domain/record.h"
#include "services/roboto/wire/metrics.h"

#include <functional>

namespace tidemark::roboto {

/// What the server reads of metrics and answers about them, between the wire and the store's own
/// values. What only one side knows is left out: units and kinds stay here, organisations there.
/// Any thread.

/// Gives the uid of a definition, the `metric_id` of the wire.
using MetricUids = std::function<QString(MetricId)>;

[[nodiscard]] MetricDefinitionRecord definitionRecord(const Definition &definition,
                                                      const QString &orgId);
[[nodiscard]] NewDefinition newDefinition(const CreateMetricDefinitionRequest &request);
[[nodiscard]] DefinitionChange definitionChange(const UpdateMetricDefinitionRequest &request);

[[nodiscard]] MetricRecord metricRecord(const Record &record, const QString &metricUid,
                                        const QString &orgId);

/// The items that passed reading; those that did not come back by publishResponse().
[[nodiscard]] PublishRequest publishRequest(const PublishMetricsRequest &request);
/// Failures in the order of the request, those of reading and those of the store.
[[nodiscard]] PublishMetricsResponse publishResponse(const PublishMetricsRequest &request,
                                                     const PublishResult &result,
                                                     const MetricUids &uidOf, const QString &orgId);

/// What a query selects: without a start from the epoch on, without an end up to `now`.
[[nodiscard]] Selection selectionOf(const QueryMetricsRequest &request, MetricId metric,
                                    Timestamp now);
/// UTC, weeks from Monday.
[[nodiscard]] AggregateQuery aggregateQuery(const AggregateMetricsRequest &request,
                                            MetricId metric);
/// Buckets without records are left out. Errors: Overflow when a value is not finite.
[[nodiscard]] Result<NumericAggregateMetricsResponse>
aggregateResponse(const AggregateMetricsRequest &request, const AggregateSeries &series,
                  const QString &metricUid);

} // namespace tidemark::roboto

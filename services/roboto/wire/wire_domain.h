// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/definition.h"
#include "model/domain/publish.h"
#include "model/domain/record.h"
#include "model/domain/session.h"
#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/sessions.h"

#include <functional>

namespace tidemark::roboto {

/// Between the wire and Tidemark's own values, where both have the thing. What only one side knows
/// is left out: units and kinds stay here, organisations there. Any thread.

/// Gives the uid of a definition, the `metric_id` of the wire.
using MetricUids = std::function<QString(MetricId)>;

[[nodiscard]] MetricDefinitionRecord definitionRecord(const Definition &definition,
                                                      const QString &orgId);
[[nodiscard]] Definition definitionOf(const MetricDefinitionRecord &record);
[[nodiscard]] NewDefinition newDefinition(const CreateMetricDefinitionRequest &request);
[[nodiscard]] DefinitionChange definitionChange(const UpdateMetricDefinitionRequest &request);

[[nodiscard]] MetricRecord metricRecord(const Record &record, const QString &metricUid,
                                        const QString &orgId);
/// Without the store's ids.
[[nodiscard]] Record recordOf(const MetricRecord &record);

/// The items that passed reading; those that did not come back by publishResponse().
[[nodiscard]] PublishRequest publishRequest(const PublishMetricsRequest &request);
[[nodiscard]] PublishMetricsRequest publishMetricsRequest(const PublishRequest &request);
/// Failures in the order of the request, those of reading and those of the store.
[[nodiscard]] PublishMetricsResponse publishResponse(const PublishMetricsRequest &request,
                                                     const PublishResult &result,
                                                     const MetricUids &uidOf, const QString &orgId);

/// What a query selects: without a start from the epoch on, without an end up to `now`.
[[nodiscard]] Selection selectionOf(const QueryMetricsRequest &request, MetricId metric,
                                    Timestamp now);
/// Errors: Unsupported for a selection by tags, which the wire does not know.
[[nodiscard]] Result<QueryMetricsRequest> queryRequest(const Selection &selection,
                                                       const QString &metricName);

/// UTC, weeks from Monday.
[[nodiscard]] AggregateQuery aggregateQuery(const AggregateMetricsRequest &request,
                                            MetricId metric);
/// Errors: Unsupported for tags, an open window, another zone than UTC, and weeks that do not begin
/// on Monday.
[[nodiscard]] Result<AggregateMetricsRequest> aggregateRequest(const AggregateQuery &query,
                                                               AggregateFunction function,
                                                               const QString &metricName);
/// Buckets without records are left out. Errors: Overflow when a value is not finite.
[[nodiscard]] Result<NumericAggregateMetricsResponse>
aggregateResponse(const AggregateMetricsRequest &request, const AggregateSeries &series,
                  const QString &metricUid);

/// Name, times, who and when.
[[nodiscard]] SessionRecord sessionRecord(const Session &session, const QString &orgId);
/// Without the store's id and the devices, which a record does not name.
[[nodiscard]] Session sessionOf(const SessionRecord &record);
/// Name and devices.
[[nodiscard]] NewSession newSession(const CreateSessionRequest &request);
/// The name's change.
[[nodiscard]] SessionChange sessionChange(const UpdateSessionRequest &request);

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/fetch.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/remote_api.h"

#include <QFuture>
#include <QString>

#include <stop_token>

namespace tidemark::mirror {

/// Aggregates of one metric as the store computes them and as the source does: the same buckets
/// where both have the same values. `metric`: its name there. The source's buckets are periods of
/// the UTC calendar with weeks from Monday, and its window is widened to whole ones (Roboto,
/// aggregate); the store's are asked for likewise. Loans that outlive the answer. Any thread; does
/// not block.
///
/// Errors: InvalidArgument for another zone or week start, for a selection by sessions or tags, and
/// those of AggregateReader; NotFound (metric, also where only the source lacks it); those of the
/// source.
[[nodiscard]] QFuture<Result<AggregateComparison>>
compareAggregates(RemoteApi &api, AggregateReader &reader, const QString &metric,
                  const AggregateQuery &query, AggregateFunction function, std::stop_token stop);

/// Both sides bucket by bucket. Numbers count as equal when they are at most 1e-9 of the larger one
/// apart.
[[nodiscard]] AggregateComparison compared(const AggregateSeries &here,
                                           const std::vector<RemoteBucket> &there,
                                           AggregateFunction function);

} // namespace tidemark::mirror

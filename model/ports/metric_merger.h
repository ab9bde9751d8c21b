// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/metric_merge.h"

#include <QFuture>

#include <stop_token>

namespace tidemark {

/// Takes one metric into another (D10). Any thread may call; answers come from the store's lanes.
/// Errors of both: NotFound, InvalidArgument (a metric into itself), Damaged (samples of the metric
/// that goes cannot be read), Cancelled once `stop` fired.
class MetricMerger
{
public:
    virtual ~MetricMerger() = default;

    /// What a merge would do now. Changes nothing; reads every sample that both have in one range.
    [[nodiscard]] virtual QFuture<Result<MergePreview>> preview(MetricId from, MetricId into,
                                                                std::stop_token stop = {}) = 0;
    /// All of it or, with an error, nothing, as one undo step: records keep their session, device
    /// and publisher, samples their time and tags, and the metric that they came from is removed.
    /// Errors besides: InvalidArgument (units that do not fit, or fit only if somebody agrees),
    /// Overflow (a value is too large for the other unit).
    [[nodiscard]] virtual QFuture<Result<MergeOutcome>> merge(MergeRequest request,
                                                              std::stop_token stop = {}) = 0;
};

} // namespace tidemark

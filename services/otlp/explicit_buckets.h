// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::otlp {

/// A distribution in buckets between given bounds. Plain value; any thread.
struct ExplicitBuckets
{
    std::vector<double> bounds;        ///< rising strictly
    std::vector<std::uint64_t> counts; ///< one more than bounds, or none

    [[nodiscard]] static ExplicitBuckets of(const OtlpHistogramPoint &point);
    /// What was counted since an earlier state; nothing when it was none.
    [[nodiscard]] std::optional<ExplicitBuckets> since(const ExplicitBuckets &before) const;
    /// The value below which `quantile` (0 to 1) of all lie, on a straight line between its
    /// bucket's bounds. The first bucket begins at `min`, else at 0 or its bound if that is
    /// lower; the last one ends at `max`, else at its bound. Never beyond min and max. Nothing
    /// without counts.
    [[nodiscard]] std::optional<double> quantile(double quantile, std::optional<double> min,
                                                 std::optional<double> max) const;
};

} // namespace tidemark::otlp

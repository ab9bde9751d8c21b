// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/explicit_buckets.h"

#include "services/otlp/otlp_quantiles.h"

#include <algorithm>
#include <cmath>

namespace tidemark::otlp {

ExplicitBuckets ExplicitBuckets::of(const OtlpHistogramPoint &point)
{
    return {point.bounds, point.counts};
}

std::optional<ExplicitBuckets> ExplicitBuckets::since(const ExplicitBuckets &before) const
{
    if (before.bounds != bounds || before.counts.size() != counts.size())
        return std::nullopt;
    ExplicitBuckets now = *this;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (before.counts[i] > counts[i])
            return std::nullopt;
        now.counts[i] -= before.counts[i];
    }
    return now;
}

std::optional<double> ExplicitBuckets::quantile(double quantile, std::optional<double> min,
                                                std::optional<double> max) const
{
    double all = 0;
    for (const std::uint64_t each : counts)
        all += static_cast<double>(each);
    if (all == 0 || bounds.empty())
        return std::nullopt;
    const double rank = quantile * all;
    double below = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto held = static_cast<double>(counts[i]);
        if (held == 0 || (below + held < rank && i + 1 < counts.size())) {
            below += held;
            continue;
        }
        const bool isLast = i == bounds.size();
        const double high = isLast ? max.value_or(bounds.back()) : bounds[i];
        const double low = i > 0 ? bounds[i - 1] : min.value_or(std::min(0.0, bounds.front()));
        if (!std::isfinite(low) || !std::isfinite(high))
            return within(std::isfinite(low) ? low : high, min, max);
        const double part = std::clamp((rank - below) / held, 0.0, 1.0);
        return within(low + (high - low) * part, min, max);
    }
    return within(bounds.back(), min, max);
}

} // namespace tidemark::otlp

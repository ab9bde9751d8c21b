// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <optional>

class QJsonObject;

namespace tidemark {

/// Summary of a metric's values within a stretch of time: MetricQ's TimeAggregate, field by field
/// as it travels in MetricQ messages. Aggregates of the store are Aggregate (model/domain).
struct TimeAggregate
{
    Timestamp timestamp; ///< start of the stretch
    double minimum = 0.0;
    double maximum = 0.0;
    double sum = 0.0;
    std::uint64_t count = 0;
    double integralNs = 0.0; ///< value · nanoseconds over the active time
    Timedelta activeTime;    ///< time covered by values

    /// One value without duration.
    [[nodiscard]] static TimeAggregate fromValue(Timestamp timestamp, double value);
    /// One value that held from `before` to `timestamp`; stamped with `before`.
    /// Errors: InvalidArgument (detail `NonMonotonicTimestamps`) unless before < timestamp;
    /// Overflow when they are more than 292 years apart.
    [[nodiscard]] static Result<TimeAggregate> fromValuePair(Timestamp before, Timestamp timestamp,
                                                             double value);

    /// value · seconds.
    [[nodiscard]] double integralS() const noexcept { return integralNs / 1e9; }
    /// Time-weighted mean; no value for an active time of zero.
    [[nodiscard]] std::optional<double> meanIntegral() const noexcept;
    /// Mean of the samples; no value for a count of zero.
    [[nodiscard]] std::optional<double> meanSum() const noexcept;
    /// meanIntegral for a positive active time, else meanSum.
    [[nodiscard]] std::optional<double> mean() const noexcept;

    friend bool operator==(const TimeAggregate &, const TimeAggregate &) = default;
};

/// MetricQ's dict: timestamp (ns), minimum, mean, maximum, count; null for what is not finite and
/// for a mean without value.
[[nodiscard]] QJsonObject toJson(const TimeAggregate &aggregate);

} // namespace tidemark

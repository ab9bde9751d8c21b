// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

class QJsonObject;

namespace tidemark {

/// A sample: MetricQ's TimeValue. Compares field by field, so a NaN is unequal to itself.
struct TimeValue
{
    Timestamp timestamp;
    double value = 0.0;

    friend bool operator==(const TimeValue &, const TimeValue &) = default;
};

/// `{"timestamp": <ns>, "value": <number>}`, exact to the nanosecond; null for NaN and infinity,
/// which JSON does not know.
[[nodiscard]] QJsonObject toJson(const TimeValue &value);

} // namespace tidemark

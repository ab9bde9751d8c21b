// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/instant_values.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

using namespace Qt::StringLiterals;

namespace tidemark {

bool isInstant(const QString &metric)
{
    return metric.endsWith("_timestamp_seconds"_L1);
}

Timestamp instantOf(double seconds)
{
    constexpr double kMicros = 1e6;
    constexpr double kMost = 9e15; // of microseconds that an int64 of nanoseconds holds
    const double micros = std::clamp(std::round(seconds * kMicros), -kMost, kMost);
    return Timestamp(static_cast<std::int64_t>(micros) * 1'000);
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"
#include "model/core/unit.h"

#include <QString>

namespace tidemark {

/// From which magnitude on numbers without prefixes get a suffix (k, M, G, T).
struct SuffixFrom
{
    double magnitude = 1e6;
};

/// A value as it is shown: `value` `suffix` `unitLabel`.
struct DisplayUnit
{
    double value = 0;
    QString suffix; ///< of the number, where the unit takes no prefix; else empty
    QString unitLabel;
    bool isClockTime = false; ///< a minute or longer: `value` is in seconds, to be split
};

/// Chooses the prefix of one finite value (N2): after rounding, so that 999.96 W is 1 kW. Zero
/// keeps the unit as it is. Any thread.
[[nodiscard]] DisplayUnit displayUnit(double value, const Unit &unit, const NumberOptions &options,
                                      SuffixFrom suffixFrom);

} // namespace tidemark

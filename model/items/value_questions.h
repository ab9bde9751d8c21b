// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/time/timestamp.h"

#include <QString>

namespace tidemark {

class Formatter;

// What is asked before a value is stored (E8), wherever it was typed. Any thread.

/// False within the minute by which clocks differ.
[[nodiscard]] bool isInFuture(Timestamp at, Timestamp now);
[[nodiscard]] bool isOutOfRange(double value, const Definition &definition);
/// `Time is in the future. Save anyway?`, or nothing.
[[nodiscard]] QString futureQuestion(Timestamp at, Timestamp now);
/// `Outside the valid range 0 to 100 %. Save anyway?`, or nothing.
[[nodiscard]] QString rangeQuestion(double value, const Definition &definition,
                                    const Formatter &formatter);

} // namespace tidemark

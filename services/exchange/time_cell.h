// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_plan.h"
#include "services/exchange/wall_text.h"

#include <string_view>

namespace tidemark::exchange {

/// Reads the time cells of a file as its plan says. Immutable; any thread.
class TimeCellParser
{
public:
    explicit TimeCellParser(const ImportPlan &plan);

    /// Errors: InvalidArgument with the reason: not a time, skipped or shown twice by the clock.
    [[nodiscard]] Result<Timestamp> parse(std::string_view cell) const;
    /// Of separate columns; an empty time of day is midnight.
    [[nodiscard]] Result<Timestamp> parse(std::string_view date, std::string_view timeOfDay) const;

private:
    [[nodiscard]] Result<Timestamp> instantOf(const WallText &wall) const;

    TimeNotation m_notation;
    DateOrder m_order;
    Zone m_zone;
    RepeatedTime m_repeated;
};

/// A whole or decimal number of `unit_ns`, a power of ten, since the epoch, exact to the
/// nanosecond; with an exponent (1.7e9) it is the plain number that it equals. Errors:
/// InvalidArgument, Overflow.
[[nodiscard]] Result<Timestamp> parseEpoch(std::string_view cell, std::int64_t unit_ns);

} // namespace tidemark::exchange

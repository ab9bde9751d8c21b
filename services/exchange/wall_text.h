// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_plan.h"
#include "model/time/ascii.h"
#include "model/time/civil.h"

#include <chrono>
#include <optional>

namespace tidemark::exchange {

/// A date and time of day as a file writes them, and the offset when it says one.
struct WallText
{
    CivilTime civil;
    bool hasTimeOfDay = false;
    std::optional<std::chrono::seconds> offset;
};

/// Reads a date with or without time of day. Year first: ISO 8601, and `2026/3/1 9:05`. Calendar:
/// day, month (a number or an English name) and year in the order given, `1.3.2026 9:05:00,5 PM`,
/// where a year of four digits stands last; two digits mean 1970 to 2069. Any thread.
/// Errors: InvalidArgument with the reason.
[[nodiscard]] Result<WallText> parseWallText(QStringView text, TimeNotation notation,
                                             DateOrder order);

/// Reads a time of day alone, `9:05`, `21:05:00.5`, `9:05 PM`, and an offset behind it.
/// Errors: InvalidArgument.
[[nodiscard]] Result<WallText> parseTimeOfDay(QStringView text);

/// The three numbers of a date before their order is known; a month that is named is told.
struct DateNumbers
{
    int first = 0;
    int second = 0;
    int year = 0;
    bool hasMonthName = false;
};

/// Takes `1.3.2026`, `1/3/26` or `1 Mar 2026`, `Mar 1, 2026` from the cursor; nothing for other
/// texts.
[[nodiscard]] std::optional<DateNumbers> takeDateNumbers(ascii::Cursor &cursor);

} // namespace tidemark::exchange

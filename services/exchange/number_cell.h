// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <optional>
#include <string_view>

namespace tidemark::exchange {

/// How numbers are written in a file.
struct NumberNotation
{
    char decimal = '.';
    std::optional<char16_t> groupSign; ///< between groups of three digits; absent: no groups
    bool hasGaps = false;              ///< NaN is a value: a gap in samples

    friend bool operator==(const NumberNotation &, const NumberNotation &) = default;
};

/// Reads a whole cell as a finite double, or NaN where there are gaps; U+2212 is a minus too.
/// Groups must be of three digits. Errors: as parseNumber(). Any thread.
[[nodiscard]] Result<double> parseNumberCell(std::string_view cell, const NumberNotation &notation);

} // namespace tidemark::exchange

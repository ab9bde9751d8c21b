// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/unit.h"

#include <span>
#include <string_view>

namespace tidemark {

/// Which prefixes a table row may be read with.
enum class PrefixRule
{
    None,
    Si,   ///< f p n µ u m c d h k M G T P E
    Data, ///< k M G T P E and Ki Mi Gi Ti Pi
};

/// One known unit. Scales are exact ratios, from the SI brochure (9th edition, sections 2 to 4) and
/// the international yard and pound agreement of 1959.
struct UnitRow
{
    std::u16string_view symbol;
    Quantity quantity = Quantity::Opaque;
    UnitScale scale;
    PrefixRule prefixes = PrefixRule::None;
    int largestShown_exponent10 = 12; ///< display never goes to larger prefixes than this
    bool isRate = false;
    const char *name = nullptr; ///< for translation in context tidemark::Unit
};

/// One prefix: the unit's factor is binary ? 1024^n : 10^exponent10.
struct UnitPrefix
{
    std::u16string_view symbol;
    int exponent10 = 0;
    int exponent1024 = 0;
    bool scalesDisplay = false; ///< part of the chain n µ m – k M G T
};

/// All known units without generated prefixes, common ones first.
[[nodiscard]] std::span<const UnitRow> unitRows();

/// All prefixes, longer symbols first.
[[nodiscard]] std::span<const UnitPrefix> unitPrefixes();

} // namespace tidemark

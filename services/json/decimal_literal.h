// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark {

/// The literals of JSON numbers, as they were written: no digit is lost on the way to an integer.
/// Any thread.

/// True for a JSON number (RFC 8259, section 6) whose value is within the range of a double.
[[nodiscard]] bool isFiniteNumber(std::string_view literal);

/// The nearest double of a JSON number; infinite beyond its range.
[[nodiscard]] double toDouble(std::string_view literal);

/// The integer that is written without fraction and exponent; nothing for another form and beyond
/// int64.
[[nodiscard]] std::optional<std::int64_t> plainInteger(std::string_view literal);

/// A decimal number in units of 10^-power, rounded down.
struct ScaledInteger
{
    std::int64_t value = 0;
    bool isExact = true; ///< nothing was rounded away
};

/// `literal` · 10^power of any JSON number (`1777593600000000001.0`, `1.5e9`), in decimal
/// arithmetic; nothing beyond int64.
[[nodiscard]] std::optional<ScaledInteger> scaledInteger(std::string_view literal, int power);

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringView>

#include <string_view>

namespace tidemark {

/// Numbers as text in files, JSON and the Machine form of the clipboard. Never the locale, any
/// thread. Screen text comes from NumberFormatter.

/// The shortest text that reads back to the same double (std::to_chars): `.` and `-`, no grouping.
///
/// Integers below 10^21 have neither point nor exponent. `-0` keeps its sign. A NaN, which in a
/// series is an explicit gap, is `NaN`; infinities, which no store holds, are `inf` and `-inf`.
[[nodiscard]] QString numberText(double value);

/// Appends numberText(value) to `out`, without a temporary; for writers of many rows.
void appendNumber(QByteArray &out, double value);

/// Reads a whole text as a finite double, correctly rounded: optional sign, digits with an optional
/// point, optional exponent. No white space, no grouping, no other base.
///
/// A number too small for a double becomes zero with its sign. Errors: InvalidArgument for anything
/// else that is not such a number, for NaN and for infinity; Overflow for a finite number beyond
/// the largest double. Error::detail names the cause: `number.empty`, `number.nan`,
/// `number.infinite`, `number.overflow`, `number.hexadecimal`, `number.syntax`.
[[nodiscard]] Result<double> parseNumber(std::string_view text);
[[nodiscard]] Result<double> parseNumber(QStringView text);

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/unit.h"
#include "model/core/value_text.h"

#include <QLocale>
#include <QString>
#include <QStringView>

#include <optional>

namespace tidemark {

/// Longest text that parseValue() looks at, in UTF-16 units.
inline constexpr qsizetype kValueTextMax = 1024;

/// A typed value, understood.
struct ParsedValue
{
    double value = 0;                     ///< in the definition's unit; finite
    bool ambiguous = false;               ///< a sign could be grouping or decimal: show the number
    QString normalisedText;               ///< the value as editText() writes it
    std::optional<QString> convertedFrom; ///< what was typed, when a unit, suffix or `=` changed it

    friend bool operator==(const ParsedValue &, const ParsedValue &) = default;
};

/// Reads a value that a person typed for a metric of `unit` (E5). Any thread.
///
/// Understands the decimal sign and digit groups of the locale, the other decimal sign where it can
/// mean nothing else, digits of any script, an exponent, an SI suffix where the unit allows it, a
/// unit that converts to `unit`, and `=` followed by arithmetic. A plain decimal number, also with
/// a power-of-ten suffix, is correctly rounded; arithmetic is done in extended precision and
/// rounded once.
/// Errors: InvalidArgument (the message names the fix; for arithmetic also the position, counted
/// from 1) and Overflow.
[[nodiscard]] Result<ParsedValue> parseValue(QStringView text, const Unit &unit,
                                             const QLocale &locale);

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace tidemark {

/// Rounding and digits beneath NumberFormatter. Any thread.

/// What remains of a number when it is rounded to some significant digits.
struct RoundedNumber
{
    double value = 0;
    int exponent10 = 0; ///< of the first digit: 0 for 1 to 9
    int decimals = 0;   ///< fraction digits without trailing zeros
};

/// `value` (finite) rounded to `significant` digits; digits of the integer part are kept.
[[nodiscard]] RoundedNumber roundedTo(double value, int significant);

enum class TrailingZeros
{
    Drop,
    Keep,
};

/// A finite number with `significant` digits by the locale, with an exponent when it is very large
/// or very small.
[[nodiscard]] QString significantText(double value, int significant, TrailingZeros zeros,
                                      const QLocale &locale);

/// A finite number with exactly `decimals` fraction digits by the locale.
[[nodiscard]] QString fixedText(double value, int decimals, const QLocale &locale);

/// A finite number with exactly `decimals` fraction digits and an exponent by the locale.
[[nodiscard]] QString exponentText(double value, int decimals, const QLocale &locale);

/// Every digit of a finite number, grouped by the locale.
[[nodiscard]] QString exactText(double value, const QLocale &locale);

/// Puts the minus of display (U+2212, with the locale's direction mark) before an unsigned number.
[[nodiscard]] QString negative(const QString &magnitude, const QLocale &locale);
/// The same with a plus.
[[nodiscard]] QString positive(const QString &magnitude, const QLocale &locale);

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_digits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fast_float/fast_float.h>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr char16_t kMinus = u'\u2212';
constexpr int kMaxSignificant = 17;
// Outside these powers of ten a number is easier to read with an exponent.
constexpr int kSmallestPlain_exponent10 = -5;
constexpr int kLargestPlain_exponent10 = 14;

QString signedText(double value, const QString &magnitude, const QLocale &locale)
{
    // A number that was rounded to zero has no sign.
    const bool hasDigit =
        std::any_of(magnitude.begin(), magnitude.end(), [](QChar c) { return c.digitValue() > 0; });
    return std::signbit(value) && hasDigit ? negative(magnitude, locale) : magnitude;
}

QString withSign(QString localeSign, QChar ascii, QChar shown)
{
    return localeSign.contains(ascii) ? localeSign.replace(ascii, shown) : QString(shown);
}

} // namespace

RoundedNumber roundedTo(double value, int significant)
{
    if (value == 0)
        return {};
    const int digits = std::clamp(significant, 1, kMaxSignificant);
    std::array<char, 40> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), std::abs(value),
                                       std::chars_format::scientific, digits - 1);
    const std::string_view all(text.data(), static_cast<std::size_t>(written.ptr - text.data()));
    const std::size_t e = all.find('e');
    int exponent10 = 0;
    const std::size_t exponentAt = e + (all[e + 1] == '+' ? 2 : 1);
    std::from_chars(all.data() + exponentAt, written.ptr, exponent10);
    if (exponent10 >= digits - 1)
        return {std::round(value), exponent10, 0};

    const std::string_view mantissa = all.substr(0, e);
    const std::size_t lastDigit = mantissa.find_last_not_of("0.");
    const int fraction = lastDigit == 0 ? 0 : static_cast<int>(lastDigit) - 1;
    double magnitude = 0;
    fast_float::from_chars(text.data(), written.ptr, magnitude);
    return {std::copysign(magnitude, value), exponent10, std::max(0, fraction - exponent10)};
}

QString significantText(double value, int significant, TrailingZeros zeros, const QLocale &locale)
{
    const RoundedNumber rounded = roundedTo(value, significant);
    if (value != 0 && (rounded.exponent10 < kSmallestPlain_exponent10 ||
                       rounded.exponent10 > kLargestPlain_exponent10)) {
        const int fraction =
            rounded.exponent10 < 0 ? rounded.decimals + rounded.exponent10 : significant - 1;
        return exponentText(value, zeros == TrailingZeros::Keep ? significant - 1 : fraction,
                            locale);
    }
    const int decimals = zeros == TrailingZeros::Keep && value != 0
                             ? std::max(0, significant - 1 - rounded.exponent10)
                             : rounded.decimals;
    return fixedText(value, decimals, locale);
}

QString fixedText(double value, int decimals, const QLocale &locale)
{
    return signedText(value, locale.toString(std::abs(value), 'f', decimals), locale);
}

QString exponentText(double value, int decimals, const QLocale &locale)
{
    return signedText(value, locale.toString(std::abs(value), 'e', decimals), locale);
}

QString exactText(double value, const QLocale &locale)
{
    const double magnitude = std::abs(value);
    if (magnitude != 0 && (magnitude >= 1e21 || magnitude < 1e-6))
        return signedText(value, locale.toString(magnitude, 'e', QLocale::FloatingPointShortest),
                          locale);
    const int decimals = magnitude == std::trunc(magnitude) ? 0 : QLocale::FloatingPointShortest;
    return signedText(value, locale.toString(magnitude, 'f', decimals), locale);
}

QString negative(const QString &magnitude, const QLocale &locale)
{
    return withSign(locale.negativeSign(), u'-', kMinus) + magnitude;
}

QString positive(const QString &magnitude, const QLocale &locale)
{
    return withSign(locale.positiveSign(), u'+', u'+') + magnitude;
}

} // namespace tidemark

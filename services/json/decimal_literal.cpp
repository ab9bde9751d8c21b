// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/decimal_literal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fast_float/fast_float.h>

namespace tidemark {
namespace {

constexpr int kExponentEnd = 100'000'000; // beyond any literal that fits a body

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A literal taken apart. Digits are the whole and the fraction as one sequence.
struct Parts
{
    bool isNegative = false;
    std::string_view whole;
    std::string_view fraction;
    std::int64_t exponent = 0; ///< held within ±kExponentEnd
    bool hasPointOrExponent = false;
};

std::string_view takeDigits(std::string_view &rest)
{
    const auto end = std::find_if_not(rest.begin(), rest.end(), isDigit);
    const auto count = static_cast<std::size_t>(end - rest.begin());
    const std::string_view digits = rest.substr(0, count);
    rest.remove_prefix(count);
    return digits;
}

bool take(std::string_view &rest, char c)
{
    if (rest.empty() || rest.front() != c)
        return false;
    rest.remove_prefix(1);
    return true;
}

/// Reads what follows `e`; false when it is not an exponent.
bool takeExponent(std::string_view &rest, std::int64_t &exponent)
{
    const bool isNegative = take(rest, '-');
    if (!isNegative)
        take(rest, '+');
    const std::string_view digits = takeDigits(rest);
    for (const char c : digits)
        exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), kExponentEnd);
    if (isNegative)
        exponent = -exponent;
    return !digits.empty();
}

/// The grammar of RFC 8259, section 6.
std::optional<Parts> partsOf(std::string_view literal)
{
    Parts parts;
    parts.isNegative = take(literal, '-');
    parts.whole = takeDigits(literal);
    if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole.front() == '0'))
        return std::nullopt;
    if (take(literal, '.')) {
        parts.hasPointOrExponent = true;
        parts.fraction = takeDigits(literal);
        if (parts.fraction.empty())
            return std::nullopt;
    }
    if (take(literal, 'e') || take(literal, 'E')) {
        parts.hasPointOrExponent = true;
        if (!takeExponent(literal, parts.exponent))
            return std::nullopt;
    }
    if (!literal.empty())
        return std::nullopt;
    return parts;
}

bool appendDigit(std::uint64_t &magnitude, char digit)
{
    return !__builtin_mul_overflow(magnitude, std::uint64_t{10}, &magnitude) &&
           !__builtin_add_overflow(magnitude, static_cast<std::uint64_t>(digit - '0'), &magnitude);
}

/// The signed value rounded down; nothing beyond int64.
std::optional<ScaledInteger> signedValue(std::uint64_t magnitude, bool isNegative, bool isExact)
{
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!isNegative) {
        if (magnitude > kMax)
            return std::nullopt;
        return ScaledInteger{static_cast<std::int64_t>(magnitude), isExact};
    }
    if (!isExact && __builtin_add_overflow(magnitude, std::uint64_t{1}, &magnitude))
        return std::nullopt;
    if (magnitude > kMax + 1)
        return std::nullopt;
    if (magnitude == kMax + 1)
        return ScaledInteger{std::numeric_limits<std::int64_t>::min(), isExact};
    return ScaledInteger{-static_cast<std::int64_t>(magnitude), isExact};
}

} // namespace

bool isFiniteNumber(std::string_view literal)
{
    const std::optional<Parts> parts = partsOf(literal);
    if (!parts)
        return false;
    constexpr std::size_t kSurelyFiniteDigits = 300;
    if (parts->exponent <= 0 && parts->whole.size() <= kSurelyFiniteDigits)
        return true;
    return std::isfinite(toDouble(literal));
}

double toDouble(std::string_view literal)
{
    double value = 0;
    (void)fast_float::from_chars(literal.data(), literal.data() + literal.size(), value);
    return value;
}

std::optional<std::int64_t> plainInteger(std::string_view literal)
{
    const std::optional<Parts> parts = partsOf(literal);
    if (!parts || parts->hasPointOrExponent)
        return std::nullopt;
    std::int64_t value = 0;
    const char *const end = literal.data() + literal.size();
    const auto read = std::from_chars(literal.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end)
        return std::nullopt;
    return value;
}

std::optional<ScaledInteger> scaledInteger(std::string_view literal, int power)
{
    const std::optional<Parts> parts = partsOf(literal);
    if (!parts)
        return std::nullopt;
    // Digits in front of the decimal point of the scaled number; the others are rounded away.
    const std::int64_t kept =
        static_cast<std::int64_t>(parts->whole.size()) + parts->exponent + power;
    std::uint64_t magnitude = 0;
    bool isExact = true;
    std::int64_t position = 0;
    for (const std::string_view digits : {parts->whole, parts->fraction}) {
        for (const char digit : digits) {
            if (position < kept) {
                if (!appendDigit(magnitude, digit))
                    return std::nullopt;
            } else {
                isExact = isExact && digit == '0';
            }
            ++position;
        }
    }
    for (; position < kept && magnitude != 0; ++position) {
        if (!appendDigit(magnitude, '0'))
            return std::nullopt;
    }
    return signedValue(magnitude, parts->isNegative, isExact);
}

} // namespace tidemark

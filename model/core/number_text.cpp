// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fast_float/fast_float.h>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct NumberText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::NumberText)
};

// Integers up to here are written digit by digit; the longest then has 21 digits and a sign.
constexpr double kPlainIntegerEnd = 1e21;

using Buffer = std::array<char, 32>;

std::string_view writeNumber(double value, Buffer &buffer)
{
    if (std::isnan(value))
        return "NaN";
    const bool isPlainInteger = std::abs(value) < kPlainIntegerEnd && value == std::trunc(value);
    char *const end = buffer.data() + buffer.size();
    const auto written = isPlainInteger
                             ? std::to_chars(buffer.data(), end, value, std::chars_format::fixed)
                             : std::to_chars(buffer.data(), end, value);
    return {buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

tl::unexpected<Error> notANumber(const QString &detail)
{
    return failure(ErrorCode::InvalidArgument,
                   NumberText::tr("Enter a number, for example %1.").arg("12.5"_L1), detail);
}

tl::unexpected<Error> refusal(std::string_view digits)
{
    if (digits.empty())
        return notANumber(u"number.empty"_s);
    if (equalsIgnoringCase(digits, "nan"))
        return failure(ErrorCode::InvalidArgument, NumberText::tr("Not a number cannot be stored."),
                       u"number.nan"_s);
    if (equalsIgnoringCase(digits, "inf") || equalsIgnoringCase(digits, "infinity"))
        return failure(ErrorCode::InvalidArgument,
                       NumberText::tr("Infinity cannot be stored. Enter a finite number."),
                       u"number.infinite"_s);
    if (digits.size() > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        return notANumber(u"number.hexadecimal"_s);
    return notANumber(u"number.syntax"_s);
}

} // namespace

QString numberText(double value)
{
    Buffer buffer;
    const std::string_view text = writeNumber(value, buffer);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

void appendNumber(QByteArray &out, double value)
{
    Buffer buffer;
    const std::string_view text = writeNumber(value, buffer);
    out.append(text.data(), static_cast<qsizetype>(text.size()));
}

Result<double> parseNumber(std::string_view text)
{
    const bool hasSign = !text.empty() && (text.front() == '-' || text.front() == '+');
    const bool isNegative = hasSign && text.front() == '-';
    const std::string_view digits = hasSign ? text.substr(1) : text;
    // fast_float would take a second sign, `inf` and `nan`.
    const bool startsWell =
        !digits.empty() &&
        (isDigit(digits[0]) || (digits.size() > 1 && digits[0] == '.' && isDigit(digits[1])));
    if (!startsWell)
        return refusal(digits);

    double value = 0;
    const char *const end = digits.data() + digits.size();
    const auto read = fast_float::from_chars(digits.data(), end, value);
    if (read.ptr != end || (read.ec != std::errc{} && read.ec != std::errc::result_out_of_range))
        return refusal(digits);
    if (!std::isfinite(value))
        return failure(
            ErrorCode::Overflow,
            NumberText::tr("The number is too large. The largest is about %1.").arg("1.8e308"_L1),
            u"number.overflow"_s);
    return isNegative ? -value : value;
}

Result<double> parseNumber(QStringView text)
{
    const auto isAscii = [](QChar c) { return c.unicode() < 0x80; };
    if (!std::all_of(text.begin(), text.end(), isAscii))
        return notANumber(u"number.syntax"_s);
    const QByteArray latin1 = text.toLatin1();
    return parseNumber(
        std::string_view(latin1.constData(), static_cast<std::size_t>(latin1.size())));
}

} // namespace tidemark

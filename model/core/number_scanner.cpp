// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_scanner.h"

#include "model/core/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr int kMaxExponent = 99'999; // far beyond any double, far from overflow of an int
constexpr std::size_t kMaxExactDigits = 19;
constexpr int kMaxExactPower = 27; // 10^27 fits the 64 bit mantissa of a long double

bool isSpaceLike(QChar c)
{
    return c == u' ' || c == u'\u00a0' || c == u'\u202f' || c == u'\u2009';
}

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'\u2019';
}

// The value of the digit at `at` and its width in UTF-16 units; -1 when there is none.
struct Digit
{
    int value = -1;
    qsizetype width = 1;
};

Digit digitAt(QStringView text, qsizetype at)
{
    if (at >= text.size())
        return {};
    const QChar c = text[at];
    if (c.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
        const char32_t point = QChar::surrogateToUcs4(c, text[at + 1]);
        if (QChar::category(point) == QChar::Number_DecimalDigit)
            return {QChar::digitValue(point), 2};
        return {};
    }
    return c.category() == QChar::Number_DecimalDigit ? Digit{c.digitValue(), 1} : Digit{};
}

struct Separator
{
    QChar sign;
    std::size_t digitsBefore = 0;
};

// Whether `separators` split the first `digits` digits into groups that somebody writes.
bool areGroups(std::span<const Separator> separators, std::size_t digits, char firstDigit,
               bool hasPairs)
{
    if (separators.empty())
        return true;
    const auto lengthAfter = [&](std::size_t i) {
        const std::size_t end = i + 1 < separators.size() ? separators[i + 1].digitsBefore : digits;
        return end - separators[i].digitsBefore;
    };
    const std::size_t first = separators.front().digitsBefore;
    if (first < 1 || first > 3 || firstDigit == '0' || lengthAfter(separators.size() - 1) != 3)
        return false;
    bool areThrees = true;
    bool arePairs = hasPairs && first <= 2;
    for (std::size_t i = 0; i + 1 < separators.size(); ++i) {
        areThrees = areThrees && lengthAfter(i) == 3;
        arePairs = arePairs && lengthAfter(i) == 2;
    }
    return areThrees || arePairs;
}

std::string withPoint(std::string digits, std::optional<std::size_t> pointAt)
{
    if (pointAt)
        digits.insert(*pointAt, 1, '.');
    // "5." and ".5" are complete for people, not for the strict reader.
    if (digits.front() == '.')
        digits.insert(0, 1, '0');
    if (digits.back() == '.')
        digits.pop_back();
    return digits;
}

} // namespace

struct NumberScanner::Mantissa
{
    std::string digits;
    std::vector<Separator> separators;
    qsizetype length = 0;
};

NumberScanner::NumberScanner(const QLocale &locale)
    : m_exponential(locale.exponential().toCaseFolded())
{
    const QString decimal = locale.decimalPoint();
    const QString group = locale.groupSeparator();
    m_decimal = decimal.isEmpty() ? QChar(u'.') : decimal.back();
    m_group = group.isEmpty() ? QChar() : group.back();
    QLocale grouped = locale;
    grouped.setNumberOptions(QLocale::DefaultNumberOptions);
    m_hasPairs = grouped.toString(1234567).count(m_group) == 2 &&
                 grouped.toString(1234567).indexOf(m_group, 3) == 5;
}

bool NumberScanner::isGroup(QChar c) const
{
    return c == m_group || (isSpaceLike(m_group) && isSpaceLike(c)) ||
           (isApostrophe(m_group) && isApostrophe(c));
}

bool NumberScanner::isDecimal(QChar c) const
{
    return c == m_decimal;
}

bool NumberScanner::isSeparator(QChar c) const
{
    return isDecimal(c) || isGroup(c) || c == u'.' || c == u',';
}

NumberScanner::Mantissa NumberScanner::mantissaOf(QStringView text) const
{
    Mantissa mantissa;
    qsizetype at = 0;
    while (at < text.size()) {
        if (const Digit digit = digitAt(text, at); digit.value >= 0) {
            mantissa.digits += static_cast<char>('0' + digit.value);
            at += digit.width;
            continue;
        }
        const bool digitFollows = digitAt(text, at + 1).value >= 0;
        const bool mayEndNumber =
            !mantissa.digits.empty() && !isSpaceLike(text[at]) && !isApostrophe(text[at]);
        if (!isSeparator(text[at]) || !(digitFollows || mayEndNumber))
            break;
        mantissa.separators.push_back({text[at], mantissa.digits.size()});
        ++at;
    }
    mantissa.length = at;
    return mantissa;
}

bool NumberScanner::readByLocale(const Mantissa &mantissa, ScannedNumber &number) const
{
    std::span<const Separator> groups = mantissa.separators;
    std::optional<std::size_t> pointAt;
    if (!groups.empty() && isDecimal(groups.back().sign)) {
        pointAt = groups.back().digitsBefore;
        groups = groups.first(groups.size() - 1);
    }
    const bool areLocaleGroups = std::all_of(
        groups.begin(), groups.end(), [this](const Separator &s) { return isGroup(s.sign); });
    const std::size_t integerDigits = pointAt.value_or(mantissa.digits.size());
    if (!areLocaleGroups || !areGroups(groups, integerDigits, mantissa.digits.front(), m_hasPairs))
        return false;
    const QChar sign = groups.size() == 1 ? groups.front().sign : QChar();
    number.ambiguous = !pointAt && (sign == u'.' || sign == u',');
    number.digits = withPoint(mantissa.digits, pointAt);
    number.decimals = static_cast<int>(mantissa.digits.size() - integerDigits);
    return true;
}

bool NumberScanner::readByOtherSign(const Mantissa &mantissa, ScannedNumber &number) const
{
    if (mantissa.separators.empty())
        return false;
    const Separator point = mantissa.separators.back();
    const auto groups = std::span(mantissa.separators).first(mantissa.separators.size() - 1);
    const bool isOther = (point.sign == u'.' || point.sign == u',') && !isDecimal(point.sign);
    const bool areAlike = std::all_of(groups.begin(), groups.end(), [&](const Separator &s) {
        return s.sign != point.sign && s.sign == groups.front().sign;
    });
    if (!isOther || !areAlike ||
        !areGroups(groups, point.digitsBefore, mantissa.digits.front(), m_hasPairs))
        return false;
    const std::size_t decimals = mantissa.digits.size() - point.digitsBefore;
    // 1.234 where the point is neither sign of the locale: people elsewhere mean 1234 by it.
    number.ambiguous = groups.empty() && decimals == 3 && point.digitsBefore >= 1 &&
                       point.digitsBefore <= 3 && mantissa.digits.front() != '0';
    number.digits = withPoint(mantissa.digits, point.digitsBefore);
    number.decimals = static_cast<int>(decimals);
    return true;
}

qsizetype NumberScanner::readExponent(QStringView text, int &exponent10) const
{
    qsizetype at = 0;
    if (text.startsWith(u'e', Qt::CaseInsensitive))
        at = 1;
    else if (!m_exponential.isEmpty() && text.startsWith(m_exponential, Qt::CaseInsensitive))
        at = m_exponential.size();
    else
        return 0;
    const bool isNegative = at < text.size() && isMinus(text[at]);
    if (isNegative || (at < text.size() && isPlus(text[at])))
        ++at;
    if (digitAt(text, at).value < 0)
        return 0; // the start of a unit or suffix, such as eV
    int exponent = 0;
    for (Digit digit = digitAt(text, at); digit.value >= 0; digit = digitAt(text, at)) {
        exponent = std::min(exponent * 10 + digit.value, kMaxExponent);
        at += digit.width;
    }
    exponent10 = isNegative ? -exponent : exponent;
    return at;
}

std::optional<ScannedNumber> NumberScanner::scan(QStringView text) const
{
    const Mantissa mantissa = mantissaOf(text);
    if (mantissa.digits.empty())
        return std::nullopt;
    ScannedNumber number;
    if (!readByLocale(mantissa, number) && !readByOtherSign(mantissa, number))
        return std::nullopt;
    number.mantissaLength = mantissa.length;
    number.length = mantissa.length + readExponent(text.mid(mantissa.length), number.exponent10);
    return number;
}

Result<double> ScannedNumber::toDouble(int shift10) const
{
    return parseNumber(digits + 'e' + std::to_string(exponent10 + shift10));
}

Result<long double> ScannedNumber::toLongDouble(int shift10) const
{
    std::string integer = digits;
    std::erase(integer, '.');
    const int power = exponent10 + shift10 - decimals;
    if (integer.size() > kMaxExactDigits || std::abs(power) > kMaxExactPower)
        return toDouble(shift10).transform([](double value) -> long double { return value; });
    unsigned long long mantissa = 0;
    for (const char c : integer)
        mantissa = mantissa * 10 + static_cast<unsigned long long>(c - '0');
    long double scale = 1;
    for (int i = 0; i < std::abs(power); ++i)
        scale *= 10;
    const auto exact = static_cast<long double>(mantissa);
    return power < 0 ? exact / scale : exact * scale;
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/number_cell.h"

#include "model/core/number_text.h"

#include <QCoreApplication>
#include <QString>

#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct NumberCellText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::NumberCellText)
};

constexpr std::string_view kMinusSign = "\xe2\x88\x92"; // U+2212
constexpr std::size_t kMaxNumberBytes = 1024;

tl::unexpected<Error> wrongGroups()
{
    return failure(ErrorCode::InvalidArgument,
                   NumberCellText::tr("The number's digit groups do not have three digits each."),
                   u"number.groups"_s);
}

// What parseNumber() says of any text that is no number.
Result<double> notANumber()
{
    return parseNumber(std::string_view("?"));
}

// The integer part without its group signs; nothing when a group has not three digits.
std::optional<std::string> withoutGroups(std::string_view integer, std::string_view sign)
{
    std::string digits;
    bool isFirst = true;
    for (;;) {
        const std::size_t end = integer.find(sign);
        const std::string_view group = integer.substr(0, end);
        const bool isWhole = isFirst && end == std::string_view::npos;
        const bool isRightLength =
            isWhole || (isFirst ? !group.empty() && group.size() <= 3 : group.size() == 3);
        if (!isRightLength)
            return std::nullopt;
        digits += group;
        if (end == std::string_view::npos)
            return digits;
        integer.remove_prefix(end + sign.size());
        isFirst = false;
    }
}

Result<double> parseGrouped(std::string_view cell, const NumberNotation &notation)
{
    std::string plain;
    if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) {
        plain += cell.front();
        cell.remove_prefix(1);
    }
    std::size_t integerEnd = cell.find(notation.decimal);
    if (integerEnd == std::string_view::npos)
        integerEnd = cell.find_first_of("eE");
    const std::string_view integer = cell.substr(0, integerEnd);
    const std::string_view rest =
        integerEnd == std::string_view::npos ? std::string_view{} : cell.substr(integerEnd);
    if (notation.groupSign) {
        const QByteArray sign = QString(QChar(*notation.groupSign)).toUtf8();
        const auto digits = withoutGroups(
            integer, std::string_view(sign.constData(), static_cast<std::size_t>(sign.size())));
        if (!digits)
            return wrongGroups();
        plain += *digits;
    } else {
        plain += integer;
    }
    // A point that is not the decimal sign must not become one.
    if (notation.decimal != '.' && plain.find('.') != std::string::npos)
        return notANumber();
    if (notation.decimal == '.') {
        plain += rest;
    } else {
        for (const char c : rest)
            plain += c == notation.decimal ? '.' : (c == '.' ? '?' : c);
    }
    return parseNumber(plain);
}

} // namespace

Result<double> parseNumberCell(std::string_view cell, const NumberNotation &notation)
{
    if (notation.hasGaps && (cell == "NaN" || cell == "nan" || cell == "NAN"))
        return std::numeric_limits<double>::quiet_NaN();
    if (cell.size() > kMaxNumberBytes)
        return notANumber();
    std::string replaced;
    if (cell.substr(0, kMinusSign.size()) == kMinusSign) {
        replaced.append(1, '-').append(cell.substr(kMinusSign.size()));
        cell = replaced;
    }
    if (notation.decimal == '.' && !notation.groupSign)
        return parseNumber(cell);
    return parseGrouped(cell, notation);
}

} // namespace tidemark::exchange

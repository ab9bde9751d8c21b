// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/cell_shape.h"

#include "model/core/utf8_text.h"
#include "services/exchange/number_cell.h"
#include "services/exchange/wall_text.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

constexpr std::size_t kMaxShapeBytes = 64; ///< longer cells are text
constexpr char16_t kNoBreakSpace = 0x00a0;
constexpr char16_t kNarrowSpace = 0x202f;

bool isGroupSpace(QChar c)
{
    return c == u' ' || c == u'\'' || c == kNoBreakSpace || c == kNarrowSpace || c == u'\u2019';
}

// Spares most texts the tries below.
bool mayBeNumber(std::string_view cell)
{
    bool hasDigit = false;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const char c = cell[i];
        const bool isDigit = c >= '0' && c <= '9';
        const bool isSign = c == '-' || c == '+';
        const bool isExponent = c == 'e' || c == 'E';
        const bool isPart = isDigit || c == '.' || c == ',' || c == ' ' || c == '\'' ||
                            static_cast<unsigned char>(c) >= 0x80;
        const bool isSignPlace = i == 0 || cell[i - 1] == 'e' || cell[i - 1] == 'E';
        if (!isPart && !(isExponent && hasDigit) && !(isSign && isSignPlace))
            return false;
        hasDigit = hasDigit || isDigit;
    }
    return hasDigit;
}

bool isNumber(std::string_view cell)
{
    constexpr std::array kNotations{NumberNotation{'.', {}},
                                    NumberNotation{',', {}},
                                    NumberNotation{'.', u','},
                                    NumberNotation{',', u'.'},
                                    NumberNotation{'.', u' '},
                                    NumberNotation{',', u' '},
                                    NumberNotation{'.', u'\''},
                                    NumberNotation{',', u'\''},
                                    NumberNotation{'.', kNoBreakSpace},
                                    NumberNotation{',', kNoBreakSpace},
                                    NumberNotation{',', kNarrowSpace},
                                    NumberNotation{'.', u'\u2019'}};
    return mayBeNumber(cell) &&
           std::any_of(kNotations.begin(), kNotations.end(), [cell](const NumberNotation &n) {
               return parseNumberCell(cell, n).has_value();
           });
}

bool isTime(const QString &text, TimeNotation notation, DateOrder order)
{
    return parseWallText(text, notation, order).has_value();
}

} // namespace

bool isMissingWord(std::string_view cell)
{
    if (cell.size() > 8)
        return false;
    const QString word = utf8Text(cell).toLower();
    constexpr std::array kWords{"na"_L1,   "n/a"_L1, "#n/a"_L1, "null"_L1, "nan"_L1,
                                "none"_L1, "nil"_L1, "-"_L1,    "--"_L1,   "?"_L1};
    return word == u"\u2014"_s || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

CellShape shapeOf(std::string_view cell)
{
    if (cell.empty() || isMissingWord(cell))
        return CellShape::Empty;
    if (cell.size() > kMaxShapeBytes)
        return CellShape::Text;
    if (isNumber(cell))
        return CellShape::Number;
    const QString text = utf8Text(cell);
    if (isTime(text, TimeNotation::Iso8601, DateOrder::Undecided))
        return CellShape::IsoTime;
    if (isTime(text, TimeNotation::Calendar, DateOrder::DayFirst) ||
        isTime(text, TimeNotation::Calendar, DateOrder::MonthFirst))
        return CellShape::CalendarTime;
    return parseTimeOfDay(text) ? CellShape::TimeOfDay : CellShape::Text;
}

void DecimalEvidence::add(std::string_view number)
{
    const QString text = utf8Text(number.substr(0, kMaxShapeBytes));
    for (const QChar c : text) {
        if (isGroupSpace(c))
            m_space = c.unicode();
    }
    const qsizetype points = text.count(u'.');
    const qsizetype commas = text.count(u',');
    if (points == 0 && commas == 0)
        return;
    if (points > 0 && commas > 0) { // the last one is the decimal sign, the other groups
        const bool isPointLast = text.lastIndexOf(u'.') > text.lastIndexOf(u',');
        (isPointLast ? m_hasPoint : m_hasComma) = true;
        (isPointLast ? m_hasCommaInDoubt : m_hasPointInDoubt) = true;
        return;
    }
    const bool isPoint = points > 0;
    if (points + commas > 1) { // only groups repeat
        (isPoint ? m_hasComma : m_hasPoint) = true;
        (isPoint ? m_hasPointInDoubt : m_hasCommaInDoubt) = true;
        return;
    }
    const qsizetype at = text.indexOf(isPoint ? u'.' : u',');
    const bool hasSign = text.startsWith(u'-') || text.startsWith(u'+');
    const QStringView before = QStringView(text).mid(hasSign ? 1 : 0, at - (hasSign ? 1 : 0));
    const QStringView after = QStringView(text).mid(at + 1);
    const bool isDoubtful = after.size() == 3 && !before.isEmpty() && before.size() <= 3 &&
                            before != u"0" && !after.contains(u'e', Qt::CaseInsensitive) &&
                            !m_space;
    if (isDoubtful)
        (isPoint ? m_hasPointInDoubt : m_hasCommaInDoubt) = true;
    else
        (isPoint ? m_hasPoint : m_hasComma) = true;
}

DecimalSign DecimalEvidence::sign(char delimiter) const
{
    if (isContradictory())
        return DecimalSign::Undecided;
    if (m_hasPoint)
        return DecimalSign::Point;
    if (m_hasComma)
        return DecimalSign::Comma;
    const bool isPlain = !m_hasPointInDoubt && !m_hasCommaInDoubt;
    const bool isPointAmongCommas = delimiter == ',' && !m_hasCommaInDoubt;
    return isPlain || isPointAmongCommas ? DecimalSign::Point : DecimalSign::Undecided;
}

std::optional<char16_t> DecimalEvidence::groupSign(DecimalSign sign) const
{
    if (sign == DecimalSign::Point && m_hasCommaInDoubt)
        return u',';
    if (sign == DecimalSign::Comma && m_hasPointInDoubt)
        return u'.';
    return m_space;
}

void OrderEvidence::add(std::string_view date)
{
    const QString text = utf8Text(date.substr(0, kMaxShapeBytes));
    ascii::Cursor cursor{QStringView(text).trimmed()};
    const auto numbers = takeDateNumbers(cursor);
    if (!numbers || numbers->hasMonthName)
        return;
    m_hasDayFirst = m_hasDayFirst || numbers->first > 12;
    m_hasMonthFirst = m_hasMonthFirst || numbers->second > 12;
    m_hasDoubt = m_hasDoubt || (numbers->first <= 12 && numbers->second <= 12);
}

DateOrder OrderEvidence::order() const noexcept
{
    if (m_hasDayFirst == m_hasMonthFirst)
        return m_hasDayFirst || m_hasDoubt ? DateOrder::Undecided : DateOrder::DayFirst;
    return m_hasDayFirst ? DateOrder::DayFirst : DateOrder::MonthFirst;
}

bool isCompactDate(std::string_view cell)
{
    constexpr std::size_t kDigits = 8;
    if (cell.size() != kDigits || (!cell.starts_with("19") && !cell.starts_with("20")))
        return false;
    return isTime(utf8Text(cell), TimeNotation::Iso8601, DateOrder::Undecided);
}

TimeNotation epochNotation(double magnitude)
{
    const double size = std::abs(magnitude);
    if (size < 1e11)
        return TimeNotation::EpochSeconds;
    if (size < 1e14)
        return TimeNotation::EpochMilliseconds;
    return size < 1e17 ? TimeNotation::EpochMicroseconds : TimeNotation::EpochNanoseconds;
}

} // namespace tidemark::exchange

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/wall_text.h"

#include "model/time/iso8601.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct WallMessage
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::WallMessage)
};

constexpr std::array kMonths{"jan"_L1, "feb"_L1, "mar"_L1, "apr"_L1, "may"_L1, "jun"_L1,
                             "jul"_L1, "aug"_L1, "sep"_L1, "oct"_L1, "nov"_L1, "dec"_L1};
constexpr std::array kFullMonths{"january"_L1,   "february"_L1, "march"_L1,    "april"_L1,
                                 "may"_L1,       "june"_L1,     "july"_L1,     "august"_L1,
                                 "september"_L1, "october"_L1,  "november"_L1, "december"_L1};

tl::unexpected<Error> notATime()
{
    return failure(ErrorCode::InvalidArgument, WallMessage::tr("This is not a date and time."),
                   u"time.form"_s);
}

tl::unexpected<Error> noSuchTime()
{
    return failure(ErrorCode::InvalidArgument,
                   WallMessage::tr("There is no such date or time of day."), u"time.range"_s);
}

// One or two digits, or more: their value and how many there were.
struct Number
{
    int value = 0;
    qsizetype digits = 0;
};

std::optional<Number> takeShortNumber(ascii::Cursor &cursor, qsizetype maxDigits)
{
    const QStringView digits = cursor.takeDigits();
    if (digits.isEmpty() || digits.size() > maxDigits)
        return std::nullopt;
    Number number{0, digits.size()};
    for (const QChar c : digits)
        number.value = number.value * 10 + (c.unicode() - u'0');
    return number;
}

QString takeWord(ascii::Cursor &cursor)
{
    QString word;
    while (!cursor.atEnd() && cursor.peek().isLetter() && word.size() < 10) {
        word += cursor.peek().toLower();
        cursor.advance();
    }
    return word;
}

std::optional<int> takeMonthName(ascii::Cursor &cursor)
{
    const QString word = takeWord(cursor);
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (word == kMonths.at(i) || word == kFullMonths.at(i)) {
            (void)cursor.take(u'.');
            return static_cast<int>(i) + 1;
        }
    }
    return std::nullopt;
}

// What stands between the parts of a date: one sign, and spaces.
void skipDateSign(ascii::Cursor &cursor)
{
    cursor.skipSpaces();
    for (const QChar sign : {u'.', u'/', u'-', u','}) {
        if (cursor.take(sign))
            break;
    }
    cursor.skipSpaces();
}

std::optional<DateNumbers> withYear(ascii::Cursor &cursor, DateNumbers numbers)
{
    skipDateSign(cursor);
    const auto year = takeShortNumber(cursor, 4);
    if (!year || year->digits == 1 || year->digits == 3)
        return std::nullopt;
    const bool isShort = year->digits == 2;
    numbers.year = !isShort ? year->value : year->value + (year->value < 70 ? 2000 : 1900);
    return numbers;
}

// `2026-03-01`, `2026/3/1`, `2026.03.01`; nothing for the other forms of ISO 8601.
std::optional<CivilDate> takeYearFirst(ascii::Cursor &cursor)
{
    ascii::Cursor ahead = cursor;
    const auto year = ahead.takeNumber(4);
    const QChar sign = ahead.peek();
    if (!year || (sign != u'-' && sign != u'/' && sign != u'.'))
        return std::nullopt;
    ahead.advance();
    const auto month = takeShortNumber(ahead, 2);
    if (!month || !ahead.take(sign))
        return std::nullopt;
    const auto day = takeShortNumber(ahead, 2);
    if (!day)
        return std::nullopt;
    cursor = ahead;
    return CivilDate{*year, month->value, day->value};
}

Result<CivilDate> takeDate(ascii::Cursor &cursor, TimeNotation notation, DateOrder order)
{
    if (notation == TimeNotation::Calendar) {
        const auto numbers = takeDateNumbers(cursor);
        if (!numbers)
            return notATime();
        const bool dayFirst = numbers->hasMonthName || order == DateOrder::DayFirst;
        return dayFirst ? CivilDate{numbers->year, numbers->second, numbers->first}
                        : CivilDate{numbers->year, numbers->first, numbers->second};
    }
    if (const auto date = takeYearFirst(cursor))
        return *date;
    auto date = takeIsoDate(cursor);
    if (!date)
        return failure(date.error());
    return date->first;
}

Result<std::int64_t> takeFraction(ascii::Cursor &cursor)
{
    if (!cursor.take(u'.') && !cursor.take(u','))
        return 0;
    const QStringView digits = cursor.takeDigits();
    if (digits.isEmpty())
        return notATime();
    std::int64_t ns = 0;
    for (qsizetype i = 0; i < 9; ++i)
        ns = ns * 10 + (i < digits.size() ? digits[i].unicode() - u'0' : 0);
    for (const QChar c : digits.mid(qMin<qsizetype>(9, digits.size()))) {
        if (c != u'0')
            return failure(ErrorCode::InvalidArgument,
                           WallMessage::tr("A second has at most nine fraction digits."),
                           u"time.digits"_s);
    }
    return ns;
}

// Turns the hour of a twelve-hour clock into that of the day.
Result<int> takeHalfOfDay(ascii::Cursor &cursor, int hour)
{
    ascii::Cursor ahead = cursor;
    ahead.skipSpaces();
    const QString word = takeWord(ahead);
    if (word != "am"_L1 && word != "pm"_L1)
        return hour;
    if (hour < 1 || hour > 12)
        return noSuchTime();
    cursor = ahead;
    return hour % 12 + (word == "pm"_L1 ? 12 : 0);
}

Result<std::int64_t> takeClock(ascii::Cursor &cursor)
{
    const auto hour = takeShortNumber(cursor, 2);
    if (!hour || !cursor.take(u':'))
        return notATime();
    const auto minute = cursor.takeNumber(2);
    if (!minute)
        return notATime();
    int second = 0;
    std::int64_t ns = 0;
    if (cursor.take(u':')) {
        const auto seconds = cursor.takeNumber(2);
        if (!seconds)
            return notATime();
        second = *seconds;
        auto fraction = takeFraction(cursor);
        if (!fraction)
            return fraction;
        ns = *fraction;
    }
    const auto hourOfDay = takeHalfOfDay(cursor, hour->value);
    if (!hourOfDay)
        return failure(hourOfDay.error());
    if (second == 60)
        return failure(ErrorCode::InvalidArgument,
                       WallMessage::tr("A leap second has no instant of its own. Write the second "
                                       "before or after it."),
                       u"time.leapSecond"_s);
    const bool isNextMidnight = *hourOfDay == 24 && *minute == 0 && second == 0 && ns == 0;
    if ((*hourOfDay > 23 && !isNextMidnight) || *minute > 59 || second > 59)
        return noSuchTime();
    return *hourOfDay * kNsPerHour + *minute * kNsPerMinute + second * kNsPerSecond + ns;
}

Result<std::optional<std::chrono::seconds>> takeOffset(ascii::Cursor &cursor)
{
    cursor.skipSpaces();
    ascii::Cursor ahead = cursor;
    const QString word = takeWord(ahead);
    if (word == "utc"_L1 || word == "gmt"_L1) {
        cursor = ahead;
        if (cursor.atEnd())
            return std::optional(std::chrono::seconds(0));
    }
    return takeIsoOffset(cursor);
}

// The time of day and the offset that end the text.
Result<void> takeRest(ascii::Cursor &cursor, WallText &wall)
{
    ascii::Cursor ahead = cursor;
    const bool hasColon = cursor.rest().contains(u':');
    std::int64_t ns = 0;
    if (hasColon) {
        auto clock = takeClock(cursor);
        if (!clock)
            return failure(clock.error());
        auto offset = takeOffset(cursor);
        if (!offset)
            return failure(offset.error());
        ns = *clock;
        wall.offset = *offset;
    } else { // `T143000Z`
        auto time = takeIsoTime(ahead, IsoFraction::Nine);
        if (!time)
            return failure(time.error());
        ns = time->nsOfDay;
        wall.offset = time->offset;
        cursor = ahead;
    }
    if (!cursor.atEnd())
        return notATime();
    wall.hasTimeOfDay = true;
    wall.civil = civilTimeOf(wall.civil.date, IsoTime{ns, {}});
    return {};
}

} // namespace

std::optional<DateNumbers> takeDateNumbers(ascii::Cursor &cursor)
{
    DateNumbers numbers;
    if (const auto month = takeMonthName(cursor)) {
        skipDateSign(cursor);
        const auto day = takeShortNumber(cursor, 2);
        if (!day)
            return std::nullopt;
        numbers = {day->value, *month, 0, true};
        return withYear(cursor, numbers);
    }
    const auto first = takeShortNumber(cursor, 2);
    if (!first)
        return std::nullopt;
    skipDateSign(cursor);
    if (cursor.peek().isLetter()) {
        const auto month = takeMonthName(cursor);
        if (!month)
            return std::nullopt;
        numbers = {first->value, *month, 0, true};
        return withYear(cursor, numbers);
    }
    const auto second = takeShortNumber(cursor, 2);
    if (!second)
        return std::nullopt;
    numbers = {first->value, second->value, 0, false};
    return withYear(cursor, numbers);
}

Result<WallText> parseWallText(QStringView text, TimeNotation notation, DateOrder order)
{
    ascii::Cursor cursor(text.trimmed());
    auto date = takeDate(cursor, notation, order);
    if (!date)
        return failure(date.error());
    if (!date->isValid() || date->year < 1)
        return noSuchTime();
    WallText wall;
    wall.civil.date = *date;
    if (!cursor.take(u'T') && !cursor.take(u't'))
        (void)cursor.take(u',');
    cursor.skipSpaces();
    if (cursor.atEnd())
        return wall;
    if (auto rest = takeRest(cursor, wall); !rest)
        return failure(rest.error());
    return wall;
}

Result<WallText> parseTimeOfDay(QStringView text)
{
    ascii::Cursor cursor(text.trimmed());
    WallText wall;
    if (auto rest = takeRest(cursor, wall); !rest)
        return failure(rest.error());
    return wall;
}

} // namespace tidemark::exchange

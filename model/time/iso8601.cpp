// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/iso8601.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Iso8601)
};

tl::unexpected<Error> outOfRange(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, u"iso.range"_s);
}

tl::unexpected<Error> noSuchDate()
{
    return outOfRange(Text::tr("There is no such date in the calendar."));
}

Result<IsoDate> dayOf(const CivilDate &date)
{
    if (!date.isValid())
        return noSuchDate();
    return IsoDate{IsoDate::Form::Day, date};
}

Result<IsoDate> takeWeek(ascii::Cursor &cursor, int year, bool hasDashes)
{
    const auto week = cursor.takeNumber(2);
    if (!week)
        return isoFormError();
    const auto monday = mondayOf(IsoWeek{year, *week});
    if (!monday)
        return outOfRange(Text::tr("The year %1 has no week %2.").arg(year).arg(*week));
    const bool hasDay = hasDashes ? cursor.take(u'-') : ascii::isDigit(cursor.peek());
    if (!hasDay)
        return IsoDate{IsoDate::Form::Week, *monday};
    const auto day = cursor.takeNumber(1);
    if (!day)
        return isoFormError();
    if (*day < 1 || *day > 7)
        return outOfRange(Text::tr("Days of a week are numbered 1 to 7."));
    return dayOf(civilFromDays(daysFromCivil(*monday) + *day - 1));
}

Result<IsoDate> takeQuarter(ascii::Cursor &cursor, int year)
{
    const auto quarter = cursor.takeNumber(1);
    if (!quarter)
        return isoFormError();
    if (*quarter < 1 || *quarter > 4)
        return outOfRange(Text::tr("Quarters are numbered 1 to 4."));
    return IsoDate{IsoDate::Form::Quarter, CivilDate{year, 3 * *quarter - 2, 1}};
}

Result<IsoDate> ordinalDay(int year, int day)
{
    const CivilDate date = civilFromDays(daysFromCivil({year, 1, 1}) + day - 1);
    if (day < 1 || date.year != year)
        return noSuchDate();
    return IsoDate{IsoDate::Form::Day, date};
}

Result<IsoDate> takeMonthOrDay(ascii::Cursor &cursor, int year, bool hasDashes)
{
    ascii::Cursor ahead = cursor;
    const qsizetype digits = ahead.takeDigits().size();
    if (digits == 3)
        return ordinalDay(year, cursor.takeNumber(3).value_or(0));
    const auto month = cursor.takeNumber(2);
    if (!month || (!hasDashes && digits != 4))
        return isoFormError();
    if (*month < 1 || *month > 12)
        return outOfRange(Text::tr("Months are numbered 1 to 12."));
    if (hasDashes && !cursor.take(u'-'))
        return IsoDate{IsoDate::Form::Month, CivilDate{year, *month, 1}};
    const auto day = cursor.takeNumber(2);
    if (!day)
        return isoFormError();
    return dayOf({year, *month, *day});
}

/// Hours, minutes and seconds with one rule for their colons.
struct ClockFields
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool hasSeconds = false;
};

Result<ClockFields> takeClock(ascii::Cursor &cursor)
{
    ClockFields fields;
    const auto hour = cursor.takeNumber(2);
    if (!hour)
        return isoFormError();
    fields.hour = *hour;
    const bool hasColons = cursor.take(u':');
    if (!hasColons && !ascii::isDigit(cursor.peek()))
        return fields;
    const auto minute = cursor.takeNumber(2);
    if (!minute)
        return isoFormError();
    fields.minute = *minute;
    fields.hasSeconds = hasColons ? cursor.take(u':') : ascii::isDigit(cursor.peek());
    if (!fields.hasSeconds)
        return fields;
    const auto second = cursor.takeNumber(2);
    if (!second)
        return isoFormError();
    fields.second = *second;
    return fields;
}

/// The nanoseconds of a fraction after seconds; zero without one.
Result<int> takeFraction(ascii::Cursor &cursor, IsoFraction rule)
{
    if (!cursor.take(u'.') && !cursor.take(u','))
        return 0;
    const QStringView digits = cursor.takeDigits();
    if (digits.isEmpty())
        return isoFormError();
    if (rule == IsoFraction::Nine && digits.size() > 9)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("A second has at most nine fraction digits."), u"iso.digits"_s);
    const qsizetype counted = rule == IsoFraction::Nine ? 9 : 6;
    int ns = 0;
    for (qsizetype i = 0; i < 9; ++i)
        ns = ns * 10 + (i < counted && i < digits.size() ? digits[i].unicode() - u'0' : 0);
    return ns;
}

Result<void> checkClock(const ClockFields &fields, int ns)
{
    if (fields.second == 60 && fields.minute <= 59 && fields.hour <= 23)
        return failure(
            ErrorCode::InvalidArgument,
            Text::tr("Leap seconds have no time of their own here. Enter the last moment "
                     "of the minute as :59.999999999."),
            u"iso.leapSecond"_s);
    const bool isMidnight =
        fields.hour == 24 && fields.minute == 0 && fields.second == 0 && ns == 0;
    if (!isMidnight && (fields.hour > 23 || fields.minute > 59 || fields.second > 59))
        return outOfRange(Text::tr("A time of day goes from 00:00:00 to 23:59:59."));
    return {};
}

} // namespace

tl::unexpected<Error> isoFormError()
{
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("This is not an ISO 8601 time. Enter one like "
                            "2026-03-29T14:30:00+02:00."),
                   u"iso.form"_s);
}

Result<IsoDate> takeIsoDate(ascii::Cursor &cursor)
{
    const auto year = cursor.takeNumber(4);
    if (!year)
        return isoFormError();
    if (*year < 1)
        return outOfRange(Text::tr("Years go from 0001 to 9999."));
    const bool hasDashes = cursor.take(u'-');
    if (cursor.take(u'W'))
        return takeWeek(cursor, *year, hasDashes);
    if (hasDashes && cursor.take(u'Q'))
        return takeQuarter(cursor, *year);
    if (!hasDashes && !ascii::isDigit(cursor.peek()))
        return IsoDate{IsoDate::Form::Year, CivilDate{*year, 1, 1}};
    return takeMonthOrDay(cursor, *year, hasDashes);
}

Result<IsoTime> takeIsoTime(ascii::Cursor &cursor, IsoFraction fraction)
{
    const Result<ClockFields> fields = takeClock(cursor);
    if (!fields)
        return failure(fields.error());
    const Result<int> ns = fields->hasSeconds ? takeFraction(cursor, fraction) : Result<int>(0);
    if (!ns)
        return failure(ns.error());
    if (const Result<void> valid = checkClock(*fields, *ns); !valid)
        return failure(valid.error());
    const Result<std::optional<std::chrono::seconds>> offset = takeIsoOffset(cursor);
    if (!offset)
        return failure(offset.error());
    return IsoTime{fields->hour * kNsPerHour + fields->minute * kNsPerMinute +
                       fields->second * kNsPerSecond + *ns,
                   *offset};
}

Result<std::optional<std::chrono::seconds>> takeIsoOffset(ascii::Cursor &cursor)
{
    using Offset = std::optional<std::chrono::seconds>;
    if (cursor.take(u'Z') || cursor.take(u'z'))
        return Offset(std::chrono::seconds(0));
    const bool isWest = cursor.peek() == u'-';
    if (!cursor.take(u'+') && !cursor.take(u'-'))
        return Offset();
    const auto hours = cursor.takeNumber(2);
    const bool hasColon = cursor.take(u':');
    const bool hasMinutes = hasColon || ascii::isDigit(cursor.peek());
    const auto minutes = hasMinutes ? cursor.takeNumber(2) : std::optional<int>(0);
    if (!hours || !minutes)
        return isoFormError();
    if (*hours > 23 || *minutes > 59)
        return outOfRange(Text::tr("An offset from UTC goes from -23:59 to +23:59."));
    const std::chrono::seconds offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return Offset(isWest ? -offset : offset);
}

CivilTime civilTimeOf(const CivilDate &date, const IsoTime &time)
{
    if (time.nsOfDay < kNsPerDay)
        return CivilTime{date, time.nsOfDay};
    return CivilTime{civilFromDays(daysFromCivil(date) + 1), 0};
}

} // namespace tidemark

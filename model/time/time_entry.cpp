// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_entry.h"

#include "model/time/calendar_steps.h"
#include "model/time/locale_date.h"
#include "model/time/time_expression.h"
#include "model/time/time_format.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeEntry)
};

constexpr qsizetype kLongestText = 200;

tl::unexpected<Error> malformed()
{
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("Enter a time, for example 14:30, yesterday 14:30, -2h or "
                            "2026-03-29 14:30."),
                   u"time.form"_s);
}

TimeEntry unique(Timestamp t)
{
    return TimeEntry{LocalInstant{LocalInstant::Kind::Unique, t, t}, QString()};
}

Result<TimeEntry> uniqueOr(const Result<Timestamp> &t)
{
    return t.transform([](Timestamp at) { return unique(at); });
}

Result<TimeEntry> localEntry(const CivilTime &civil, const Zone &zone)
{
    const LocalInstant meaning = zone.resolve(civil);
    switch (meaning.kind) {
    case LocalInstant::Kind::OutOfRange:
        return failure(ErrorCode::Overflow,
                       Text::tr("The time does not fit: times reach from 1677 to 2262."));
    case LocalInstant::Kind::Gap:
        return TimeEntry{meaning, skippedTimeMessage(civil, meaning, zone)};
    case LocalInstant::Kind::Repeated:
        return TimeEntry{meaning, repeatedTimeMessage(civil, meaning, zone)};
    case LocalInstant::Kind::Unique:
        break;
    }
    return unique(meaning.first);
}

/// Seconds to nanoseconds since 1970 by the size of the number.
Result<TimeEntry> epochEntry(QStringView text)
{
    bool fits = false;
    const std::int64_t value = text.toLongLong(&fits);
    const std::int64_t size = value < 0 ? -(value + 1) : value;
    constexpr std::array<std::int64_t, 3> kBelow{100'000'000'000, 100'000'000'000'000,
                                                 100'000'000'000'000'000};
    std::int64_t ns = kNsPerSecond;
    for (const std::int64_t limit : kBelow) {
        if (size < limit)
            break;
        ns /= 1000;
    }
    if (!fits)
        return failure(ErrorCode::Overflow,
                       Text::tr("The time does not fit: times reach from 1677 to 2262."));
    return uniqueOr(checkedMultiply(Timedelta(value), ns).transform([](Timedelta sinceEpoch) {
        return Timestamp(sinceEpoch.ns());
    }));
}

bool isEpoch(QStringView text)
{
    ascii::Cursor cursor(text);
    (void)cursor.take(u'-');
    return cursor.takeDigits().size() >= 9 && cursor.atEnd();
}

/// `-2h`, `+ 90 s`: a step from now.
Result<TimeEntry> offsetEntry(QStringView text, Timestamp now, const Zone &zone)
{
    const Calendar calendar{zone, Qt::Monday};
    if (const auto expression = TimeExpression::parse(QString(u"now"_s + text)))
        return uniqueOr(expression->resolve(now, calendar, Border::From));
    QString duration = text.toString().remove(u' ');
    duration.replace(QChar(0x2212), u'-');
    const Result<Timedelta> delta = Timedelta::fromString(duration);
    if (!delta)
        return malformed();
    return uniqueOr(checkedAdd(now, *delta));
}

/// The days between today and the one that the text begins with, and what follows it.
struct DayWord
{
    int daysFromToday = 0;
    QStringView rest;
};

std::optional<DayWord> takeDayWord(QStringView text)
{
    const std::array<std::pair<QString, int>, 6> words{{{u"yesterday"_s, -1},
                                                        {u"today"_s, 0},
                                                        {u"tomorrow"_s, 1},
                                                        {Text::tr("yesterday"), -1},
                                                        {Text::tr("today"), 0},
                                                        {Text::tr("tomorrow"), 1}}};
    for (const auto &[word, days] : words) {
        const QStringView rest = text.mid(word.size());
        if (text.startsWith(word, Qt::CaseInsensitive) && (rest.isEmpty() || rest[0].isSpace()))
            return DayWord{days, rest.trimmed()};
    }
    return std::nullopt;
}

bool isNow(QStringView text)
{
    return text.compare("now"_L1, Qt::CaseInsensitive) == 0 ||
           text.compare(Text::tr("now"), Qt::CaseInsensitive) == 0;
}

/// A day with an optional time of day after it; without one the day's first instant.
Result<TimeEntry> dayEntry(const CivilDate &date, QStringView clock, const Zone &zone)
{
    if (clock.isEmpty())
        return unique(zone.startOfDay(date));
    const Result<IsoTime> time = parseClock(clock);
    if (!time)
        return failure(time.error());
    const CivilTime civil = civilTimeOf(date, *time);
    return time->offset ? uniqueOr(instantAt(civil, *time->offset)) : localEntry(civil, zone);
}

Result<TimeEntry> dateEntry(QStringView text, const Zone &zone, const QLocale &locale)
{
    ascii::Cursor cursor(text);
    const Result<IsoDate> iso = takeIsoDate(cursor);
    const QChar separator = cursor.peek();
    if (iso && (cursor.atEnd() || separator == u'T' || separator == u't' || separator == u' ')) {
        if (iso->form != IsoDate::Form::Day)
            return malformed();
        cursor.advance();
        return dayEntry(iso->first, cursor.rest().trimmed(), zone);
    }
    if (const auto local = takeLocaleDate(text, locale))
        return dayEntry(local->date, local->rest, zone);
    if (!iso && iso.error().detail == "iso.range"_L1)
        return failure(iso.error());
    return malformed();
}

} // namespace

Result<Timestamp> TimeEntry::instant(std::optional<Fold> fold) const
{
    if (meaning.kind == LocalInstant::Kind::Gap)
        return failure(ErrorCode::InvalidArgument, message, u"time.gap"_s);
    if (meaning.kind == LocalInstant::Kind::Repeated && !fold)
        return failure(ErrorCode::InvalidArgument, message, u"time.repeated"_s);
    return fold == Fold::Second ? meaning.second : meaning.first;
}

Result<TimeEntry> parseTimeEntry(QStringView text, Timestamp now, const Zone &zone,
                                 const QLocale &locale)
{
    const QStringView entry = text.trimmed();
    if (entry.isEmpty() || entry.size() > kLongestText)
        return malformed();
    if (isNow(entry))
        return unique(now);
    if (isEpoch(entry))
        return epochEntry(entry);
    if (entry[0] == u'-' || entry[0] == u'+' || entry[0] == QChar(0x2212))
        return offsetEntry(entry, now, zone);
    if (entry.startsWith("now"_L1, Qt::CaseInsensitive))
        return offsetEntry(entry.mid(3).trimmed(), now, zone);
    const CivilDate today = zone.civilAt(now).date;
    if (const auto word = takeDayWord(entry))
        return dayEntry(civilFromDays(daysFromCivil(today) + word->daysFromToday), word->rest,
                        zone);
    if (looksLikeClock(entry))
        return dayEntry(today, entry, zone);
    return dateEntry(entry, zone, locale);
}

} // namespace tidemark

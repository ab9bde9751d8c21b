// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/time_labels.h"

#include "model/time/saturating.h"
#include "model/time/time_format.h"

#include <QCoreApplication>
#include <QDate>
#include <QTime>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::charts::TimeLabels)
};

bool isMonthFirst(const TimeForm &form)
{
    if (form.style.dateOrder)
        return *form.style.dateOrder != TimeStyle::DateOrder::DayMonthYear;
    const QString format = form.locale.dateFormat(QLocale::ShortFormat);
    return format.indexOf(u'M') < format.indexOf(u'd');
}

bool isYearFirst(const TimeForm &form)
{
    return form.style.dateOrder == TimeStyle::DateOrder::YearMonthDay;
}

bool hasTwelveHours(const TimeForm &form)
{
    if (form.style.uses24Hours)
        return !*form.style.uses24Hours;
    return form.locale.timeFormat(QLocale::ShortFormat).contains(u'a', Qt::CaseInsensitive);
}

QTime toQTime(const CivilTime &civil)
{
    return {civil.hour(), civil.minute(), civil.second()};
}

QString clockText(const CivilTime &civil, bool withSeconds, const TimeForm &form)
{
    if (hasTwelveHours(form))
        return form.locale.toString(toQTime(civil), withSeconds ? u"h:mm:ss AP"_s : u"h:mm AP"_s);
    return form.locale.toString(toQTime(civil), withSeconds ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

QString dayText(const CivilDate &date, const TimeForm &form)
{
    return form.locale.toString(toQDate(date), isMonthFirst(form) ? u"MMM d"_s : u"d MMM"_s);
}

QString dateText(const CivilDate &date, const TimeForm &form)
{
    if (isYearFirst(form))
        return tidemark::dateText(date);
    return form.locale.toString(toQDate(date),
                                isMonthFirst(form) ? u"MMM d, yyyy"_s : u"d MMM yyyy"_s);
}

QString weekdayDateText(const CivilDate &date, const TimeForm &form)
{
    return form.locale.toString(toQDate(date), u"ddd "_s) + dateText(date, form);
}

/// " +01:00" where the wall clock shows this time twice, else nothing.
QString foldText(Timestamp at, const CivilTime &civil, const Zone &zone)
{
    if (zone.resolve(civil).kind != LocalInstant::Kind::Repeated)
        return {};
    const auto minutes = zone.offsetAt(at).count() / 60;
    const auto size = minutes < 0 ? -minutes : minutes;
    return u" %1%2:%3"_s.arg(QChar(minutes < 0 ? u'\u2212' : u'+'))
        .arg(size / 60, 2, 10, QLatin1Char('0'))
        .arg(size % 60, 2, 10, QLatin1Char('0'));
}

/// The digits after the second, `digits` of them.
QString fractionText(int nanosecond, int digits)
{
    return u"%1"_s.arg(nanosecond, 9, 10, QLatin1Char('0')).left(digits);
}

int digitsNeeded(int nanosecond)
{
    if (nanosecond == 0)
        return 0;
    return nanosecond % 1'000'000 == 0 ? 3 : nanosecond % 1000 == 0 ? 6 : 9;
}

int digitsOf(TimeUnit unit)
{
    return unit == TimeUnit::Nanosecond ? 9 : unit == TimeUnit::Microsecond ? 6 : 3;
}

/// The time of day with as many digits as the instant has, and with the offset where the wall clock
/// shows it twice.
QString exactClockText(Timestamp at, const CivilTime &civil, const Zone &zone, const TimeForm &form)
{
    const int digits = digitsNeeded(civil.nanosecond());
    QString clock = clockText(civil, true, form);
    if (digits > 0) {
        // The fraction stands behind the seconds, which AM and PM may follow.
        const qsizetype place = clock.lastIndexOf(u':') + 3;
        clock.insert(place, form.locale.decimalPoint() + fractionText(civil.nanosecond(), digits));
    }
    return clock + foldText(at, civil, zone);
}

QString weekLabel(const CivilDate &first, const CivilDate &last, const Calendar &calendar,
                  const TimeForm &form)
{
    QString days = daysLabel(first, last, form);
    // ISO week numbers mean something only when weeks begin on Monday.
    if (calendar.weekStart != Qt::Monday)
        return days;
    return Text::tr("Week %1 · %2").arg(isoWeekOf(first).week).arg(days);
}

} // namespace

QString tickLabel(Timestamp at, const CalendarStep &step, const Calendar &calendar,
                  const TimeForm &form)
{
    const CivilTime civil = calendar.zone.civilAt(at);
    switch (step.unit) {
    case TimeUnit::Nanosecond:
    case TimeUnit::Microsecond:
    case TimeUnit::Millisecond:
        return u"%1"_s.arg(civil.second(), 2, 10, QLatin1Char('0')) + form.locale.decimalPoint() +
               fractionText(civil.nanosecond(), digitsOf(step.unit));
    case TimeUnit::Second:
        return clockText(civil, true, form) + foldText(at, civil, calendar.zone);
    case TimeUnit::Minute:
    case TimeUnit::Hour:
        return clockText(civil, false, form) + foldText(at, civil, calendar.zone);
    case TimeUnit::Day:
    case TimeUnit::Week:
        return dayText(civil.date, form);
    case TimeUnit::Month:
    case TimeUnit::Quarter:
        return form.locale.toString(toQDate(civil.date), u"MMM"_s);
    case TimeUnit::Year:
        return QString::number(civil.date.year);
    }
    return {};
}

std::optional<CalendarStep> contextStep(const CalendarStep &step)
{
    if (isClockUnit(step.unit))
        return CalendarStep{1, TimeUnit::Day};
    if (step.unit == TimeUnit::Year)
        return std::nullopt;
    return CalendarStep{1, TimeUnit::Year};
}

QString contextLabel(Timestamp at, const CalendarStep &step, const Calendar &calendar,
                     const TimeForm &form)
{
    const CivilDate date = calendar.zone.civilAt(at).date;
    if (isClockUnit(step.unit))
        return weekdayDateText(date, form);
    return step.unit == TimeUnit::Year ? QString() : QString::number(date.year);
}

QString fullSecondLabel(Timestamp at, const Calendar &calendar, const TimeForm &form)
{
    const CivilTime civil = calendar.zone.civilAt(at);
    return dateText(civil.date, form) + u' ' + clockText(civil, true, form) +
           foldText(at, civil, calendar.zone);
}

QString instantLabel(Timestamp at, const Calendar &calendar, const TimeForm &form)
{
    const CivilTime civil = calendar.zone.civilAt(at);
    return dateText(civil.date, form) + u' ' + exactClockText(at, civil, calendar.zone, form);
}

QString instantBeside(Timestamp at, Timestamp other, const Calendar &calendar, const TimeForm &form)
{
    const CivilTime civil = calendar.zone.civilAt(at);
    if (civil.date != calendar.zone.civilAt(other).date)
        return instantLabel(at, calendar, form);
    return exactClockText(at, civil, calendar.zone, form);
}

QString daysLabel(const CivilDate &first, const CivilDate &last, const TimeForm &form)
{
    if (first == last)
        return dateText(first, form);
    if (first.year != last.year || isYearFirst(form))
        return dateText(first, form) % u" – "_s % dateText(last, form);
    if (first.month != last.month || isMonthFirst(form))
        return dayText(first, form) % u" – "_s % dateText(last, form);
    return QString::number(first.day) % u"–"_s % dateText(last, form);
}

QString bucketLabel(const TimeWindow &bucket, std::optional<Period> period,
                    const Calendar &calendar, const TimeForm &form)
{
    const CivilDate first = calendar.zone.civilAt(bucket.begin).date;
    const Timestamp lastInstant(saturatingSubtract(bucket.end.posixNs(), 1));
    const CivilDate last = calendar.zone.civilAt(lastInstant).date;
    if (!period) {
        if (bucket.duration().ns() <= 1)
            return instantLabel(bucket.begin, calendar, form);
        return instantLabel(bucket.begin, calendar, form) % u" – "_s %
               instantLabel(bucket.end, calendar, form);
    }
    switch (*period) {
    case Period::Daily:
        return weekdayDateText(first, form);
    case Period::Weekly:
        return weekLabel(first, last, calendar, form);
    case Period::Monthly:
        return form.locale.toString(toQDate(first), u"MMMM yyyy"_s);
    case Period::Quarterly:
        return Text::tr("Q%1 %2").arg(quarterOf(first)).arg(first.year);
    case Period::Yearly:
        return QString::number(first.year);
    }
    return {};
}

} // namespace tidemark::charts

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/range_text.h"

#include "model/time/duration_format.h"
#include "model/time/time_format.h"
#include "model/time/time_presets.h"
#include "views/dashboards/view_context.h"

#include <QCoreApplication>
#include <QDate>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::RangeText)
};

constexpr Timedelta kLastInstant{1};

bool isWholeDays(const TimeWindow &window, const Calendar &calendar)
{
    return !window.isEmpty() && calendar.widened(window, Period::Daily) == window;
}

QString dayText(const CivilDate &date, const QLocale &locale)
{
    return locale.toString(toQDate(date), Text::tr("d MMM yyyy", "day, as in 7 Mar 2026"));
}

QString daysLabel(const CivilDate &first, const CivilDate &last, const QLocale &locale)
{
    if (first == last)
        return dayText(first, locale);
    QString from = dayText(first, locale);
    if (first.year == last.year && first.month == last.month)
        from = locale.toString(toQDate(first), Text::tr("d", "day of the month, as in 7"));
    else if (first.year == last.year)
        from = locale.toString(toQDate(first), Text::tr("d MMM", "day without year, as in 7 Mar"));
    return Text::tr("%1 – %2", "from and to").arg(from, dayText(last, locale));
}

/// Minutes unless the borders need more.
QString timeText(const CivilTime &civil, Timestamp at)
{
    const int fraction = fractionDigitsOf(at);
    if (fraction == 0 && civil.second() == 0)
        return clockText(civil, 0).left(5);
    return clockText(civil, fraction);
}

/// `15 min` where formatDuration() says `15 min 00 s`: nobody asks for the seconds of a range.
QString lengthText(Timedelta length, const QLocale &locale)
{
    const std::int64_t ns = length.ns();
    if (ns % kNsPerDay == 0)
        return Text::tr("%1 d", "days").arg(ns / kNsPerDay);
    if (ns % kNsPerHour == 0)
        return Text::tr("%1 h", "hours").arg(ns / kNsPerHour);
    if (ns % kNsPerMinute == 0)
        return Text::tr("%1 min", "minutes").arg(ns / kNsPerMinute);
    return formatDuration(length, locale);
}

} // namespace

QString windowLabel(const TimeWindow &window, const Calendar &calendar, const QLocale &locale)
{
    const CivilTime from = calendar.zone.civilAt(window.begin);
    if (isWholeDays(window, calendar)) {
        const CivilTime last = calendar.zone.civilAt(window.end - kLastInstant);
        return daysLabel(from.date, last.date, locale);
    }
    const CivilTime to = calendar.zone.civilAt(window.end);
    const QString begin = timeText(from, window.begin);
    const QString end = timeText(to, window.end);
    if (from.date == to.date)
        return Text::tr("%1, %2 – %3", "day, from, to").arg(dayText(from.date, locale), begin, end);
    return Text::tr("%1 %2 – %3 %4", "day, time, day, time")
        .arg(dayText(from.date, locale), begin, dayText(to.date, locale), end);
}

QString rangeLabel(const TimeRange &range, const TimeWindow &window, const Calendar &calendar,
                   const QLocale &locale)
{
    if (const TimePreset *preset = presetOf(range))
        return preset->label();
    if (range.isRelative())
        return Text::tr("%1 – %2", "from and to").arg(range.from().text(), range.to().text());
    return windowLabel(window, calendar, locale);
}

QString rangeButtonText(const ViewContext &context, const QLocale &locale)
{
    const QString label =
        context.live() == LiveState::Following
            ? Text::tr("Live, %1", "and how long the range is")
                  .arg(lengthText(context.window().duration(), locale))
            : rangeLabel(context.range(), context.window(), context.calendar(), locale);
    return label % u" · "_s % context.calendar().zone.id();
}

QString rangeText(const ViewContext &context, const QLocale &locale)
{
    return windowLabel(context.window(), context.calendar(), locale);
}

void showAllData(ViewContext &context)
{
    // All data always resolves.
    static_cast<void>(context.setRange(TimeRange::allData()));
}

TimeWindow steppedWindow(const TimeWindow &window, const Calendar &calendar, int by)
{
    // The longest period first: a year is also whole months.
    for (auto period = kAllPeriods.rbegin(); period != kAllPeriods.rend(); ++period) {
        if (calendar.bucketOf(*period, window.begin) != window)
            continue;
        const Timestamp begin = by > 0 ? window.end : calendar.previous(*period, window.begin);
        const TimeWindow stepped = calendar.bucketOf(*period, begin);
        return stepped.isEmpty() ? window : stepped;
    }
    const Timedelta length = window.duration();
    const TimeWindow stepped = by > 0 ? TimeWindow{window.end, window.end + length}
                                      : TimeWindow{window.begin - length, window.begin};
    return stepped.duration() == length ? stepped : window;
}

TimeWindow zoomedOut(const TimeWindow &window)
{
    const Timedelta half(window.duration().ns() / 2);
    return {window.begin - half, window.end + half};
}

} // namespace tidemark

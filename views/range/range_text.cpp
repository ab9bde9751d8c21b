// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/range_text.h"

#include "model/time/duration_format.h"
#include "model/time/time_presets.h"
#include "views/dashboards/view_context.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::RangeText)
};

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

QString windowLabel(const TimeWindow &window, const Calendar &calendar, const QLocale &locale,
                    const TimeStyle &style)
{
    return TimeFormatter(locale, calendar.zone, style).window(window, false);
}

QString rangeLabel(const TimeRange &range, const TimeWindow &window, const Calendar &calendar,
                   const QLocale &locale, const TimeStyle &style)
{
    if (const TimePreset *preset = presetOf(range))
        return preset->label();
    if (range.isRelative())
        return Text::tr("%1 – %2", "from and to").arg(range.from().text(), range.to().text());
    return windowLabel(window, calendar, locale, style);
}

QString rangeButtonText(const ViewContext &context, const QLocale &locale, const TimeStyle &style)
{
    const QString label =
        context.live() == LiveState::Following
            ? Text::tr("Live, %1", "and how long the range is")
                  .arg(lengthText(context.window().duration(), locale))
            : rangeLabel(context.range(), context.window(), context.calendar(), locale, style);
    return withZone(label, context.calendar().zone);
}

QString rangeText(const ViewContext &context, const QLocale &locale, const TimeStyle &style)
{
    return windowLabel(context.window(), context.calendar(), locale, style);
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

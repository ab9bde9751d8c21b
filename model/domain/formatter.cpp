// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/formatter.h"

#include "model/time/duration_format.h"
#include "model/time/time_format.h"

#include <QCoreApplication>

namespace tidemark {
namespace {

struct FormatterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Formatter)
};

QString missing()
{
    return QString(NumberFormatter::kMissing);
}

/// In UTC an offset and the zone's name would say the same twice.
QString utcTime(Timestamp at)
{
    const Zone utc;
    const CivilTime civil = utc.civilAt(at);
    return dateText(civil.date) + u' ' + clockText(civil, fractionDigitsOf(at)) + u' ' + utc.id();
}

} // namespace

Qt::DayOfWeek FormatChoices::firstDayOfWeek() const
{
    if (weekStart)
        return *weekStart;
    return locale.language() == QLocale::C ? Qt::Monday : locale.firstDayOfWeek();
}

Formatter::Formatter(const FormatChoices &choices)
    : m_choices(choices)
    , m_numbers(choices.locale, choices.numbers)
    , m_times(choices.locale, choices.zone, choices.timeStyle)
{}

Calendar Formatter::calendar() const
{
    return {m_choices.zone, m_choices.firstDayOfWeek()};
}

QString Formatter::value(std::optional<double> value, const Unit &unit) const
{
    return m_numbers.value(value, unit);
}

QString Formatter::fullValue(std::optional<double> value, const Unit &unit) const
{
    return m_numbers.fullValue(value, unit);
}

QString Formatter::time(std::optional<Timestamp> at) const
{
    return at ? m_times.dateTime(*at) : missing();
}

QString Formatter::exactTime(std::optional<Timestamp> at) const
{
    if (!at)
        return missing();
    return m_choices.zone.isUtc() ? utcTime(*at)
                                  : withZone(fullTime(*at, m_choices.zone), m_choices.zone);
}

QString Formatter::editTime(Timestamp at, const Zone &zone) const
{
    return fullTime(at, zone);
}

QString Formatter::duration(Timedelta duration) const
{
    return formatDuration(duration, m_choices.locale);
}

QString Formatter::age(Timestamp at, Timestamp now) const
{
    return formatAge(at, now, m_choices.locale);
}

QString Formatter::window(const TimeWindow &window) const
{
    return m_times.window(window);
}

QString Formatter::bucket(const TimeWindow &window, Period period, const Calendar &calendar) const
{
    const CivilDate first = calendar.zone.civilAt(window.begin).date;
    QString year = QString::number(first.year);
    switch (period) {
    case Period::Daily:
    case Period::Weekly:
        return TimeFormatter(m_choices.locale, calendar.zone, m_choices.timeStyle)
            .window(window, false);
    case Period::Monthly:
        //: A month of a year: %1 is the month's short name, %2 the year.
        return FormatterText::tr("%1 %2", "month")
            .arg(m_choices.locale.standaloneMonthName(first.month, QLocale::ShortFormat), year);
    case Period::Quarterly:
        //: A quarter of a year: %1 is 1 to 4, %2 the year.
        return FormatterText::tr("Q%1 %2", "quarter")
            .arg(QString::number((first.month + 2) / 3), year);
    case Period::Yearly:
        break;
    }
    return year;
}

} // namespace tidemark

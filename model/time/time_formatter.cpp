// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_formatter.h"

#include "model/time/locale_date.h"
#include "model/time/time_format.h"

#include <QDate>
#include <QTime>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

using Order = TimeStyle::DateOrder;

Order orderOf(const QLocale &locale)
{
    const QString order = dateOrderOf(locale);
    if (order.startsWith(u'y'))
        return Order::YearMonthDay;
    return order.startsWith(u'M') ? Order::MonthDayYear : Order::DayMonthYear;
}

bool localeUses24Hours(const QLocale &locale)
{
    return !locale.timeFormat(QLocale::ShortFormat).contains(u'a', Qt::CaseInsensitive);
}

QString dayMarkOf(const QLocale &locale)
{
    const QString format = locale.dateFormat(QLocale::LongFormat);
    return format.contains("d. MMM"_L1) || format.contains("d. MMMM"_L1) ? u"."_s : QString();
}

bool isMidnight(const Zone &zone, Timestamp t)
{
    return zone.startOfDay(zone.civilAt(t).date) == t;
}

constexpr QStringView kDash = u" – ";

} // namespace

TimeFormatter::TimeFormatter(const QLocale &locale, Zone zone, TimeStyle style)
    : m_locale(locale)
    , m_zone(std::move(zone))
    , m_order(style.dateOrder.value_or(orderOf(m_locale)))
    , m_uses24Hours(style.uses24Hours.value_or(localeUses24Hours(m_locale)))
    , m_dayMark(dayMarkOf(m_locale))
{}

QString TimeFormatter::dayAndMonth(const CivilDate &date) const
{
    const QString day = QString::number(date.day) + m_dayMark;
    const QString month = m_locale.monthName(date.month, QLocale::ShortFormat);
    return m_order == Order::MonthDayYear ? month + u' ' + day : day + u' ' + month;
}

QString TimeFormatter::date(const CivilDate &date) const
{
    if (m_order == Order::YearMonthDay)
        return dateText(date);
    const QStringView separator = m_order == Order::MonthDayYear ? u", " : u" ";
    return dayAndMonth(date) + separator + QString::number(date.year);
}

QString TimeFormatter::numericDate(Timestamp t) const
{
    const CivilDate date = m_zone.civilAt(t).date;
    QString format = m_locale.dateFormat(QLocale::ShortFormat);
    if (m_order != orderOf(m_locale)) {
        format = m_order == Order::YearMonthDay   ? u"yyyy-MM-dd"_s
                 : m_order == Order::MonthDayYear ? u"MM/dd/yyyy"_s
                                                  : u"dd/MM/yyyy"_s;
    }
    if (!format.contains("yyyy"_L1))
        format.replace("yy"_L1, "yyyy"_L1);
    return m_locale.toString(toQDate(date), format);
}

QString TimeFormatter::clock(Timestamp t, bool withSeconds, int fractionDigits) const
{
    const CivilTime civil = m_zone.civilAt(t);
    const bool showsSeconds = withSeconds || fractionDigits > 0;
    QString text = clockText(civil, fractionDigits).left(showsSeconds ? -1 : 5);
    if (fractionDigits > 0)
        text.replace(u'.', m_locale.decimalPoint());
    if (m_uses24Hours)
        return text;
    const int hour = civil.hour() % 12 == 0 ? 12 : civil.hour() % 12;
    return QString::number(hour) + text.mid(2) + QChar(0x00a0) +
           (civil.hour() < 12 ? m_locale.amText() : m_locale.pmText());
}

QString TimeFormatter::dateTime(Timestamp t) const
{
    const CivilTime civil = m_zone.civilAt(t);
    const bool hasSeconds = civil.nsOfDay % kNsPerMinute != 0;
    return date(civil.date) + u", "_s + clock(t, hasSeconds, fractionDigitsOf(t));
}

QString TimeFormatter::days(const CivilDate &first, const CivilDate &last) const
{
    if (first == last)
        return date(first);
    if (m_order == Order::YearMonthDay || first.year != last.year)
        return date(first) + kDash + date(last);
    if (first.month != last.month)
        return dayAndMonth(first) + kDash + date(last);
    if (m_order == Order::DayMonthYear)
        return QString::number(first.day) + m_dayMark + kDash + date(last);
    return dayAndMonth(first) + kDash + QString::number(last.day) + m_dayMark + u", " +
           QString::number(last.year);
}

QString TimeFormatter::window(const TimeWindow &window, bool withZone) const
{
    const CivilDate first = m_zone.civilAt(window.begin).date;
    const bool isWholeDays =
        !window.isEmpty() && isMidnight(m_zone, window.begin) && isMidnight(m_zone, window.end);
    QString text;
    if (isWholeDays) {
        text = days(first, m_zone.civilAt(window.end - Timedelta(1)).date);
    } else {
        const CivilTime end = m_zone.civilAt(window.end);
        const int digits = fractionDigitsOf(window.end);
        const bool isSameDay = first == end.date;
        text = dateTime(window.begin) + kDash +
               (isSameDay ? clock(window.end, end.nsOfDay % kNsPerMinute != 0, digits)
                          : dateTime(window.end));
    }
    return withZone ? tidemark::withZone(text, m_zone) : text;
}

QString withZone(const QString &text, const Zone &zone)
{
    return text + u" · "_s + zone.id();
}

} // namespace tidemark

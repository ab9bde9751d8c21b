// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/civil.h"

#include <QDate>

#include <date/date.h>

#include <algorithm>

namespace tidemark {
namespace {

constexpr std::int64_t kLastYear = 32'000;

date::year_month_day toYmd(const CivilDate &civil)
{
    return date::year(civil.year) / date::month(static_cast<unsigned>(civil.month)) /
           date::day(static_cast<unsigned>(civil.day));
}

CivilDate fromYmd(const date::year_month_day &ymd)
{
    return CivilDate{static_cast<int>(ymd.year()),
                     static_cast<int>(static_cast<unsigned>(ymd.month())),
                     static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

} // namespace

bool CivilDate::isValid() const
{
    return year >= -kLastYear && year <= kLastYear && month >= 1 && month <= 12 && day >= 1 &&
           day <= daysInMonth(year, month);
}

std::int64_t daysFromCivil(const CivilDate &date)
{
    return date::local_days(toYmd(date)).time_since_epoch().count();
}

CivilDate civilFromDays(std::int64_t days)
{
    return fromYmd(date::year_month_day(date::local_days(date::days(days))));
}

Qt::DayOfWeek dayOfWeek(std::int64_t days)
{
    const date::weekday day{date::local_days(date::days(days))};
    return static_cast<Qt::DayOfWeek>(day.iso_encoding());
}

std::int64_t startOfWeek(std::int64_t days, Qt::DayOfWeek weekStart)
{
    return days - (static_cast<int>(dayOfWeek(days)) - static_cast<int>(weekStart) + 7) % 7;
}

int daysInMonth(int year, int month)
{
    const auto last = date::year(year) / date::month(static_cast<unsigned>(month)) / date::last;
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

CivilDate addMonths(const CivilDate &date, std::int64_t months)
{
    const std::int64_t index = std::int64_t{date.year} * 12 + (date.month - 1) +
                               std::clamp(months, -kLastYear * 24, kLastYear * 24);
    const std::int64_t held = std::clamp(index, -kLastYear * 12, kLastYear * 12 + 11);
    const auto month = static_cast<int>((held % 12 + 12) % 12);
    const auto year = static_cast<int>((held - month) / 12);
    return CivilDate{year, month + 1, std::min(date.day, daysInMonth(year, month + 1))};
}

CivilDate addYears(const CivilDate &date, std::int64_t years)
{
    return addMonths(date, std::clamp(years, -kLastYear * 2, kLastYear * 2) * 12);
}

IsoWeek isoWeekOf(const CivilDate &date)
{
    const std::int64_t days = daysFromCivil(date);
    const CivilDate thursday = civilFromDays(startOfWeek(days, Qt::Monday) + 3);
    return IsoWeek{thursday.year, (dayOfYear(thursday) - 1) / 7 + 1};
}

std::optional<CivilDate> mondayOf(const IsoWeek &week)
{
    // 4 January always lies in week 1.
    const std::int64_t first = startOfWeek(daysFromCivil({week.year, 1, 4}), Qt::Monday);
    const CivilDate monday = civilFromDays(first + std::int64_t{7} * (week.week - 1));
    if (week.week < 1 || isoWeekOf(monday) != week)
        return std::nullopt;
    return monday;
}

int dayOfYear(const CivilDate &date)
{
    return static_cast<int>(daysFromCivil(date) - daysFromCivil({date.year, 1, 1})) + 1;
}

QDate toQDate(const CivilDate &date)
{
    return QDate(date.year, date.month, date.day);
}

CivilDate fromQDate(QDate date)
{
    return CivilDate{date.year(), date.month(), date.day()};
}

} // namespace tidemark

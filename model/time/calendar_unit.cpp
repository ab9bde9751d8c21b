// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar_unit.h"

namespace tidemark {
namespace {

constexpr std::int64_t floorTo(std::int64_t value, std::int64_t multiple)
{
    const std::int64_t rest = value % multiple;
    return value - (rest < 0 ? rest + multiple : rest);
}

int monthsOf(const CalendarStep &step)
{
    switch (step.unit) {
    case TimeUnit::Month:
        return step.count;
    case TimeUnit::Quarter:
        return 3 * step.count;
    case TimeUnit::Year:
        return 12 * step.count;
    default:
        return 0;
    }
}

int daysOf(const CalendarStep &step)
{
    return step.unit == TimeUnit::Week ? 7 * step.count : step.count;
}

} // namespace

std::int64_t unitNs(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Nanosecond:
        return 1;
    case TimeUnit::Microsecond:
        return 1'000;
    case TimeUnit::Millisecond:
        return 1'000'000;
    case TimeUnit::Second:
        return kNsPerSecond;
    case TimeUnit::Minute:
        return kNsPerMinute;
    case TimeUnit::Hour:
        return kNsPerHour;
    case TimeUnit::Day:
        return kNsPerDay;
    case TimeUnit::Week:
        return 7 * kNsPerDay;
    default:
        return 0;
    }
}

CalendarStep stepOf(Period period)
{
    switch (period) {
    case Period::Daily:
        return {1, TimeUnit::Day};
    case Period::Weekly:
        return {1, TimeUnit::Week};
    case Period::Monthly:
        return {1, TimeUnit::Month};
    case Period::Quarterly:
        return {1, TimeUnit::Quarter};
    case Period::Yearly:
        break;
    }
    return {1, TimeUnit::Year};
}

std::int64_t stepStartDay(const CalendarStep &step, std::int64_t days, Qt::DayOfWeek weekStart)
{
    if (const int months = monthsOf(step); months > 0) {
        const CivilDate date = civilFromDays(days);
        const std::int64_t index = floorTo(std::int64_t{date.year} * 12 + date.month - 1, months);
        const std::int64_t year = floorTo(index, 12) / 12;
        return daysFromCivil({static_cast<int>(year), static_cast<int>(index - year * 12) + 1, 1});
    }
    if (step.unit == TimeUnit::Week) {
        const std::int64_t origin = startOfWeek(0, weekStart);
        return origin + floorTo(days - origin, daysOf(step));
    }
    return floorTo(days, daysOf(step));
}

std::int64_t advancedStartDay(const CalendarStep &step, std::int64_t startDay, std::int64_t n)
{
    if (const int months = monthsOf(step); months > 0)
        return daysFromCivil(addMonths(civilFromDays(startDay), n * months));
    return startDay + n * daysOf(step);
}

} // namespace tidemark

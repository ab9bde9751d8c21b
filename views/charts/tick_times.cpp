// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/tick_times.h"

#include "model/time/saturating.h"

#include <algorithm>
#include <array>

namespace tidemark::charts {

namespace {

constexpr std::int64_t kMaximumTicks = 10'000;
constexpr std::int64_t kDaysPerMonth = 30;
constexpr std::int64_t kDaysPerQuarter = 3 * kDaysPerMonth;
constexpr std::int64_t kDaysPerYear = 365;

std::vector<CalendarStep> madeSteps()
{
    std::vector<CalendarStep> steps;
    const auto add = [&steps](TimeUnit unit, std::initializer_list<int> counts) {
        for (const int count : counts)
            steps.push_back({count, unit});
    };
    for (const TimeUnit unit : {TimeUnit::Nanosecond, TimeUnit::Microsecond, TimeUnit::Millisecond})
        add(unit, {1, 2, 5, 10, 20, 50, 100, 200, 500});
    add(TimeUnit::Second, {1, 2, 5, 10, 15, 30});
    add(TimeUnit::Minute, {1, 2, 5, 10, 15, 30});
    add(TimeUnit::Hour, {1, 2, 3, 6, 12});
    add(TimeUnit::Day, {1, 2});
    add(TimeUnit::Week, {1});
    add(TimeUnit::Month, {1, 3, 6});
    add(TimeUnit::Year, {1, 2, 5, 10, 20, 50, 100, 200});
    return steps;
}

/// value rounded up to a multiple of step.
std::int64_t roundedUp(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    const std::int64_t floor = rest < 0 ? value - rest - step : value - rest;
    return rest == 0 ? value : saturatingAdd(floor, step);
}

/// Ticks of a stretch with one offset from UTC.
void addClockTicks(const TimeWindow &stretch, std::int64_t step_ns, std::int64_t offset_ns,
                   std::vector<Timestamp> &ticks)
{
    const std::int64_t local = saturatingAdd(stretch.begin.posixNs(), offset_ns);
    std::int64_t at = saturatingSubtract(roundedUp(local, step_ns), offset_ns);
    while (at >= stretch.begin.posixNs() && at < stretch.end.posixNs()) {
        ticks.emplace_back(at);
        const std::int64_t next = saturatingAdd(at, step_ns);
        if (next <= at)
            return; // the end of time
        at = next;
    }
}

std::int64_t offset_ns(const Zone &zone, Timestamp at)
{
    return static_cast<std::int64_t>(zone.offsetAt(at).count()) * kNsPerSecond;
}

std::vector<Timestamp> clockTicks(const TimeWindow &window, std::int64_t step_ns, const Zone &zone)
{
    std::vector<Timestamp> ticks;
    Timestamp begin = window.begin;
    for (const OffsetChange &change : zone.offsetChanges(window)) {
        addClockTicks({begin, change.at}, step_ns, offset_ns(zone, begin), ticks);
        begin = change.at;
    }
    addClockTicks({begin, window.end}, step_ns, offset_ns(zone, begin), ticks);
    return ticks;
}

std::vector<Timestamp> dateTicks(const TimeWindow &window, const CalendarStep &step,
                                 const Calendar &calendar)
{
    std::vector<Timestamp> ticks;
    const std::int64_t firstDay = daysFromCivil(calendar.zone.civilAt(window.begin).date);
    std::int64_t day = stepStartDay(step, firstDay, calendar.weekStart);
    for (;;) {
        const Timestamp at = calendar.zone.startOfDay(civilFromDays(day));
        if (!(at < window.end) || at == Timestamp::max())
            return ticks;
        if (at >= window.begin)
            ticks.push_back(at);
        day = advancedStartDay(step, day, 1);
    }
}

} // namespace

std::span<const CalendarStep> axisSteps()
{
    static const std::vector<CalendarStep> steps = madeSteps();
    return steps;
}

std::int64_t typicalLength_ns(const CalendarStep &step)
{
    switch (step.unit) {
    case TimeUnit::Month:
        return kDaysPerMonth * step.count * kNsPerDay;
    case TimeUnit::Quarter:
        return kDaysPerQuarter * step.count * kNsPerDay;
    case TimeUnit::Year:
        return kDaysPerYear * step.count * kNsPerDay;
    default:
        return step.count * unitNs(step.unit);
    }
}

std::vector<Timestamp> tickTimes(const TimeWindow &window, const CalendarStep &step,
                                 const Calendar &calendar)
{
    const std::int64_t length = typicalLength_ns(step);
    if (window.isEmpty() || window.duration().ns() / length > kMaximumTicks)
        return {};
    return isClockUnit(step.unit) ? clockTicks(window, length, calendar.zone)
                                  : dateTicks(window, step, calendar);
}

} // namespace tidemark::charts

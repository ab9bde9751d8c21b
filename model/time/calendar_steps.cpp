// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar_steps.h"

#include "model/time/step_cursor.h"

#include <algorithm>
#include <array>

namespace tidemark {
namespace {

constexpr std::array kNiceSteps{
    CalendarStep{1, TimeUnit::Nanosecond},    CalendarStep{2, TimeUnit::Nanosecond},
    CalendarStep{5, TimeUnit::Nanosecond},    CalendarStep{10, TimeUnit::Nanosecond},
    CalendarStep{20, TimeUnit::Nanosecond},   CalendarStep{50, TimeUnit::Nanosecond},
    CalendarStep{100, TimeUnit::Nanosecond},  CalendarStep{200, TimeUnit::Nanosecond},
    CalendarStep{500, TimeUnit::Nanosecond},  CalendarStep{1, TimeUnit::Microsecond},
    CalendarStep{2, TimeUnit::Microsecond},   CalendarStep{5, TimeUnit::Microsecond},
    CalendarStep{10, TimeUnit::Microsecond},  CalendarStep{20, TimeUnit::Microsecond},
    CalendarStep{50, TimeUnit::Microsecond},  CalendarStep{100, TimeUnit::Microsecond},
    CalendarStep{200, TimeUnit::Microsecond}, CalendarStep{500, TimeUnit::Microsecond},
    CalendarStep{1, TimeUnit::Millisecond},   CalendarStep{2, TimeUnit::Millisecond},
    CalendarStep{5, TimeUnit::Millisecond},   CalendarStep{10, TimeUnit::Millisecond},
    CalendarStep{20, TimeUnit::Millisecond},  CalendarStep{50, TimeUnit::Millisecond},
    CalendarStep{100, TimeUnit::Millisecond}, CalendarStep{200, TimeUnit::Millisecond},
    CalendarStep{500, TimeUnit::Millisecond}, CalendarStep{1, TimeUnit::Second},
    CalendarStep{2, TimeUnit::Second},        CalendarStep{5, TimeUnit::Second},
    CalendarStep{10, TimeUnit::Second},       CalendarStep{15, TimeUnit::Second},
    CalendarStep{30, TimeUnit::Second},       CalendarStep{1, TimeUnit::Minute},
    CalendarStep{2, TimeUnit::Minute},        CalendarStep{5, TimeUnit::Minute},
    CalendarStep{10, TimeUnit::Minute},       CalendarStep{15, TimeUnit::Minute},
    CalendarStep{30, TimeUnit::Minute},       CalendarStep{1, TimeUnit::Hour},
    CalendarStep{2, TimeUnit::Hour},          CalendarStep{3, TimeUnit::Hour},
    CalendarStep{6, TimeUnit::Hour},          CalendarStep{12, TimeUnit::Hour},
    CalendarStep{1, TimeUnit::Day},           CalendarStep{2, TimeUnit::Day},
    CalendarStep{1, TimeUnit::Week},          CalendarStep{1, TimeUnit::Month},
    CalendarStep{1, TimeUnit::Quarter},       CalendarStep{6, TimeUnit::Month},
    CalendarStep{1, TimeUnit::Year},          CalendarStep{2, TimeUnit::Year},
    CalendarStep{5, TimeUnit::Year},          CalendarStep{10, TimeUnit::Year},
    CalendarStep{20, TimeUnit::Year},         CalendarStep{50, TimeUnit::Year},
    CalendarStep{100, TimeUnit::Year},
};

constexpr std::int64_t kNsPerMeanMonth = 2'629'746 * kNsPerSecond; // 30.436875 days

/// Seven days begin on the week's first day.
CalendarStep normalised(CalendarStep step)
{
    if (step.unit == TimeUnit::Day && step.count % 7 == 0)
        return {step.count / 7, TimeUnit::Week};
    return step;
}

Result<Timestamp> checkedInstant(const CivilTime &civil, const Zone &zone,
                                 std::chrono::seconds near)
{
    const LocalInstant meant = zone.resolve(civil);
    switch (meant.kind) {
    case LocalInstant::Kind::OutOfRange:
        return instantAt(civil, near); // names the error
    case LocalInstant::Kind::Gap:
        return meant.second;
    case LocalInstant::Kind::Repeated:
        return zone.offsetAt(meant.second) == near ? meant.second : meant.first;
    case LocalInstant::Kind::Unique:
        break;
    }
    return meant.first;
}

// A whole number of nanoseconds of the clock, one at least.
std::int64_t clockStepNs(CalendarStep step)
{
    return std::max<std::int64_t>(step.count * unitNs(step.unit), 1);
}

} // namespace

CalendarSteps::CalendarSteps(Calendar calendar, CalendarStep step)
    : m_calendar(std::move(calendar))
    , m_step(normalised(step))
{
    Q_ASSERT(step.count >= 1);
}

Timestamp CalendarSteps::clockStartOf(Timestamp t) const
{
    for (;;) {
        const CivilTime civil = m_calendar.zone.civilAt(t);
        const std::int64_t stepNs = clockStepNs(m_step);
        const CivilTime floored{civil.date, civil.nsOfDay - civil.nsOfDay % stepNs};
        const LocalInstant begin = m_calendar.zone.resolve(floored);
        if (begin.kind != LocalInstant::Kind::Gap)
            return begin.second <= t ? begin.second : begin.first;
        if (begin.first >= t)
            return begin.first;
        t = begin.first; // the begin was skipped: look before the gap
    }
}

Timestamp CalendarSteps::clockAtOrAfter(Timestamp t) const
{
    for (;;) {
        const std::int64_t nsOfDay = m_calendar.zone.civilAt(t).nsOfDay;
        const std::int64_t stepNs = clockStepNs(m_step);
        const std::int64_t phase = nsOfDay % stepNs;
        if (phase == 0)
            return t;
        const Timestamp next = t + Timedelta(std::min(stepNs - phase, kNsPerDay - nsOfDay));
        const auto change = m_calendar.zone.nextOffsetChange(t);
        if (next == Timestamp::max() || !change || change->at > next)
            return next;
        t = change->at; // the wall clock jumps first: go on from there
    }
}

Timestamp CalendarSteps::startOf(Timestamp t) const
{
    return isClockUnit(m_step.unit) ? clockStartOf(t)
                                    : StepCursor(m_calendar, m_step, t).window().begin;
}

Timestamp CalendarSteps::atOrAfter(Timestamp t) const
{
    if (isClockUnit(m_step.unit))
        return clockAtOrAfter(t);
    const TimeWindow stretch = StepCursor(m_calendar, m_step, t).window();
    return stretch.begin == t ? t : stretch.end;
}

Timestamp CalendarSteps::after(Timestamp t) const
{
    return t == Timestamp::max() ? t : atOrAfter(t + Timedelta(1));
}

TimeWindow CalendarSteps::stretchOf(Timestamp t) const
{
    return TimeWindow{startOf(t), after(t)};
}

std::vector<Timestamp> CalendarSteps::in(const TimeWindow &window, std::size_t maxCount) const
{
    std::vector<Timestamp> begins;
    for (Timestamp t = atOrAfter(window.begin); t < window.end && begins.size() < maxCount;
         t = after(t))
        begins.push_back(t);
    return begins;
}

std::span<const CalendarStep> niceSteps()
{
    return kNiceSteps;
}

CalendarStep niceStep(Timedelta length, int maxCount)
{
    for (const CalendarStep &step : kNiceSteps) {
        if (length.ns() / std::max<std::int64_t>(nominalLength(step).ns(), 1) < maxCount)
            return step;
    }
    return kNiceSteps.back();
}

Timedelta nominalLength(const CalendarStep &step)
{
    switch (step.unit) {
    case TimeUnit::Month:
        return Timedelta(step.count * kNsPerMeanMonth);
    case TimeUnit::Quarter:
        return Timedelta(step.count * (3 * kNsPerMeanMonth));
    case TimeUnit::Year:
        return Timedelta(step.count * (12 * kNsPerMeanMonth));
    default:
        return Timedelta(step.count * unitNs(step.unit));
    }
}

Result<Timestamp> advanced(Timestamp t, std::int64_t count, TimeUnit unit, const Zone &zone)
{
    if (isClockUnit(unit)) {
        return checkedMultiply(Timedelta(unitNs(unit)), count).and_then([t](Timedelta length) {
            return checkedAdd(t, length);
        });
    }
    constexpr std::int64_t kMostSteps = 1'000'000; // days of 2700 years, far outside Timestamp
    const std::int64_t steps = std::clamp(count, -kMostSteps, kMostSteps);
    CivilTime civil = zone.civilAt(t);
    switch (unit) {
    case TimeUnit::Month:
        civil.date = addMonths(civil.date, steps);
        break;
    case TimeUnit::Quarter:
        civil.date = addMonths(civil.date, 3 * steps);
        break;
    case TimeUnit::Year:
        civil.date = addYears(civil.date, steps);
        break;
    default:
        civil.date =
            civilFromDays(daysFromCivil(civil.date) + steps * (unit == TimeUnit::Week ? 7 : 1));
    }
    return checkedInstant(civil, zone, zone.offsetAt(t));
}

} // namespace tidemark

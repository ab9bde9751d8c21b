// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/time_ticks.h"

#include "views/charts/tick_times.h"
#include "views/charts/time_labels.h"

#include <algorithm>

namespace tidemark::charts {

namespace {

constexpr double kLabelDistance_px = 12;
constexpr std::size_t kFewestTicks = 4;
constexpr std::size_t kMostTicks = 10;
/// Taken when the next coarser step would leave too few.
constexpr std::size_t kMostTicksAtNeed = 14;

struct Choice
{
    CalendarStep step;
    std::vector<TimeTick> ticks;
};

struct Maker
{
    const TimeScale &scale;
    const Calendar &calendar;
    const TimeForm &form;
    const MeasureText &measure;

    [[nodiscard]] std::vector<TimeTick> ticks(const CalendarStep &step) const
    {
        std::vector<TimeTick> made;
        for (const Timestamp at : tickTimes(scale.window(), step, calendar))
            made.push_back({at, tickLabel(at, step, calendar, form)});
        return made;
    }

    [[nodiscard]] bool fits(const std::vector<TimeTick> &ticks) const
    {
        double freeFrom = -1e9;
        for (const TimeTick &tick : ticks) {
            const double half = measure(tick.label) / 2;
            const double x = scale.xOf(tick.at);
            if (x - half < freeFrom)
                return false;
            freeFrom = x + half + kLabelDistance_px;
        }
        return true;
    }

    /// Leaves out the labels that would touch the one before; their ticks stay as marks.
    [[nodiscard]] std::vector<TimeTick> withFittingLabels(std::vector<TimeTick> ticks) const
    {
        double freeFrom = -1e9;
        for (TimeTick &tick : ticks) {
            const double half = measure(tick.label) / 2;
            const double x = scale.xOf(tick.at);
            if (x - half < freeFrom)
                tick.label.clear();
            else
                freeFrom = x + half + kLabelDistance_px;
        }
        return ticks;
    }

    [[nodiscard]] std::vector<TimeContext> contexts(const CalendarStep &step) const
    {
        const auto changes = contextStep(step);
        if (!changes)
            return {};
        std::vector<TimeContext> made;
        const Timestamp begin = scale.window().begin;
        made.push_back({begin, contextLabel(begin, step, calendar, form)});
        for (const Timestamp at : tickTimes(scale.window(), *changes, calendar)) {
            if (at > begin)
                made.push_back({at, contextLabel(at, step, calendar, form)});
        }
        return withoutOverlaps(made);
    }

    /// The first one gives way to a change close behind it; later ones give way to earlier ones.
    [[nodiscard]] std::vector<TimeContext>
    withoutOverlaps(const std::vector<TimeContext> &contexts) const
    {
        const auto endOf = [this](const TimeContext &context) {
            return scale.xOf(context.at) + measure(context.label) + kLabelDistance_px;
        };
        std::vector<TimeContext> kept;
        for (const TimeContext &context : contexts) {
            const bool overlaps = !kept.empty() && scale.xOf(context.at) < endOf(kept.back());
            if (overlaps && kept.size() == 1 && kept.front().at == scale.window().begin)
                kept.clear();
            else if (overlaps)
                continue;
            kept.push_back(context);
        }
        return kept;
    }
};

} // namespace

TimeTicks timeTicks(const TimeScale &scale, const Calendar &calendar, const TimeForm &form,
                    const MeasureText &measure)
{
    const Maker maker{scale, calendar, form, measure};
    Choice chosen;
    Choice finer; // the last step before it that had room for its marks
    for (const CalendarStep &step : axisSteps()) {
        if (scale.span_ns() / typicalLength_ns(step) > static_cast<std::int64_t>(kMostTicksAtNeed))
            continue;
        chosen = {step, maker.ticks(step)};
        if (chosen.ticks.size() <= kMostTicks && maker.fits(chosen.ticks))
            break;
        finer = chosen;
    }
    if (chosen.ticks.size() < kFewestTicks && finer.ticks.size() >= kFewestTicks)
        chosen = {finer.step, maker.withFittingLabels(std::move(finer.ticks))};
    TimeTicks result;
    result.ticks = std::move(chosen.ticks);
    result.contexts = maker.contexts(chosen.step);
    if (isClockUnit(chosen.step.unit))
        result.clockChanges = calendar.zone.offsetChanges(scale.window());
    if (chosen.step.unit < TimeUnit::Second)
        result.corner = fullSecondLabel(scale.window().begin, calendar, form);
    return result;
}

} // namespace tidemark::charts

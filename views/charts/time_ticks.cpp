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

struct Maker
{
    const TimeScale &scale;
    const Calendar &calendar;
    const QLocale &locale;
    const MeasureText &measure;

    [[nodiscard]] std::vector<TimeTick> ticks(const CalendarStep &step) const
    {
        std::vector<TimeTick> made;
        for (const Timestamp at : tickTimes(scale.window(), step, calendar))
            made.push_back({at, tickLabel(at, step, calendar, locale)});
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

    [[nodiscard]] std::vector<TimeContext> contexts(const CalendarStep &step) const
    {
        const auto changes = contextStep(step);
        if (!changes)
            return {};
        std::vector<TimeContext> made;
        const Timestamp begin = scale.window().begin;
        made.push_back({begin, contextLabel(begin, step, calendar, locale)});
        for (const Timestamp at : tickTimes(scale.window(), *changes, calendar)) {
            if (at > begin)
                made.push_back({at, contextLabel(at, step, calendar, locale)});
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

TimeTicks timeTicks(const TimeScale &scale, const Calendar &calendar, const QLocale &locale,
                    const MeasureText &measure)
{
    const Maker maker{scale, calendar, locale, measure};
    TimeTicks result;
    CalendarStep chosen;
    std::vector<TimeTick> finer; // the last step that fitted but had too many ticks
    CalendarStep finerStep;
    for (const CalendarStep &step : axisSteps()) {
        chosen = step;
        if (scale.span_ns() / typicalLength_ns(step) > static_cast<std::int64_t>(kMostTicksAtNeed))
            continue;
        result.ticks = maker.ticks(step);
        if (!maker.fits(result.ticks))
            continue;
        if (result.ticks.size() <= kMostTicks)
            break;
        finer = result.ticks;
        finerStep = step;
    }
    if (result.ticks.size() < kFewestTicks && finer.size() >= kFewestTicks) {
        result.ticks = std::move(finer);
        chosen = finerStep;
    }
    result.contexts = maker.contexts(chosen);
    if (isClockUnit(chosen.unit))
        result.clockChanges = calendar.zone.offsetChanges(scale.window());
    if (chosen.unit < TimeUnit::Second)
        result.corner = fullSecondLabel(scale.window().begin, calendar, locale);
    return result;
}

} // namespace tidemark::charts

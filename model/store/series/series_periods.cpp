// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_periods.h"

#include "model/ports/series_store.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct PeriodsText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesPeriods)
};

// The shortest day that a zone has had is some hours shorter than 24.
constexpr std::int64_t kShortDay_ns = std::int64_t{20} * 3'600 * 1'000'000'000;

} // namespace

Result<std::vector<TimeWindow>> periodsOver(const TimeWindow &window, Period period,
                                            const Calendar &calendar)
{
    std::vector<TimeWindow> periods;
    if (window.duration().ns() / kShortDay_ns <=
        static_cast<std::int64_t>(SeriesStore::kMaxPeriods))
        periods = calendar.buckets(window, period);
    if (periods.empty() || periods.size() > SeriesStore::kMaxPeriods)
        return failure(Error{ErrorCode::InvalidArgument,
                             PeriodsText::tr("The window has more than %1 periods. Choose a "
                                             "smaller one, or longer periods.")
                                 .arg(SeriesStore::kMaxPeriods),
                             {}});
    return periods;
}

std::vector<std::int64_t> bordersOf(const std::vector<TimeWindow> &periods)
{
    std::vector<std::int64_t> borders{periods.front().begin.posixNs()};
    borders.reserve(periods.size() + 1);
    for (const TimeWindow &each : periods)
        borders.push_back(each.end.posixNs());
    return borders;
}

} // namespace tidemark::store

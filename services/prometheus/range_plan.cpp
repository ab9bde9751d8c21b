// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/range_plan.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

struct RangeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::RangePlan)
};

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kMinute_ns = 60 * kSecond_ns;
constexpr std::int64_t kHour_ns = 60 * kMinute_ns;
constexpr std::int64_t kDay_ns = 24 * kHour_ns;
constexpr std::int64_t kShortest_ns = 1'000'000; // the API's times are milliseconds
constexpr std::array kSteps_ns{
    kSecond_ns, 2 * kSecond_ns, 5 * kSecond_ns, 10 * kSecond_ns, 15 * kSecond_ns, 30 * kSecond_ns,
    kMinute_ns, 2 * kMinute_ns, 5 * kMinute_ns, 10 * kMinute_ns, 15 * kMinute_ns, 30 * kMinute_ns,
    kHour_ns,   2 * kHour_ns,   3 * kHour_ns,   6 * kHour_ns,    12 * kHour_ns,   kDay_ns};

} // namespace

Timedelta stepFor(TimeWindow window, int columns)
{
    // One fewer, since a window may hold a multiple more than its length has steps.
    const std::int64_t most = std::clamp<std::int64_t>(columns, 1, kMostPoints - 1);
    const std::int64_t length_ns = std::max<std::int64_t>((window.end - window.begin).ns(), 0);
    const std::int64_t least_ns = length_ns / most + (length_ns % most != 0 ? 1 : 0);
    const auto *const step = std::lower_bound(kSteps_ns.begin(), kSteps_ns.end(), least_ns);
    if (step != kSteps_ns.end())
        return Timedelta(*step);
    std::int64_t days_ns = kDay_ns;
    while (days_ns < least_ns)
        days_ns *= 2;
    return Timedelta(days_ns);
}

Result<RangePlan> planRange(TimeWindow window, Timedelta step)
{
    if (step.ns() < kShortest_ns)
        return failure(ErrorCode::InvalidArgument,
                       RangeText::tr("A step takes at least a millisecond. Give a longer one."),
                       u"prometheus.step"_s);
    const auto toNext = [step](Timestamp from) { // the next multiple, itself included
        const std::int64_t over = ((from.posixNs() % step.ns()) + step.ns()) % step.ns();
        return over == 0 ? from : from + Timedelta(step.ns() - over);
    };
    return RangePlan{toNext(window.begin), toNext(window.end) - step, step};
}

std::vector<RangePlan> partsOf(const RangePlan &plan)
{
    std::vector<RangePlan> parts;
    for (std::int64_t done = 0; done < plan.points(); done += kMostPoints) {
        const Timestamp first = plan.first + Timedelta(done * plan.step.ns());
        const std::int64_t more = std::min(plan.points() - done, kMostPoints) - 1;
        parts.push_back({first, first + Timedelta(more * plan.step.ns()), plan.step});
    }
    return parts;
}

std::vector<Sample> withGaps(std::span<const Sample> samples, Timedelta step)
{
    constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
    std::vector<Sample> line;
    line.reserve(samples.size());
    for (const Sample &sample : samples) {
        if (!line.empty() && sample.at - line.back().at > step + Timedelta(step.ns() / 2))
            line.push_back({line.back().at + step, kGap});
        line.push_back({sample.at, std::isfinite(sample.value) ? sample.value : kGap});
    }
    return line;
}

} // namespace tidemark::prometheus

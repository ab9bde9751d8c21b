// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/robust_stats.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidemark {
namespace {

struct RobustStats
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::RobustStats)
};

constexpr double kMaxDeviations = 6;
constexpr double kMaxRatio = 10;
// Makes the median absolute deviation of normal data equal to its standard deviation: 1 /
// Phi^-1(3/4).
constexpr double kNormalScale = 1.4826;

double medianOf(std::vector<double> &values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    const double below = *std::max_element(values.begin(), middle);
    return below / 2 + *middle / 2; // halves first: the sum may overflow
}

std::optional<Suspicion::Cause> causeByRatio(double value, double median)
{
    if (median == 0 || value == 0)
        return std::nullopt;
    const double ratio = value / median;
    if (ratio >= kMaxRatio)
        return Suspicion::Cause::MuchLarger;
    // A changed sign is judged by the deviations: -1 beside a usual 1 is no tenth of it.
    if (ratio > 0 && ratio <= 1 / kMaxRatio)
        return Suspicion::Cause::MuchSmaller;
    return std::nullopt;
}

/// What the newest values are like.
struct Usual
{
    double median = 0;
    double deviation = 0; ///< robust; 0 when the values do not vary
};

std::optional<Usual> usualOf(std::span<const double> lastValues)
{
    if (lastValues.size() < kSuspicionMinValues)
        return std::nullopt;
    const auto newest = lastValues.last(std::min(lastValues.size(), kSuspicionMaxValues));
    return Usual{*median(newest), kNormalScale * *medianAbsoluteDeviation(newest)};
}

std::optional<Suspicion> judge(double value, const Usual &usual)
{
    Suspicion found;
    found.median = usual.median;
    if (usual.deviation > 0)
        found.deviations = std::abs(value - usual.median) / usual.deviation;
    if (const auto cause = causeByRatio(value, usual.median))
        found.cause = *cause;
    else if (found.deviations > kMaxDeviations)
        found.cause = Suspicion::Cause::FarFromUsual;
    else
        return std::nullopt;
    return found;
}

} // namespace

std::optional<double> median(std::span<const double> values)
{
    if (values.empty())
        return std::nullopt;
    std::vector<double> copy(values.begin(), values.end());
    return medianOf(copy);
}

std::optional<double> medianAbsoluteDeviation(std::span<const double> values)
{
    const auto middle = median(values);
    if (!middle)
        return std::nullopt;
    std::vector<double> deviations;
    deviations.reserve(values.size());
    for (const double value : values)
        deviations.push_back(std::abs(value - *middle));
    return medianOf(deviations);
}

std::optional<Suspicion> suspicion(double value, std::span<const double> lastValues)
{
    const auto usual = usualOf(lastValues);
    return usual ? judge(value, *usual) : std::nullopt;
}

std::size_t suspiciousCount(std::span<const double> values, std::span<const double> lastValues)
{
    const auto usual = usualOf(lastValues);
    if (!usual)
        return 0;
    return static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(),
                      [&usual](double value) { return judge(value, *usual).has_value(); }));
}

QString suspicionText(const Suspicion &suspicion, const NumberFormatter &formatter,
                      const Unit &unit)
{
    const QString usual = formatter.value(suspicion.median, unit);
    switch (suspicion.cause) {
    case Suspicion::Cause::MuchLarger:
        return RobustStats::tr("This is 10 times the usual %1 or more. Save anyway?").arg(usual);
    case Suspicion::Cause::MuchSmaller:
        return RobustStats::tr("This is a tenth of the usual %1 or less. Save anyway?").arg(usual);
    case Suspicion::Cause::FarFromUsual:
        break;
    }
    return RobustStats::tr("This is far from the usual %1. Save anyway?").arg(usual);
}

QString suspicionNote(const Suspicion &suspicion, const NumberFormatter &formatter,
                      const Unit &unit)
{
    const QString usual = formatter.value(suspicion.median, unit);
    switch (suspicion.cause) {
    case Suspicion::Cause::MuchLarger:
        return RobustStats::tr("The saved value is 10 times the usual %1 or more.").arg(usual);
    case Suspicion::Cause::MuchSmaller:
        return RobustStats::tr("The saved value is a tenth of the usual %1 or less.").arg(usual);
    case Suspicion::Cause::FarFromUsual:
        break;
    }
    return RobustStats::tr("The saved value is far from the usual %1.").arg(usual);
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
// The part of NumberFormatter that labels axes.
#include "model/core/display_unit.h"
#include "model/core/number_digits.h"
#include "model/core/number_format.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr double kAxisSuffixFrom = 1000; // counts use `1.2 k` on axes (N2)
constexpr int kMaxDecimals = 12;
constexpr double kMaxPlain = 1e15;

// Long times: an axis of 10,000 s is read in hours.
struct TimeStep
{
    double seconds = 1;
    const char16_t *symbol = u"s";
};
constexpr std::array kTimeSteps{TimeStep{86400, u"d"}, TimeStep{3600, u"h"}, TimeStep{60, u"min"}};
constexpr double kLeastShown = 3; // 3 h rather than 180 min, but 120 min rather than 2 h

double largestOf(std::span<const double> values)
{
    double largest = 0;
    for (const double value : values) {
        if (std::isfinite(value))
            largest = std::max(largest, std::abs(value));
    }
    return largest;
}

double smallestStep(std::span<const double> ticks)
{
    double step = 0;
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        const double distance = std::abs(ticks[i] - ticks[i - 1]);
        if (distance > 0 && (step == 0 || distance < step))
            step = distance;
    }
    return step > 0 ? step : largestOf(ticks);
}

// Ticks come as nearest doubles of decimal numbers, some with one more rounding from scaling.
bool allFit(std::span<const double> ticks, int decimals, double step)
{
    const double power = std::pow(10.0, decimals);
    return std::all_of(ticks.begin(), ticks.end(), [=](double tick) {
        return std::abs(tick - std::round(tick * power) / power) < step * 1e-3;
    });
}

int exponentOf(double value)
{
    return value == 0 ? 0 : static_cast<int>(std::floor(std::log10(value)));
}

} // namespace

AxisScale NumberFormatter::axisScale(std::span<const double> values, const Unit &unit) const
{
    const double largest = largestOf(values);
    const DisplayUnit shown = displayUnit(largest, unit, m_options, SuffixFrom{kAxisSuffixFrom});
    if (largest == 0)
        return {unit.symbol(), 1};
    if (shown.isClockTime) {
        const auto step = std::find_if(kTimeSteps.begin(), kTimeSteps.end(), [&](const auto &s) {
            return shown.value >= kLeastShown * s.seconds;
        });
        if (step != kTimeSteps.end())
            return {QString::fromUtf16(step->symbol), shown.value / largest / step->seconds};
    }
    QString label = shown.suffix;
    if (!shown.suffix.isEmpty() && !shown.unitLabel.isEmpty())
        label += QChar(u'\u00a0');
    label += shown.unitLabel;
    return {label, shown.value / largest};
}

QStringList NumberFormatter::tickLabels(std::span<const double> shownTicks) const
{
    const double largest = largestOf(shownTicks);
    const double step = smallestStep(shownTicks);
    int decimals = 0;
    while (decimals < kMaxDecimals && !allFit(shownTicks, decimals, step))
        ++decimals;
    const bool isPlain = largest < kMaxPlain && allFit(shownTicks, decimals, step);
    const int mantissaDecimals = std::clamp(exponentOf(largest) - exponentOf(step) + 1, 0, 16);

    QStringList labels;
    for (const double tick : shownTicks) {
        if (!std::isfinite(tick))
            labels.push_back(QString(kMissing));
        else
            labels.push_back(isPlain ? fixedText(tick, decimals, m_locale)
                                     : exponentText(tick, mantissaDecimals, m_locale));
    }
    return labels;
}

} // namespace tidemark

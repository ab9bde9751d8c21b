// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/display_unit.h"

#include "model/core/number_digits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace tidemark {
namespace {

struct Step
{
    int exponent10 = 0;
    QStringView symbol;
};

constexpr std::array kSiSteps{Step{-9, u"n"}, Step{-6, u"µ"}, Step{-3, u"m"}, Step{0, u""},
                              Step{3, u"k"},  Step{6, u"M"},  Step{9, u"G"},  Step{12, u"T"}};
constexpr std::array<QStringView, 5> kIecSteps{u"", u"Ki", u"Mi", u"Gi", u"Ti"};
constexpr double kMinute_s = 60;
// Larger numbers are clearer with an exponent than with a suffix; every 64 bit count is below.
constexpr double kSuffixEnd = 1e19;

// The largest step that leaves at least 1, judged after rounding; the smallest when none does.
template <class Steps, class Scaled>
auto chosen(const Steps &steps, int significant, const Scaled &scaled)
{
    auto best = steps.begin();
    for (auto step = steps.begin(); step != steps.end(); ++step) {
        const double value = scaled(*step);
        if (!std::isfinite(value) || std::abs(roundedTo(value, significant).value) >= 1)
            best = step;
    }
    return *best;
}

Unit prefixedUnit(QStringView prefix, const Unit &stem)
{
    return Unit::of(QString(prefix + stem.symbol()));
}

double converted(double value, const Unit &from, const Unit &to)
{
    // What overflows in a small unit is at least 1 in it: a larger one will be chosen.
    return convert(value, from, to).value_or(std::copysign(HUGE_VAL, value));
}

std::vector<Unit> siUnits(const Unit &unit)
{
    const bool isDivisible = unit.quantity() != Quantity::Data;
    std::vector<Unit> units;
    for (const Step &step : kSiSteps) {
        if ((step.exponent10 >= 0 || isDivisible) &&
            step.exponent10 <= unit.largestShownExponent10())
            units.push_back(prefixedUnit(step.symbol, unit.stem()));
    }
    return units;
}

std::vector<Unit> dataUnits(const Unit &unit, ByteStyle style)
{
    if (style == ByteStyle::Si)
        return siUnits(unit);
    std::vector<Unit> units;
    units.reserve(kIecSteps.size());
    for (const QStringView prefix : kIecSteps)
        units.push_back(prefixedUnit(prefix, unit.stem()));
    return units;
}

DisplayUnit suffixed(double value, const Unit &unit, int significant, SuffixFrom suffixFrom)
{
    const bool takesSuffix = unit.allowsNumberSuffix() && unit.prefixStyle() == PrefixStyle::None;
    const double magnitude = std::abs(roundedTo(value, significant).value);
    if (!takesSuffix || magnitude < suffixFrom.magnitude || magnitude >= kSuffixEnd)
        return {value, {}, unit.symbol(), false};
    const auto scaled = [value](const Step &step) {
        return static_cast<double>(value / std::pow(10.0L, step.exponent10));
    };
    const std::span<const Step> upward = std::span(kSiSteps).subspan(3);
    const Step step = chosen(upward, significant, scaled);
    return {scaled(step), step.symbol.toString(), unit.symbol(), false};
}

} // namespace

DisplayUnit displayUnit(double value, const Unit &unit, const NumberOptions &options,
                        SuffixFrom suffixFrom)
{
    const int significant = options.significantDigits;
    if (unit.prefixStyle() == PrefixStyle::None || value == 0)
        return suffixed(value, unit, significant, suffixFrom);
    const auto units = unit.prefixStyle() == PrefixStyle::Data ? dataUnits(unit, options.byteStyle)
                                                               : siUnits(unit);
    const auto scaled = [&](const Unit &to) { return converted(value, unit, to); };
    const Unit shown = chosen(units, significant, scaled);
    DisplayUnit display{scaled(shown), {}, shown.symbol(), false};
    if (unit.quantity() == Quantity::Time && shown == unit.stem())
        display.isClockTime = std::abs(roundedTo(display.value, significant).value) >= kMinute_s;
    return display;
}

} // namespace tidemark

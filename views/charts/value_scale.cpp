// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/value_scale.h"

#include "views/charts/bucket_search.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kPadding_ratio = 0.05;
constexpr double kTickDistance_px = 24;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::charts::ValueScale)
};

/// The extremes of what is in the window, and of its positive part.
struct Extremes
{
    std::optional<ValueSpan> all;
    std::optional<ValueSpan> positive;
    std::int64_t notPositive = 0;

    static void extend(std::optional<ValueSpan> &span, double value)
    {
        if (!span)
            span = ValueSpan{value, value};
        span->first = std::min(span->first, value);
        span->last = std::max(span->last, value);
    }
    void add(double value)
    {
        if (!std::isfinite(value))
            return;
        extend(all, value);
        if (value > 0)
            extend(positive, value);
    }
    void add(const ChartPoint &point, bool withBand)
    {
        add(*point.value);
        if (!(*point.value > 0))
            ++notPositive;
        if (withBand && point.min && point.max) {
            add(*point.min);
            add(*point.max);
        }
    }
};

Extremes extremesOf(std::span<const ChartSeries *const> series, const TimeWindow &window)
{
    Extremes extremes;
    for (const ChartSeries *one : series) {
        const auto range = valuesIn(one->points, window);
        if (!range)
            continue;
        const bool withBand = one->showBand && one->shape != SeriesShape::Bars;
        for (std::size_t i = range->first; i <= range->last; ++i) {
            if (one->points[i].hasValue())
                extremes.add(one->points[i], withBand);
        }
    }
    return extremes;
}

ValueSpan padded(ValueSpan span, bool includesZero)
{
    if (includesZero) {
        span.first = std::min(span.first, 0.0);
        span.last = std::max(span.last, 0.0);
    }
    if (!(span.last > span.first))
        span = widenedForTicks(span.first, span.last);
    const double room = (span.last - span.first) * kPadding_ratio;
    // Zero is a natural edge: bars stand on it.
    const bool standsOnZero = includesZero && span.first == 0.0;
    const bool hangsFromZero = includesZero && span.last == 0.0;
    return {standsOnZero ? 0.0 : span.first - room, hangsFromZero ? 0.0 : span.last + room};
}

ValueSpan paddedLogarithmic(const ValueSpan &positive)
{
    double first = std::log10(positive.first);
    double last = std::log10(positive.last);
    if (!(last > first)) {
        first -= 0.5;
        last += 0.5;
    }
    const double room = (last - first) * kPadding_ratio;
    return {std::pow(10.0, first - room), std::pow(10.0, last + room)};
}

bool isUsable(const ValueSpan &span, bool isLogarithmic)
{
    return std::isfinite(span.first) && std::isfinite(span.last) && span.last > span.first &&
           (!isLogarithmic || span.first > 0);
}

void fitLogarithmic(ValueFit &fit, const Extremes &extremes)
{
    if (!extremes.positive) {
        fit.notice = Text::tr("A logarithmic axis needs values above 0. This one stays linear.");
        return;
    }
    fit.isLogarithmic = true;
    fit.hiddenCount = extremes.notPositive;
    fit.span = paddedLogarithmic(*extremes.positive);
    if (fit.hiddenCount > 0)
        fit.notice =
            Text::tr("%n value(s) at or below 0 cannot be shown on a logarithmic axis.", nullptr,
                     static_cast<int>(std::min<std::int64_t>(fit.hiddenCount, 999999)));
}

bool standsOnZero(std::span<const ChartSeries *const> series)
{
    return std::any_of(series.begin(), series.end(),
                       [](const ChartSeries *one) { return one->shape == SeriesShape::Bars; });
}

std::vector<double> everySecond(const std::vector<double> &ticks)
{
    std::vector<double> kept;
    for (std::size_t i = 0; i < ticks.size(); i += 2)
        kept.push_back(ticks[i]);
    return kept;
}

/// The next larger step of the form 1, 2, 2.5 or 5 times a power of ten, in tenths of that power.
struct NiceStep
{
    int tenths = 10; ///< 10, 20, 25 or 50
    int exponent = 0;

    [[nodiscard]] static NiceStep near(double step)
    {
        const int exponent = static_cast<int>(std::floor(std::log10(step) + 1e-9));
        const double mantissa = step / std::pow(10.0, exponent);
        return {mantissa < 1.5 ? 10 : mantissa < 2.25 ? 20 : mantissa < 3.5 ? 25 : 50, exponent};
    }
    [[nodiscard]] NiceStep larger() const
    {
        switch (tenths) {
        case 10:
            return {20, exponent};
        case 20:
            return {25, exponent};
        case 25:
            return {50, exponent};
        default:
            return {10, exponent + 1};
        }
    }
    /// The double nearest to index * step: whole numbers are scaled by one exact power of ten.
    [[nodiscard]] double multiple(double index) const
    {
        const int power = exponent - 1;
        return power < 0 ? index * tenths / std::pow(10.0, -power)
                         : index * tenths * std::pow(10.0, power);
    }
};

/// Fewer ticks of the same range: multiples of the next larger nice step.
std::vector<double> thinned(const std::vector<double> &ticks, double first, double last)
{
    const NiceStep step = NiceStep::near(ticks[1] - ticks[0]).larger();
    std::vector<double> kept;
    const double length = step.multiple(1);
    for (double index = std::ceil(first / length - 1e-9); step.multiple(index) <= last; ++index) {
        if (step.multiple(index) >= first)
            kept.push_back(step.multiple(index) == 0 ? 0.0 : step.multiple(index));
    }
    return kept;
}

} // namespace

ValueFit fittedValues(std::span<const ChartSeries *const> series, const TimeWindow &window,
                      const ValueAxisSettings &settings)
{
    const Extremes extremes = extremesOf(series, window);
    ValueFit fit;
    fit.span =
        padded(extremes.all.value_or(ValueSpan{}), settings.includesZero || standsOnZero(series));
    if (settings.isLogarithmic)
        fitLogarithmic(fit, extremes);
    const ValueSpan wanted{settings.minimum.value_or(fit.span.first),
                           settings.maximum.value_or(fit.span.last)};
    if (isUsable(wanted, fit.isLogarithmic))
        fit.span = wanted;
    if (settings.limits && isUsable(*settings.limits, fit.isLogarithmic))
        fit.span = *settings.limits;
    return fit;
}

ValueScale::ValueScale(ValueSpan span, bool isLogarithmic, double top, double bottom)
    : m_span(span)
    , m_isLogarithmic(isLogarithmic)
    , m_top(top)
    , m_bottom(bottom)
{}

double ValueScale::toAxis(double value) const noexcept
{
    return m_isLogarithmic ? std::log10(std::max(value, std::numeric_limits<double>::min()))
                           : value;
}

double ValueScale::fromAxis(double position) const noexcept
{
    return m_isLogarithmic ? std::pow(10.0, position) : position;
}

double ValueScale::yOf(double value) const noexcept
{
    const double first = toAxis(m_span.first);
    const double last = toAxis(m_span.last);
    return m_bottom - (toAxis(value) - first) / (last - first) * (m_bottom - m_top);
}

double ValueScale::valueAt(double y) const noexcept
{
    const double first = toAxis(m_span.first);
    const double last = toAxis(m_span.last);
    return fromAxis(first + (m_bottom - y) / (m_bottom - m_top) * (last - first));
}

ValueSpan ValueScale::zoomedAt(double y, double factor) const
{
    const double anchor = toAxis(valueAt(y));
    const double first = anchor - (anchor - toAxis(m_span.first)) / factor;
    const double last = anchor + (toAxis(m_span.last) - anchor) / factor;
    const ValueSpan zoomed{fromAxis(first), fromAxis(last)};
    return valueTicks(zoomed.first, zoomed.last) ? zoomed : m_span; // no finer than doubles are
}

ValueSpan ValueScale::movedBy(double pixels) const
{
    const double first = toAxis(m_span.first);
    const double last = toAxis(m_span.last);
    const double by = pixels / (m_bottom - m_top) * (last - first);
    const ValueSpan moved{fromAxis(first + by), fromAxis(last + by)};
    return isUsable(moved, m_isLogarithmic) ? moved : m_span;
}

std::vector<double> ValueScale::shownTicks(double multiplier) const
{
    std::vector<double> ticks;
    const double first = m_span.first * multiplier;
    const double last = m_span.last * multiplier;
    if (m_isLogarithmic) {
        const int highest = static_cast<int>(std::floor(std::log10(last)));
        for (int exponent = static_cast<int>(std::ceil(std::log10(first))); exponent <= highest;
             ++exponent)
            ticks.push_back(std::pow(10.0, exponent));
    }
    const bool isDecades = ticks.size() >= 2;
    if (!isDecades) {
        const auto linear = valueTicks(first, last);
        ticks = linear ? linear->positions : std::vector<double>{};
    }
    const auto distance_px = [&] {
        return std::abs(yOf(ticks[0] / multiplier) - yOf(ticks[1] / multiplier));
    };
    while (ticks.size() > 2 && distance_px() < kTickDistance_px)
        ticks = isDecades ? everySecond(ticks) : thinned(ticks, first, last);
    return ticks;
}

ValueAxisLabels labelled(const ValueScale &scale, const Unit &unit,
                         const NumberFormatter &formatter)
{
    const std::array ends{scale.span().first, scale.span().last};
    const AxisScale shown = formatter.axisScale(ends, unit);
    const std::vector<double> ticks = scale.shownTicks(shown.multiplier);
    const QStringList numbers = formatter.tickLabels(ticks);
    ValueAxisLabels labels;
    labels.unit = shown.unitLabel;
    for (std::size_t i = 0; i < ticks.size(); ++i)
        labels.ticks.push_back(
            {ticks[i] / shown.multiplier, numbers.value(static_cast<qsizetype>(i))});
    return labels;
}

} // namespace tidemark::charts

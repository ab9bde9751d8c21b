// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"
#include "model/core/value_ticks.h"
#include "views/charts/chart_series.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::charts {

/// How a value axis chooses its span (C10).
struct ValueAxisSettings
{
    bool includesZero = false;
    bool isLogarithmic = false;
    std::optional<double> minimum;   ///< set by hand; wins over fitting, as far as it is possible
    std::optional<double> maximum;   ///< the same at the upper end
    std::optional<ValueSpan> limits; ///< reached by zooming; they win over all else
    bool isLocked = false;           ///< keep the span that is shown when data or range change

    friend bool operator==(const ValueAxisSettings &, const ValueAxisSettings &) = default;
};

/// What fitting gave.
struct ValueFit
{
    ValueSpan span;
    bool isLogarithmic = false;   ///< false when asked for but impossible
    std::int64_t hiddenCount = 0; ///< points at or below 0, which a logarithmic axis cannot show
    QString notice; ///< translated sentence about what is hidden or refused; empty when nothing is
};

/// The span that shows all values of these series in the window with 5 % of room at either end;
/// bars and `includesZero` bring in zero. Bands count. Manual limits are taken as they are.
[[nodiscard]] ValueFit fittedValues(std::span<const ChartSeries *const> series,
                                    const TimeWindow &window, const ValueAxisSettings &settings);

/// Maps values onto pixels, top being the larger value. A value type; any thread.
class ValueScale
{
public:
    ValueScale() = default;
    /// `span` must be rising and finite, and positive for a logarithmic scale.
    ValueScale(ValueSpan span, bool isLogarithmic, double top, double bottom);

    [[nodiscard]] const ValueSpan &span() const noexcept { return m_span; }
    [[nodiscard]] bool isLogarithmic() const noexcept { return m_isLogarithmic; }
    [[nodiscard]] double yOf(double value) const noexcept;
    [[nodiscard]] double valueAt(double y) const noexcept;

    /// The span zoomed by `factor` (above 1 is in) with the value at pixel `y` kept in place, or
    /// moved by pixels (down is positive).
    [[nodiscard]] ValueSpan zoomedAt(double y, double factor) const;
    [[nodiscard]] ValueSpan movedBy(double pixels) const;

    /// Ticks inside the span, at least 24 px apart, as shown values (value * multiplier).
    [[nodiscard]] std::vector<double> shownTicks(double multiplier) const;

private:
    [[nodiscard]] double toAxis(double value) const noexcept;
    [[nodiscard]] double fromAxis(double position) const noexcept;

    ValueSpan m_span;
    bool m_isLogarithmic = false;
    double m_top = 0;
    double m_bottom = 1;
};

struct ValueTick
{
    double value = 0; ///< in the series' unit
    QString label;    ///< in the shown unit; all labels of an axis have equal decimals
};

/// Ticks and unit of an axis; the unit's prefix is chosen once, from the span.
struct ValueAxisLabels
{
    std::vector<ValueTick> ticks;
    QString unit; ///< for the axis' head; may be empty
};
[[nodiscard]] ValueAxisLabels labelled(const ValueScale &scale, const Unit &unit,
                                       const NumberFormatter &formatter);

} // namespace tidemark::charts

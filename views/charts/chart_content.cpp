// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_content.h"

#include "views/charts/bucket_search.h"

#include <algorithm>

namespace tidemark::charts {

std::vector<const ChartSeries *> ChartContent::visibleSeries() const
{
    std::vector<const ChartSeries *> visible;
    for (const ChartSeries &one : series) {
        if (isVisible(one))
            visible.push_back(&one);
    }
    return visible;
}

std::vector<Unit> ChartContent::units() const
{
    std::vector<Unit> units;
    for (const ChartSeries *one : visibleSeries()) {
        const bool isKnown = std::find(units.begin(), units.end(), one->unit) != units.end();
        if (!isKnown && units.size() < kMaximumAxes)
            units.push_back(one->unit);
    }
    if (units.empty())
        units.push_back(series.empty() ? Unit() : series.front().unit);
    return units;
}

std::size_t ChartContent::axisOf(const ChartSeries &one) const
{
    const std::vector<Unit> all = units();
    const auto found = std::find(all.begin(), all.end(), one.unit);
    return std::min(static_cast<std::size_t>(found - all.begin()), all.size() - 1);
}

bool ChartContent::isEmpty() const
{
    return std::none_of(series.begin(), series.end(), [this](const ChartSeries &one) {
        return isVisible(one) && valuesIn(one.points, window).has_value();
    });
}

} // namespace tidemark::charts

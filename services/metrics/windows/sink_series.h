// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metric_key.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// A series as sinks see it, whose texts belong to somebody else. A value; any thread.
struct SinkSeriesView
{
    std::string_view name = {};
    std::span<const Dimension> dimensions = {};
};

/// The same with texts of its own.
struct SinkSeries
{
    std::string name = {};
    std::vector<Dimension> dimensions = {};

    [[nodiscard]] SinkSeriesView view() const noexcept { return {name, dimensions}; }
};

/// By name and then by dimensions, so that a map is looked into without copying texts.
struct SinkSeriesLess
{
    using is_transparent = void;

    [[nodiscard]] static bool less(const SinkSeriesView &a, const SinkSeriesView &b)
    {
        if (a.name != b.name)
            return a.name < b.name;
        return std::lexicographical_compare(a.dimensions.begin(), a.dimensions.end(),
                                            b.dimensions.begin(), b.dimensions.end());
    }
    bool operator()(const SinkSeries &a, const SinkSeries &b) const
    {
        return less(a.view(), b.view());
    }
    bool operator()(const SinkSeries &a, const SinkSeriesView &b) const
    {
        return less(a.view(), b);
    }
    bool operator()(const SinkSeriesView &a, const SinkSeries &b) const
    {
        return less(a, b.view());
    }
};

template <class T>
using SinkSeriesMap = std::map<SinkSeries, T, SinkSeriesLess>;

/// The entry of a series, made when it is new.
template <class T>
[[nodiscard]] T &entryOf(SinkSeriesMap<T> &map, const SinkSeriesView &series)
{
    const auto known = map.find(series);
    if (known != map.end())
        return known->second;
    return map[{std::string(series.name), {series.dimensions.begin(), series.dimensions.end()}}];
}

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// What a dashboard shows. Values.
/// Source: the metrics protocol, create_dashboard_data.

enum class PanelKind : std::uint8_t
{
    Line,
    Area,
    Heatmap, ///< its series are rows, by rising bounds
    Bar,
    Pie,
    Table,
    Stat,
    Gauge
};

struct PanelPoint
{
    std::int64_t at_ms = 0;           ///< UTC, since 1970
    std::optional<double> value = {}; ///< nothing: a gap

    bool operator==(const PanelPoint &) const = default;
};

struct PanelSeries
{
    std::string name;
    Tags tags = {};
    std::vector<PanelPoint> points = {};
};

struct PanelThreshold
{
    double value = 0;
    std::string severity; ///< warning or critical
};

/// Lines, areas and heat maps have series; bars, pies and tables columns and rows; stats and gauges
/// a value. One without any of it is empty.
struct DashboardPanel
{
    std::string id;
    std::string title;
    PanelKind kind = PanelKind::Line;
    std::string unit = {};   ///< as textOf(MetricUnit), or empty
    std::string metric = {}; ///< that was asked for; empty: not of one metric
    std::string function = {};
    std::vector<std::string> by = {}; ///< tags that tell its series apart
    std::vector<PanelSeries> series = {};
    std::vector<std::string> columns = {};
    std::vector<std::vector<Detail>> rows = {};
    std::optional<double> value = {};
    std::optional<double> trend = {}; ///< by what the value is above that of all time
    std::vector<PanelThreshold> thresholds = {};
    std::optional<double> least = {}; ///< of the vertical axis
    std::optional<double> most = {};

    [[nodiscard]] bool isEmpty() const noexcept { return series.empty() && rows.empty() && !value; }
};

struct DashboardData
{
    std::string type;
    std::string title;
    std::int64_t at_ns = 0; ///< UTC, as the others
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    std::int64_t step_s = 0;
    std::vector<DashboardPanel> panels = {};
    std::vector<std::string> warnings = {};
};

/// As in "line".
[[nodiscard]] std::string_view textOf(PanelKind kind) noexcept;
[[nodiscard]] std::string toJson(const DashboardData &data);

} // namespace tidemark::metrics

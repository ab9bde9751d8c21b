// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/dashboard_data.h"
#include "services/metrics/text/json_members.h"
#include "services/metrics/text/json_text.h"
#include "services/metrics/text/number_text.h"

#include <array>
#include <cmath>

namespace tidemark::metrics {
namespace {

constexpr std::array<std::string_view, 8> kKinds{"line", "area",  "heatmap", "bar",
                                                 "pie",  "table", "stat",    "gauge"};

/// Each of a list, between brackets and with commas.
template <class List, class Write>
void appendList(std::string &json, const List &list, Write write)
{
    json += '[';
    bool isFirst = true;
    for (const auto &one : list) {
        if (!isFirst)
            json += ',';
        isFirst = false;
        write(one);
    }
    json += ']';
}

void appendTexts(std::string &json, std::string_view key, const std::vector<std::string> &texts)
{
    appendKey(json, key);
    appendList(json, texts, [&json](const std::string &text) { appendJsonText(json, text); });
}

void appendValue(std::string &json, std::optional<double> value)
{
    if (value && std::isfinite(*value))
        appendNumber(json, *value);
    else
        json += "null";
}

void appendDetail(std::string &json, const Detail &detail)
{
    if (const auto *text = std::get_if<std::string>(&detail))
        appendJsonText(json, *text);
    else if (const auto *is = std::get_if<bool>(&detail))
        json += *is ? "true" : "false";
    else if (const auto *real = std::get_if<double>(&detail))
        appendValue(json, *real);
    else if (const auto *whole = std::get_if<std::uint64_t>(&detail))
        appendNumber(json, Number(*whole));
    else if (const auto *number = std::get_if<std::int64_t>(&detail))
        appendNumber(json, Number(*number));
    else
        json += "null";
}

void appendSeries(std::string &json, const PanelSeries &series)
{
    json += '{';
    appendMember(json, "name", series.name);
    appendTags(json, "tags", series.tags);
    appendKey(json, "points");
    appendList(json, series.points, [&json](const PanelPoint &point) {
        json += '[';
        appendNumber(json, Number(point.at_ms));
        json += ',';
        appendValue(json, point.value);
        json += ']';
    });
    json += '}';
}

void appendQuery(std::string &json, const DashboardPanel &panel)
{
    appendKey(json, "query");
    json += '{';
    appendMember(json, "metric", panel.metric);
    appendMember(json, "fn", panel.function);
    appendTexts(json, "by", panel.by);
    json += '}';
}

void appendContent(std::string &json, const DashboardPanel &panel)
{
    switch (panel.kind) {
    case PanelKind::Line:
    case PanelKind::Area:
    case PanelKind::Heatmap:
        appendKey(json, "series");
        appendList(json, panel.series,
                   [&json](const PanelSeries &series) { appendSeries(json, series); });
        break;
    case PanelKind::Bar:
    case PanelKind::Pie:
    case PanelKind::Table:
        appendTexts(json, "columns", panel.columns);
        appendKey(json, "rows");
        appendList(json, panel.rows, [&json](const std::vector<Detail> &row) {
            appendList(json, row, [&json](const Detail &cell) { appendDetail(json, cell); });
        });
        break;
    case PanelKind::Stat:
    case PanelKind::Gauge:
        appendKey(json, "value");
        appendValue(json, panel.value);
        if (panel.trend) {
            appendKey(json, "trend");
            appendValue(json, panel.trend);
        }
        break;
    }
}

void appendAxis(std::string &json, const DashboardPanel &panel)
{
    if (!panel.least && !panel.most)
        return;
    appendKey(json, "y");
    json += '{';
    if (panel.least)
        appendMember(json, "min", *panel.least);
    if (panel.most)
        appendMember(json, "max", *panel.most);
    json += '}';
}

void appendPanel(std::string &json, const DashboardPanel &panel)
{
    json += '{';
    appendMember(json, "id", panel.id);
    appendMember(json, "title", panel.title);
    appendMember(json, "kind", textOf(panel.kind));
    appendMember(json, "unit", panel.unit);
    if (!panel.metric.empty())
        appendQuery(json, panel);
    appendContent(json, panel);
    if (!panel.thresholds.empty()) {
        appendKey(json, "thresholds");
        appendList(json, panel.thresholds, [&json](const PanelThreshold &threshold) {
            json += '{';
            appendMember(json, "value", threshold.value);
            appendMember(json, "severity", threshold.severity);
            json += '}';
        });
    }
    appendAxis(json, panel);
    if (panel.isEmpty()) {
        appendKey(json, "empty");
        json += "true";
    }
    json += '}';
}

} // namespace

std::string_view textOf(PanelKind kind) noexcept
{
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string toJson(const DashboardData &data)
{
    std::string json = "{";
    appendMember(json, "type", data.type);
    appendMember(json, "title", data.title);
    appendTimeMember(json, "generated_at", data.at_ns);
    appendKey(json, "range");
    json += '{';
    appendTimeMember(json, "from", data.from_ns);
    appendTimeMember(json, "to", data.to_ns);
    appendMember(json, "step_seconds", static_cast<std::uint64_t>(data.step_s));
    json += '}';
    appendKey(json, "panels");
    appendList(json, data.panels,
               [&json](const DashboardPanel &panel) { appendPanel(json, panel); });
    appendTexts(json, "warnings", data.warnings);
    return json + "}\n";
}

} // namespace tidemark::metrics

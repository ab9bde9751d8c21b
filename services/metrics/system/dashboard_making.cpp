// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/dashboard_making.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tidemark::metrics {
namespace {

constexpr double kWarning_pct = 80;
constexpr double kCritical_pct = 95;

std::vector<PanelThreshold> usageThresholds()
{
    return {{kWarning_pct, "warning"}, {kCritical_pct, "critical"}};
}

std::string labelOf(const MetricValue &value)
{
    std::string label = value.name;
    for (const auto &[key, text] : value.tags)
        label += ' ' + key + '=' + text;
    return label;
}

/// By what the value is ranked among those of its type.
double shownOf(const MetricValue &value)
{
    const auto p95 = value.metadata.find("p95");
    return p95 == value.metadata.end() ? toReal(value.value) : std::get<double>(p95->second);
}

Detail cellOf(const std::map<std::string, double, std::less<>> &stats, const char *key)
{
    const auto found = stats.find(key);
    return found == stats.end() ? Detail() : Detail(found->second);
}

} // namespace

void DashboardMaking::add(DashboardPanel panel)
{
    if (panel.series.size() > kMostSeries) {
        m_data.warnings.push_back("The panel \"" + panel.id + "\" shows the first " +
                                  std::to_string(kMostSeries) + " of " +
                                  std::to_string(panel.series.size()) + " series.");
        panel.series.resize(kMostSeries);
    }
    if (panel.rows.size() > kMostRows) {
        m_data.warnings.push_back("The panel \"" + panel.id + "\" shows the first " +
                                  std::to_string(kMostRows) + " of " +
                                  std::to_string(panel.rows.size()) + " rows.");
        panel.rows.resize(kMostRows);
    }
    m_data.panels.push_back(std::move(panel));
}

void DashboardMaking::addSeries(DashboardPanel panel, const std::string &metric,
                                PointFunction function)
{
    panel.metric = metric;
    panel.function = std::string(textOf(function));
    panel.series = m_sources.points.of(metric, function);
    for (const PanelSeries &series : panel.series) {
        for (const auto &[key, value] : series.tags) {
            if (std::find(panel.by.begin(), panel.by.end(), key) == panel.by.end())
                panel.by.push_back(key);
        }
    }
    if (panel.unit.empty()) {
        if (const auto unit = m_sources.points.unitOf(metric))
            panel.unit = std::string(textOf(*unit));
    }
    panel.least = 0;
    add(std::move(panel));
}

void DashboardMaking::addGauge(const char *id, const char *title, const std::string &metric)
{
    DashboardPanel panel{id, title, PanelKind::Gauge, "percent", metric, "value"};
    for (const MetricValue &value : m_sources.aggregator.byName(metric)) {
        const double stands = toReal(value.value);
        if (std::isfinite(stands))
            panel.value = std::max(panel.value.value_or(stands), stands);
    }
    panel.thresholds = usageThresholds();
    panel.least = 0;
    panel.most = 100;
    add(std::move(panel));
}

void DashboardMaking::addTop(DashboardPanel panel, MetricType type)
{
    panel.columns = {"series", "value", "unit"};
    for (const MetricValue &value : m_sources.aggregator.top(type, kMostBars))
        panel.rows.push_back({labelOf(value), shownOf(value), std::string(textOf(value.unit))});
    add(std::move(panel));
}

void DashboardMaking::addTagged(DashboardPanel panel, const std::string &tag)
{
    panel.columns = {tag, "metric", "value", "unit"};
    const auto values = m_sources.aggregator.byTags({{tag, "*"}});
    for (const MetricValue &value : *values)
        panel.rows.push_back(
            {*value.tags.find(tag), value.name, shownOf(value), std::string(textOf(value.unit))});
    add(std::move(panel));
}

void DashboardMaking::addSuccessRate()
{
    DashboardPanel panel{"success", "Success rate", PanelKind::Stat, "percent"};
    const double all = m_sources.tracker.overallRate()->ratio;
    const double lately = m_sources.tracker.overallRate(m_sources.window)->ratio;
    if (std::isfinite(lately)) {
        panel.value = 100 * lately;
        panel.trend = 100 * (lately - all);
    }
    add(std::move(panel));
}

void DashboardMaking::addErrorRate()
{
    DashboardPanel panel{"error_rate", "Error rate", PanelKind::Stat, "percent"};
    const double all = m_sources.tracker.overallRate()->ratio;
    const double lately = m_sources.tracker.overallRate(m_sources.window)->ratio;
    if (std::isfinite(lately)) {
        panel.value = 100 * (1 - lately);
        panel.trend = 100 * (all - lately);
    }
    panel.thresholds = {{5, "critical"}};
    add(std::move(panel));
}

void DashboardMaking::addFailures()
{
    DashboardPanel panel{"failures", "Failures", PanelKind::Table};
    panel.columns = {"operation", "type", "count"};
    for (const std::string &operation : m_sources.tracker.operations()) {
        const auto breakdown = m_sources.tracker.failureBreakdown(operation, m_sources.window);
        for (const auto &[type, count] : *breakdown)
            panel.rows.push_back({operation, type, count});
    }
    add(std::move(panel));
}

void DashboardMaking::addFailureTypes()
{
    std::map<std::string, std::uint64_t> counts;
    for (const std::string &operation : m_sources.tracker.operations()) {
        const auto breakdown = m_sources.tracker.failureBreakdown(operation, m_sources.window);
        for (const auto &[type, count] : *breakdown)
            counts[type] += count;
    }
    std::vector<std::pair<std::string, std::uint64_t>> ranked(counts.begin(), counts.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto &one, const auto &other) { return one.second > other.second; });
    DashboardPanel panel{"types", "Failures by type", PanelKind::Pie, "count"};
    panel.columns = {"type", "count"};
    for (const auto &[type, count] : ranked) {
        if (panel.rows.size() < static_cast<std::size_t>(kMostBars))
            panel.rows.push_back({type, count});
    }
    add(std::move(panel));
}

void DashboardMaking::addOperations()
{
    DashboardPanel panel{"operations", "Operations", PanelKind::Table, "milliseconds"};
    panel.columns = {"operation", "count", "avg", "p95", "p99", "success_rate"};
    for (const std::string &operation : m_sources.tracker.operations()) {
        const auto stats = m_sources.timer.timingStats(operation);
        if (stats.empty())
            continue;
        std::vector<Detail> row{operation};
        for (const char *key : {"count", "avg", "p95", "p99", "success_rate"})
            row.push_back(cellOf(stats, key));
        panel.rows.push_back(std::move(row));
    }
    add(std::move(panel));
}

std::string DashboardMaking::topName(MetricType type) const
{
    const auto top = m_sources.aggregator.top(type, 1);
    return top.empty() ? std::string() : top.front().name;
}

std::string DashboardMaking::worstOperation() const
{
    std::string worst;
    std::uint64_t most = 0;
    for (const std::string &operation : m_sources.tracker.operations()) {
        const auto rate = m_sources.tracker.successRate(operation, m_sources.window);
        if (rate->failures > most) {
            most = rate->failures;
            worst = operation;
        }
    }
    return worst;
}

} // namespace tidemark::metrics

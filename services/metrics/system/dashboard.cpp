// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/dashboard.h"

#include "services/metrics/system/dashboard_making.h"
#include "services/metrics/text/choices.h"

#include <algorithm>
#include <array>

namespace tidemark::metrics {
namespace {

struct Type
{
    std::string_view name;
    std::string_view title;
    void (*fill)(DashboardMaking &making);
};

void fillOverview(DashboardMaking &making)
{
    making.addSeries({"activity", "Activity", PanelKind::Line, "ops/sec"},
                     making.topName(MetricType::Rate), PointFunction::Rate);
    making.addSuccessRate();
    making.addFailures();
    making.addGauge("cpu", "Processors", "system.cpu.percent");
    making.addGauge("memory", "Memory", "system.memory.percent");
    making.addGauge("disk", "Disk", "system.disk.percent");
    making.addTop({"counters", "Largest counters", PanelKind::Bar}, MetricType::Counter);
}

void fillPerformance(DashboardMaking &making)
{
    const std::string slowest = making.topName(MetricType::Timer);
    making.addSeries({"durations", "Durations, 95th percentile", PanelKind::Line}, slowest,
                     PointFunction::P95);
    making.addSeries({"calls", "Calls", PanelKind::Area, "ops/sec"}, slowest, PointFunction::Rate);
    making.addOperations();
    making.addTop({"slowest", "Slowest operations", PanelKind::Bar}, MetricType::Timer);
}

void fillErrors(DashboardMaking &making)
{
    making.addFailures();
    making.addFailureTypes();
    making.addErrorRate();
    making.addSeries(
        {"calls", "Calls of the operation that fails most", PanelKind::Line, "ops/sec"},
        making.worstOperation(), PointFunction::Rate);
}

void fillResources(DashboardMaking &making)
{
    making.addSeries({"cpu", "Processors", PanelKind::Line}, "system.cpu.percent",
                     PointFunction::Value);
    making.addSeries({"load", "Load", PanelKind::Line}, "system.cpu.load_1", PointFunction::Value);
    making.addSeries({"memory", "Memory", PanelKind::Area}, "system.memory.used",
                     PointFunction::Value);
    making.addSeries({"process", "Memory of the process", PanelKind::Area},
                     "system.memory.process_rss", PointFunction::Value);
    making.addGauge("disk", "Disk", "system.disk.percent");
}

void fillUsers(DashboardMaking &making)
{
    making.addSeries({"active", "Users", PanelKind::Line}, "users.active", PointFunction::Value);
    making.addTagged({"by_user", "By user", PanelKind::Table}, "user");
}

void fillNetwork(DashboardMaking &making)
{
    making.addSeries({"received", "Received per second", PanelKind::Area, "bytes"},
                     "system.network.bytes_recv", PointFunction::Rate);
    making.addSeries({"sent", "Sent per second", PanelKind::Area, "bytes"},
                     "system.network.bytes_sent", PointFunction::Rate);
    making.addTagged({"interfaces", "Interfaces", PanelKind::Table}, "interface");
}

constexpr std::array kTypes{
    Type{"overview", "Overview", fillOverview}, Type{"performance", "Performance", fillPerformance},
    Type{"errors", "Errors", fillErrors},       Type{"resources", "Resources", fillResources},
    Type{"users", "Users", fillUsers},          Type{"network", "Network", fillNetwork}};

} // namespace

std::vector<std::string_view> Dashboard::types()
{
    std::vector<std::string_view> names;
    for (const Type &type : kTypes)
        names.push_back(type.name);
    return names;
}

Outcome<DashboardData> Dashboard::data(std::string_view type, std::chrono::seconds window) const
{
    const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                    [type](const Type &known) { return known.name == type; });
    if (found == kTypes.end())
        return failed(Fault::InvalidArgument, "There is no dashboard \"" + std::string(type) +
                                                  "\". Choose one of: " + choicesOf(types()) + '.');
    if (window.count() <= 0 || window > MetricHistory::kLongest)
        return failed(Fault::InvalidArgument, "The window of a dashboard is a second to a day. "
                                              "Give one that is.");
    const DashboardPoints points(m_history, m_clock, window);
    const auto range = points.range();
    DashboardData data{std::string(found->name),
                       std::string(found->title),
                       m_clock.wall_ns(),
                       range.from_ns,
                       range.to_ns,
                       range.step_s};
    DashboardMaking making({m_timer, m_tracker, m_aggregator, points, window}, data);
    found->fill(making);
    return data;
}

} // namespace tidemark::metrics

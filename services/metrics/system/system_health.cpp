// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/system_health.h"

#include "services/metrics/text/number_text.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

constexpr double kIntervalsToFail = 5;

std::string textOf(double number)
{
    std::string text;
    appendNumber(text, number);
    return text;
}

SystemHealth::Part storeOf(const HealthFigures &figures)
{
    return {"store", figures.isStoreGood, figures.whyStore};
}

SystemHealth::Part exportsOf(const HealthFigures &figures, const SystemConfiguration &configuration)
{
    const double longest_s = kIntervalsToFail * configuration.collectionInterval_s;
    const auto isConfigured = [&configuration](const std::string &name) {
        const auto &all = configuration.exportEndpoints;
        return std::any_of(all.begin(), all.end(), [&name](const std::string &endpoint) {
            return withoutSecrets(endpoint) == name;
        });
    };
    for (const ExportEndpoints::Failing &failing : figures.exports.failing) {
        if (failing.failing_s > longest_s && isConfigured(failing.name))
            return {"exports", false,
                    "Exports to \"" + failing.name +
                        "\" have failed for more than five intervals: " + failing.why};
    }
    return {"exports"};
}

SystemHealth::Part diskOf(const HealthFigures &figures, const SystemConfiguration &configuration)
{
    if (figures.disk_pct.value_or(-1) < configuration.maxDiskPercent)
        return {"disk"};
    return {"disk", false,
            "The disk has " + textOf(configuration.maxDiskPercent) +
                " % or more of its room in use. Make room on it."};
}

SystemHealth::Part errorsOf(double errorRate, const SystemConfiguration &configuration)
{
    if (errorRate < configuration.maxErrorRate || errorRate == 0)
        return {"errors"};
    return {"errors", false,
            "Of the operations of the last five minutes a share of " + textOf(errorRate) +
                " failed. See the dashboard \"errors\" for which and why."};
}

void addIfKnown(Metadata &indicators, const char *key, std::optional<double> value)
{
    if (value)
        indicators.emplace(key, *value);
}

} // namespace

SystemHealth healthOf(const HealthFigures &figures, const SystemConfiguration &configuration)
{
    const std::uint64_t operations = figures.successes + figures.failures;
    const double errorRate =
        operations == 0 ? 0
                        : static_cast<double>(figures.failures) / static_cast<double>(operations);
    SystemHealth health;
    health.parts = {storeOf(figures), exportsOf(figures, configuration),
                    diskOf(figures, configuration), errorsOf(errorRate, configuration)};
    const auto worst = std::find_if(health.parts.begin(), health.parts.end(),
                                    [](const SystemHealth::Part &part) { return !part.isHealthy; });
    health.isHealthy = worst == health.parts.end();
    if (!health.isHealthy)
        health.worst = worst->name;
    health.indicators = {{"healthy", health.isHealthy},
                         {"error_rate", errorRate},
                         {"error_rate_known", operations > 0},
                         {"uptime_seconds", figures.uptime_s},
                         {"metrics_total", figures.metrics},
                         {"series_total", figures.series},
                         {"records_stored", figures.recordsStored},
                         {"dropped_total", figures.dropped},
                         {"queue_depth", figures.waiting},
                         {"export_ok", health.parts[1].isHealthy},
                         {"export_failures", figures.exports.failures},
                         {"store_ok", figures.isStoreGood},
                         {"active_timers", figures.activeTimers}};
    addIfKnown(health.indicators, "last_export_age_seconds", figures.exports.lastExport_s);
    addIfKnown(health.indicators, "cpu_percent", figures.cpu_pct);
    addIfKnown(health.indicators, "memory_percent", figures.memory_pct);
    addIfKnown(health.indicators, "disk_percent", figures.disk_pct);
    return health;
}

} // namespace tidemark::metrics

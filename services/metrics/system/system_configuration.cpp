// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/system_configuration.h"

#include "services/metrics/system/resource_monitor.h"
#include "services/metrics/text/choices.h"
#include "services/metrics/text/number_text.h"

#include <algorithm>
#include <optional>

namespace tidemark::metrics {
namespace {

constexpr std::string_view kInterval = "collection_interval";
constexpr std::string_view kRetention = "retention_days";
constexpr std::string_view kEndpoints = "export_endpoints";
constexpr std::string_view kErrorRate = "max_error_rate";
constexpr std::string_view kDiskPercent = "max_disk_percent";
constexpr int kMostDays = 36'500;

struct Range
{
    double first = 0;
    double last = 0;
};

Outcome<double> numberWithin(std::string_view key, const Setting &setting, Range range)
{
    const auto number = numberOf(setting);
    if (number && *number >= range.first && *number <= range.last)
        return *number;
    std::string message = '"' + std::string(key) + "\" is a number from ";
    appendNumber(message, range.first);
    message += " to ";
    appendNumber(message, range.last);
    return failed(Fault::InvalidArgument, message + ". Give it one.");
}

Outcome<int> daysOf(const Setting &setting)
{
    const auto *days = std::get_if<std::int64_t>(&setting);
    if (days != nullptr && *days >= 1 && *days <= kMostDays)
        return static_cast<int>(*days);
    return failed(Fault::InvalidArgument, "\"retention_days\" is a whole number from 1 to 36500. "
                                          "Give it one.");
}

Outcome<std::vector<std::string>> endpointsOf(const Setting &setting)
{
    const auto *given = std::get_if<std::vector<std::string>>(&setting);
    if (given == nullptr || std::find(given->begin(), given->end(), "") != given->end())
        return failed(Fault::InvalidArgument,
                      "\"export_endpoints\" is a list of names or URLs, none of them empty. Give "
                      "it one, also for a single endpoint.");
    std::vector<std::string> once;
    for (const std::string &endpoint : *given) {
        if (std::find(once.begin(), once.end(), endpoint) == once.end())
            once.push_back(endpoint);
    }
    return once;
}

/// Puts it where it belongs.
template <class Value>
Outcome<void> into(Value &place, Outcome<Value> read)
{
    if (!read)
        return tl::unexpected(read.error());
    place = *std::move(read);
    return {};
}

Outcome<void> set(SystemConfiguration &configuration, std::string_view key, const Setting &setting)
{
    if (key == kInterval)
        return into(configuration.collectionInterval_s,
                    numberWithin(key, setting,
                                 {ResourceMonitor::kShortest_s, ResourceMonitor::kLongest_s}));
    if (key == kRetention)
        return into(configuration.retentionDays, daysOf(setting));
    if (key == kEndpoints)
        return into(configuration.exportEndpoints, endpointsOf(setting));
    if (key == kErrorRate)
        return into(configuration.maxErrorRate, numberWithin(key, setting, {0, 1}));
    if (key == kDiskPercent)
        return into(configuration.maxDiskPercent, numberWithin(key, setting, {0, 100}));
    configuration.others.emplace(key, setting);
    configuration.warnings.push_back("There is no setting \"" + std::string(key) +
                                     "\"; it is kept, and has no effect. Those that have: " +
                                     choicesOf(SystemConfiguration::keys()) + '.');
    return {};
}

} // namespace

std::vector<std::string_view> SystemConfiguration::keys()
{
    return {kInterval, kRetention, kEndpoints, kErrorRate, kDiskPercent};
}

Outcome<SystemConfiguration> SystemConfiguration::of(const Settings &settings)
{
    SystemConfiguration configuration;
    for (const auto &[key, setting] : settings) {
        if (auto done = set(configuration, key, setting); !done)
            return tl::unexpected(done.error());
    }
    return configuration;
}

} // namespace tidemark::metrics

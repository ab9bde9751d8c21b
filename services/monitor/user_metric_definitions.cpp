// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_metric_definitions.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

struct UserMetricText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::monitor::UserMetricText)
};

constexpr std::array kMetrics{
    UserMetric{"nat.user.total_requests"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.requests.totalRequests);
               }},
    UserMetric{"nat.user.errors"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.requests.errorCount);
               }},
    UserMetric{"nat.user.active"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.requests.activeRequests);
               }},
    UserMetric{"nat.user.avg_latency_ms"_L1,
               [](const PerUserResourceUsage &usage) { return usage.requests.avgLatency_ms; }},
    UserMetric{"nat.user.functions"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.memory.functionsCount);
               }},
    UserMetric{"nat.user.function_groups"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.memory.functionGroupsCount);
               }},
    UserMetric{"nat.user.exit_stack"_L1,
               [](const PerUserResourceUsage &usage) {
                   return static_cast<double>(usage.memory.exitStackSize);
               }},
};

struct Described
{
    QLatin1StringView name;
    MetricKind kind;
    QStringView unit;
    const char *description;
};

constexpr std::array kDefinitions{
    Described{"nat.user.total_requests"_L1, MetricKind::Counter, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The requests of a user that a server has ended.")},
    Described{"nat.user.errors"_L1, MetricKind::Counter, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The requests of a user that ended by an error.")},
    Described{"nat.user.active"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The requests of a user that were open, waiting ones included.")},
    Described{"nat.user.avg_latency_ms"_L1, MetricKind::Gauge, u"ms",
              QT_TRANSLATE_NOOP(
                  "tidemark::monitor::UserMetricText",
                  "How long requests of a user took on average since the server knows the user.")},
    Described{"nat.user.functions"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The functions that a server kept for a user.")},
    Described{"nat.user.function_groups"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The groups of functions that a server kept for a user.")},
    Described{"nat.user.exit_stack"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The steps that waited for the end of what a server kept for a "
                                "user.")},
    Described{kActiveUsersMetric, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The users that a server kept something for.")},
};

} // namespace

std::span<const UserMetric> userMetrics()
{
    return kMetrics;
}

std::vector<NewDefinition> userMetricDefinitions()
{
    std::vector<NewDefinition> definitions;
    for (const Described &described : kDefinitions) {
        NewDefinition &definition = definitions.emplace_back();
        definition.name = described.name;
        definition.kind = described.kind;
        if (described.kind == MetricKind::Counter) // running totals, of which a sum says nothing
            definition.settings.defaultFunction = AggregateFunction::Max;
        definition.unit = described.unit.toString();
        definition.description = UserMetricText::tr(described.description);
    }
    return definitions;
}

} // namespace tidemark::monitor

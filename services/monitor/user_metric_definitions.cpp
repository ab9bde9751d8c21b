// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_metric_definitions.h"

#include <QCoreApplication>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

struct UserMetricText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::monitor::UserMetricText)
};

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

using Value = std::optional<double>;

double countOf(std::int64_t count)
{
    return static_cast<double>(count);
}

/// Of the first answer nobody knows when it was counted.
Value newCount(std::optional<std::int64_t> count)
{
    return count ? countOf(*count) : kUnknown;
}

Value latencyOf(const TrackedUser &user)
{
    if (!user.newRequests)
        return kUnknown;
    return user.latency ? Value(user.latency->mean_ms) : std::nullopt;
}

/// Since 1970; exact to a microsecond in our time.
double secondsOf(Timestamp at)
{
    constexpr double kPerSecond = 1e9;
    return static_cast<double>(at.posixNs()) / kPerSecond;
}

constexpr std::array kMetrics{
    UserMetric{"nat.user.total_requests"_L1,
               [](const TrackedUser &user) -> Value {
                   return countOf(user.usage.requests.totalRequests);
               }},
    UserMetric{
        "nat.user.errors"_L1,
        [](const TrackedUser &user) -> Value { return countOf(user.usage.requests.errorCount); }},
    UserMetric{"nat.user.active"_L1,
               [](const TrackedUser &user) -> Value {
                   return countOf(user.usage.requests.activeRequests);
               }},
    UserMetric{"nat.user.avg_latency_ms"_L1,
               [](const TrackedUser &user) -> Value { return user.usage.requests.avgLatency_ms; }},
    UserMetric{"nat.user.new_requests"_L1,
               [](const TrackedUser &user) { return newCount(user.newRequests); }},
    UserMetric{"nat.user.new_errors"_L1,
               [](const TrackedUser &user) { return newCount(user.newErrors); }},
    UserMetric{"nat.user.new_time_ms"_L1,
               [](const TrackedUser &user) -> Value { return user.newTime_ms.value_or(kUnknown); }},
    UserMetric{"nat.user.window_latency_ms"_L1, &latencyOf},
    UserMetric{
        "nat.user.created_timestamp_seconds"_L1,
        [](const TrackedUser &user) -> Value { return secondsOf(user.usage.session.createdAt); }},
    UserMetric{"nat.user.last_activity_timestamp_seconds"_L1,
               [](const TrackedUser &user) -> Value {
                   return secondsOf(user.usage.session.lastActivity);
               }},
    UserMetric{
        "nat.user.functions"_L1,
        [](const TrackedUser &user) -> Value { return countOf(user.usage.memory.functionsCount); }},
    UserMetric{"nat.user.function_groups"_L1,
               [](const TrackedUser &user) -> Value {
                   return countOf(user.usage.memory.functionGroupsCount);
               }},
    UserMetric{
        "nat.user.exit_stack"_L1,
        [](const TrackedUser &user) -> Value { return countOf(user.usage.memory.exitStackSize); }},
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
    Described{"nat.user.new_requests"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The requests of a user that ended since the answer before.")},
    Described{"nat.user.new_errors"_L1, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "The requests of a user that ended by an error since the answer "
                                "before.")},
    Described{"nat.user.new_time_ms"_L1, MetricKind::Gauge, u"ms",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "How long the requests of a user that ended since the answer "
                                "before took together.")},
    Described{"nat.user.window_latency_ms"_L1, MetricKind::Gauge, u"ms",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "How long the requests of a user that ended since the answer "
                                "before took on average.")},
    Described{"nat.user.created_timestamp_seconds"_L1, MetricKind::Gauge, u"s",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "Since when a server keeps something for a user, in seconds since "
                                "1970.")},
    Described{"nat.user.last_activity_timestamp_seconds"_L1, MetricKind::Gauge, u"s",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "When a request of a user began or ended last, in seconds since "
                                "1970.")},
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
    Described{kUsersUpMetric, MetricKind::Gauge, u"",
              QT_TRANSLATE_NOOP("tidemark::monitor::UserMetricText",
                                "Whether a server answered when it was asked for its users: 1 or "
                                "0.")},
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
        else if (described.name.startsWith("nat.user.new_"_L1)) // how many in a period
            definition.settings.defaultFunction = AggregateFunction::Sum;
        definition.unit = described.unit.toString();
        definition.description = UserMetricText::tr(described.description);
    }
    return definitions;
}

} // namespace tidemark::monitor

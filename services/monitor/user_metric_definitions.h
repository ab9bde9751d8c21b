// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "services/monitor/user_metrics.h"

#include <QLatin1StringView>

#include <span>
#include <vector>

namespace tidemark::monitor {

/// A metric that is kept of each user (collectors 2.5).
struct UserMetric
{
    QLatin1StringView name;
    double (*value)(const PerUserResourceUsage &usage);
};

[[nodiscard]] std::span<const UserMetric> userMetrics();
/// How many users a server tells of.
inline constexpr QLatin1StringView kActiveUsersMetric("nat.users.active");

/// All of them as a catalogue has them, with kind, unit and description.
[[nodiscard]] std::vector<NewDefinition> userMetricDefinitions();

} // namespace tidemark::monitor

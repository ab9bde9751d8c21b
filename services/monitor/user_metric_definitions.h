// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "services/monitor/user_tracker.h"

#include <QLatin1StringView>

#include <optional>
#include <span>
#include <vector>

namespace tidemark::monitor {

/// A metric that is kept of each user (collectors 2.5).
struct UserMetric
{
    QLatin1StringView name;
    /// NaN: it is not known, which is a gap; nothing: there is nothing to tell.
    std::optional<double> (*value)(const TrackedUser &user);
};

[[nodiscard]] std::span<const UserMetric> userMetrics();
/// How many users a server tells of.
inline constexpr QLatin1StringView kActiveUsersMetric("nat.users.active");
/// Whether it answered: 1 or 0.
inline constexpr QLatin1StringView kUsersUpMetric("nat.users.up");

/// All of them as a catalogue has them, with kind, unit and description.
[[nodiscard]] std::vector<NewDefinition> userMetricDefinitions();

} // namespace tidemark::monitor

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

// What a table shows of the users of servers, by the names of the metrics that are recorded of them
// (collectors 2.5).

/// Whether the server of a user answered when it was asked last: 1 or 0, tagged with the target.
inline constexpr QLatin1StringView kUsersUpName("nat.users.up");
/// The tag that names the server.
inline constexpr QLatin1StringView kTargetTag("target");

/// What the column of a metric of users is called; nothing for every other metric.
[[nodiscard]] std::optional<QString> userColumnTitle(const QString &metric);
/// What the number in that column is, in a sentence; empty for every other metric.
[[nodiscard]] QString userColumnHelp(const QString &metric);
/// Of use only now and then: its column is hidden until it is asked for.
[[nodiscard]] bool isSeldomWanted(const QString &metric);
/// Counted from answer to answer, so that the sum of a stretch says how much there was in it.
[[nodiscard]] bool isCountedByStretch(const QString &metric);

/// One value for each metric; nothing where there is none.
using UserValues = std::vector<std::optional<Sample>>;

/// All entries of one user as one: counts added, means weighed by their requests, the earliest
/// beginning and the latest activity. `entries` are as long as `metrics`, and those counted by
/// stretch are the sums of the stretch.
[[nodiscard]] UserValues sumOfEntries(const QStringList &metrics,
                                      const std::vector<UserValues> &entries);
/// Makes the mean latency of a stretch of the time that its requests took together; nothing without
/// requests, or when the rounding of the server may have moved it by more than a tenth (reckoned
/// from the counters as they are now).
void divideByRequests(const QStringList &metrics, UserValues &values);

} // namespace tidemark

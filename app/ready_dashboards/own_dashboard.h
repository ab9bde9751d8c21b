// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/dashboard.h"

#include <QStringList>

namespace tidemark {

/// The ready dashboard of what the program itself does, as OwnMetrics records it: of the metrics
/// that are among `names`, the last values and charts of the last 15 minutes, which follow the
/// clock. Without any it has no panel. Any thread.
[[nodiscard]] Dashboard ownDashboard(const QStringList &names);

/// The uid of every such dashboard, so that a window has one of them at most.
[[nodiscard]] QString ownDashboardUid();

} // namespace tidemark

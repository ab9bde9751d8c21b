// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/dashboard.h"

#include <QStringList>

namespace tidemark {

/// The ready dashboard of the users of servers, as UserRecorder records them: of the metrics that
/// are among `names`, a table with a row for each user, and charts with a line for each. Without
/// any it has no panel. Any thread.
[[nodiscard]] Dashboard usersDashboard(const QStringList &names);

/// Whether a panel of the dashboard, whichever it is, shows what is recorded of users.
[[nodiscard]] bool showsUsers(const Dashboard &dashboard);

/// The uid of every such dashboard, so that a window has one of them at most.
[[nodiscard]] QString usersDashboardUid();

} // namespace tidemark

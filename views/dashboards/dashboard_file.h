// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "views/dashboards/dashboard.h"

#include <QFuture>
#include <QString>

namespace tidemark {

/// Reads a dashboard file in the background. Errors: NotFound, PermissionDenied, Io,
/// InvalidArgument (too large, not a dashboard). Any thread.
[[nodiscard]] QFuture<Result<Dashboard>> readDashboard(QString path);

/// Writes a dashboard file in the background, whole or not at all; the folder is made when missing.
/// Errors: ReadOnly (a dashboard of a newer version), PermissionDenied, Io. Any thread.
[[nodiscard]] QFuture<Result<void>> writeDashboard(QString path, Dashboard dashboard);

} // namespace tidemark

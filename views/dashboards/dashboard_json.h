// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "views/dashboards/dashboard.h"

#include <QByteArray>

namespace tidemark {

/// Largest dashboard file that is read, in bytes.
inline constexpr qint64 kDashboardMaxBytes = qint64{4} * 1024 * 1024;

/// The file's text (B6). Unknown keys of the file it was read from are written back. Any thread.
[[nodiscard]] QByteArray toFileText(const Dashboard &dashboard);

/// Reads a dashboard file's text. A known key of a wrong type counts as absent and is kept among
/// the unknown ones; panels are moved into the grid's columns. A newer schema is read as far as it
/// is understood and is read-only. Errors: InvalidArgument for anything that is not a dashboard.
/// Any thread.
[[nodiscard]] Result<Dashboard> dashboardFromText(const QByteArray &text);

/// The word in files for a panel's type: `chart value table text`; its own for Unknown.
[[nodiscard]] QString panelTypeName(const PanelSpec &panel);

} // namespace tidemark

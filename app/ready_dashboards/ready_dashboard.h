// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/dashboard.h"

#include <QStringList>

#include <vector>

namespace tidemark {

/// What one panel of a ready dashboard shows.
struct PanelGroup
{
    QString title;
    std::vector<QString> metrics; ///< names; of one chart: at most two units
};

/// What is left of the groups when only the metrics in `names` are there.
[[nodiscard]] std::vector<PanelGroup> known(std::vector<PanelGroup> groups,
                                            const QStringList &names);

/// A dashboard of the last 15 minutes that follows the clock, without panels yet. Panels are added
/// below those that it has, across its whole width.
[[nodiscard]] Dashboard readyDashboard(const QString &uid, const QString &title);
/// Last values side by side.
void addCards(Dashboard &dashboard, const std::vector<PanelGroup> &groups);
/// Two charts in a row; an odd last one alone.
void addCharts(Dashboard &dashboard, const std::vector<PanelGroup> &groups);
/// A table of last values, a row for what carries the same tags.
void addLatestTable(Dashboard &dashboard, const PanelGroup &group);

} // namespace tidemark

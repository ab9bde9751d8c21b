// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/dashboard.h"

#include <QUuid>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

const PanelSpec *Dashboard::panel(const QString &id) const
{
    const auto found = std::find_if(panels.begin(), panels.end(),
                                    [&](const PanelSpec &panel) { return panel.id == id; });
    return found == panels.end() ? nullptr : &*found;
}

PanelSpec *Dashboard::panel(const QString &id)
{
    const auto found = std::find_if(panels.begin(), panels.end(),
                                    [&](const PanelSpec &panel) { return panel.id == id; });
    return found == panels.end() ? nullptr : &*found;
}

int Dashboard::rowCount() const
{
    int rows = 0;
    for (const PanelSpec &panel : panels)
        rows = std::max(rows, panel.place.row + panel.place.rows);
    return rows;
}

QString Dashboard::freePanelId() const
{
    for (std::size_t number = panels.size() + 1;; ++number) {
        QString id = u"p%1"_s.arg(number);
        if (!panel(id))
            return id;
    }
}

Dashboard emptyDashboard(const QString &title)
{
    Dashboard dashboard;
    dashboard.uid = u"db_"_s + QUuid::createUuid().toString(QUuid::Id128);
    dashboard.title = title;
    return dashboard;
}

} // namespace tidemark

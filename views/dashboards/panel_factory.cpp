// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/panel_factory.h"

#include "views/dashboards/chart_panel.h"
#include "views/dashboards/latest_table_panel.h"
#include "views/dashboards/table_panel.h"
#include "views/dashboards/text_panel.h"
#include "views/dashboards/unknown_panel.h"
#include "views/dashboards/value_panel.h"

namespace tidemark {

PanelCard *createPanel(const PanelSpec &spec, const PanelServices &services, QWidget *parent)
{
    switch (spec.type) {
    case PanelType::Chart:
        return new ChartPanel(spec, services, parent);
    case PanelType::Value:
        return new ValuePanel(spec, services, parent);
    case PanelType::Table:
        if (spec.detail == PanelDetail::Values)
            return new LatestTablePanel(spec, services, parent);
        return new TablePanel(spec, services, parent);
    case PanelType::Text:
        return new TextPanel(spec, services, parent);
    case PanelType::Unknown:
        break;
    }
    return new UnknownPanel(spec, services, parent);
}

} // namespace tidemark

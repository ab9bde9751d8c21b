// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/unknown_panel.h"

#include <utility>

namespace tidemark {

UnknownPanel::UnknownPanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
{}

void UnknownPanel::query()
{
    setTitle(spec().title, {});
    showEmpty(tr("This version cannot show a panel of the type \"%1\". The file keeps it.")
                  .arg(spec().typeName),
              {{tr("Remove panel"), [this] { Q_EMIT removeRequested(); }}});
}

void UnknownPanel::fillMenu(QMenu *) {}

} // namespace tidemark

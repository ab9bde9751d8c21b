// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/dashboard.h"
#include "views/dashboards/panel_services.h"

class QWidget;

namespace tidemark {

class PanelCard;

/// The panel of the declared type; one of an unknown type says that this version cannot show it.
/// `parent` owns it.
[[nodiscard]] PanelCard *createPanel(const PanelSpec &spec, const PanelServices &services,
                                     QWidget *parent);

} // namespace tidemark

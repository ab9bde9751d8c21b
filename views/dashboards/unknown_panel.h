// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/panel_card.h"

namespace tidemark {

/// Stands for a panel of a type that this version does not know. The file keeps it as it came.
class UnknownPanel final : public PanelCard
{
    Q_OBJECT

public:
    UnknownPanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;
    void fillMenu(QMenu *menu) override;
    [[nodiscard]] bool needsMetric() const override { return false; }
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/unit.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/value_lines.h"
#include "views/dashboards/panel_card.h"

namespace tidemark {

namespace charts {
class SingleValuePanel;
struct SingleValue;
} // namespace charts

/// One number: the newest period in view that has records, with its change against the period
/// before it, or the last value in view. GUI thread.
class ValuePanel final : public PanelCard
{
    Q_OBJECT

public:
    ValuePanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;

private:
    void queryLast();
    void queryPeriods();
    /// With the panel's title, or the metric's name.
    [[nodiscard]] charts::SingleValue captioned(const Unit &unit);
    void showLast(const ValueLines &lines);
    void showSeries(const AggregateSeries &series);
    /// Clicking the number selects its metric and period, so that tables show its records.
    void selectBucket();

    charts::SingleValuePanel *m_value;
    std::optional<TimeWindow> m_bucket;
};

} // namespace tidemark

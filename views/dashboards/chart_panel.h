// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "views/dashboards/panel_card.h"

#include <memory>
#include <optional>
#include <vector>

namespace tidemark {

namespace charts {
class ChartWidget;
struct ChartSeries;
} // namespace charts

/// Draws the aggregates of one or more metrics by period: lines with the band from minimum to
/// maximum, or bars. Its window, cursor and selected span are those of the context. GUI thread.
class ChartPanel final : public PanelCard
{
    Q_OBJECT

public:
    ChartPanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

    void setWheelZooms(bool zooms) override;
    [[nodiscard]] charts::ChartWidget *chart() const { return m_chart; }

Q_SIGNALS:
    void tableRequested();
    void axisWidthsChanged();

protected:
    void query() override;
    void fillMenu(QMenu *menu) override;

private:
    /// The answers of one request, gathered until the last one is there.
    struct Answers
    {
        std::vector<std::optional<AggregateSeries>> series; ///< by metric; nothing where it failed
        std::optional<Error> error;                         ///< the first one
        std::size_t missing = 0;                            ///< answers still to come
    };

    void connectChart();
    void showTitle();
    void accept(std::size_t place, Result<AggregateSeries> answer,
                const std::shared_ptr<Answers> &answers);
    void showAnswers(const Answers &answers);
    [[nodiscard]] charts::ChartSeries chartSeries(const Definition &metric,
                                                  const AggregateSeries &series) const;

    charts::ChartWidget *m_chart;
};

} // namespace tidemark

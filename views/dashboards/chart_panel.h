// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "views/dashboards/panel_card.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark {

namespace charts {
class ChartWidget;
struct ChartSeries;
} // namespace charts

/// Draws the aggregates of one or more metrics by period: lines with the band from minimum to
/// maximum, or bars. There is a value axis for two units; series of a third are left out, with a
/// note, since they would be read on the wrong axis (C10). Its window, cursor and selected span are
/// those of the context. GUI thread.
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
    void chooseDrawn();
    void applyValueRange();
    void showTitle();
    void onBucketSelected(const QString &series, const TimeWindow &bucket);
    void addGapMenu(QMenu *menu);
    void editValueRange();
    void edit(const std::function<void(PanelSpec &)> &change);
    void accept(std::size_t place, Result<AggregateSeries> answer,
                const std::shared_ptr<Answers> &answers);
    void showAnswers(const Answers &answers);
    [[nodiscard]] charts::ChartSeries chartSeries(const Definition &metric,
                                                  const AggregateSeries &series) const;

    charts::ChartWidget *m_chart;
    std::vector<Definition> m_drawn; ///< of metrics(), those for which there is a value axis
    int m_unitCount = 0;             ///< of metrics(), also of those that are not drawn
    PanelValueRange m_appliedValues; ///< what the chart was told last
};

} // namespace tidemark

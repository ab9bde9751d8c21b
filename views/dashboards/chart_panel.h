// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "model/domain/value_lines.h"
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

/// Draws one or more metrics: their aggregates by period as lines with the band from minimum to
/// maximum or as bars, or the values themselves, as fine as the width allows, each series a line.
/// There is a value axis for two units; series of a third are left out, with a note, since they
/// would be read on the wrong axis (C10). Its window, cursor and selected span are those of the
/// context. GUI thread.
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
    [[nodiscard]] QString periodText() const override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// What is drawn of one metric.
    struct Drawing
    {
        std::vector<charts::ChartSeries> series;
        bool hasValues = false;
        std::size_t omitted = 0; ///< series that were not read, since there are too many
        bool isDamaged = false;  ///< some of its samples cannot be read
        Timedelta columnWidth;   ///< above 0 where values are gathered in columns
    };
    /// The answers of one request, gathered until the last one is there.
    struct Answers
    {
        std::vector<std::optional<Drawing>> drawings; ///< by metric; nothing where it failed
        std::optional<Error> error;                   ///< the first one
        std::size_t missing = 0;                      ///< answers still to come
    };

    void connectChart();
    void chooseDrawn();
    void applyValueRange();
    void showTitle();
    void onBucketSelected(const QString &series, const TimeWindow &bucket);
    void addDetailMenu(QMenu *menu);
    void addGapMenu(QMenu *menu);
    void editValueRange();
    void edit(const std::function<void(PanelSpec &)> &change);
    [[nodiscard]] bool showsValues() const;
    [[nodiscard]] bool hasBand(const Definition &metric) const;
    [[nodiscard]] QString valuesFunctionText() const;
    [[nodiscard]] static QString metricOfIdentity(const QString &series);
    [[nodiscard]] int columnCount() const;
    void queryPeriods(std::size_t place, std::uint64_t generation,
                      const std::shared_ptr<Answers> &answers);
    void queryValues(std::size_t place, std::uint64_t generation,
                     const std::shared_ptr<Answers> &answers);
    void accept(std::size_t place, Result<Drawing> drawing,
                const std::shared_ptr<Answers> &answers);
    void showAnswers(const Answers &answers);
    [[nodiscard]] QStringList notesOn(const Answers &answers) const;
    // How answers are drawn: chart_panel_series.cpp.
    [[nodiscard]] charts::ChartSeries styled(const Definition &metric) const;
    [[nodiscard]] Drawing drawingOf(const Definition &metric, const AggregateSeries &series) const;
    [[nodiscard]] Drawing drawingOf(const Definition &metric, const ValueLines &lines) const;

    charts::ChartWidget *m_chart;
    std::vector<Definition> m_drawn; ///< of metrics(), those for which there is a value axis
    int m_unitCount = 0;             ///< of metrics(), also of those that are not drawn
    PanelValueRange m_appliedValues; ///< what the chart was told last
    bool m_showsValues = false;      ///< not periods; as asked for last
    int m_askedColumns = 0;          ///< likewise
    Timedelta m_columnWidth;         ///< above 0 where what is shown is gathered in columns
    QTimer m_resizeTimer;
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "views/charts/chart_controller.h"
#include "views/dashboards/state_view.h"

#include <QWidget>

#include <set>

class QLabel;
class QStackedWidget;

namespace tidemark {
class LoadingVeil;
}

namespace tidemark::charts {

class ChartCanvas;
class ChartLegend;

/// A panel's chart of bucket aggregates or records: title, legend, plot, and the designed states
/// (empty, loading, data, partial, error). It shows what it is given and asks by signals; it never
/// fetches. Time is asked for by rangeChangeRequested(), shown at once with the data at hand, and
/// answered by setSeries(). GUI thread.
class ChartWidget final : public QWidget
{
    Q_OBJECT

public:
    /// `theme` outlives the widget.
    explicit ChartWidget(const theme::Theme &theme, QWidget *parent = nullptr);

    /// The line over the plot; an empty title takes no room (the panel shows its own), but names
    /// the chart for a screen reader.
    void setTitle(const QString &title, const QString &subtitle = {});
    void setTitleVisible(bool isVisible);

    /// New data: ends the loading state, and an error or empty state unless nothing is in view.
    void setSeries(std::vector<ChartSeries> series);
    void setTimeWindow(const TimeWindow &window, RangeOrigin origin = RangeOrigin::Chosen,
                       ZoomMove move = ZoomMove::Step);
    void setCalendar(const Calendar &calendar);
    /// Of the buckets; nothing for records.
    void setPeriod(std::optional<Period> period);
    /// How numbers are written, and times but for what differs from the locale of `numbers`.
    void setFormat(const NumberFormatter &numbers, const TimeStyle &times = {});
    /// All data there is: `0` fits it, and zooming out stops at twice of it.
    void setDataExtent(std::optional<TimeWindow> extent);
    void setAxisSettings(std::size_t axis, const ValueAxisSettings &settings);
    void setHiddenSeries(std::set<QString> identities);

    /// Shares the plot's edges with other panels of a column: least widths of the axes, logical px.
    void setAxisWidths(double left, double right);
    /// What the axes need by themselves.
    [[nodiscard]] double neededLeft() const;
    [[nodiscard]] double neededRight() const;

    /// Another chart's cursor: shows the line, without a readout.
    void setCursor(std::optional<Timestamp> at);
    void setSelectedSpan(std::optional<TimeWindow> span);

    /// True in a dashboard that scrolls: the plain wheel is left to it. Ctrl+wheel always zooms.
    void setWheelScrolls(bool scrolls);
    /// Swaps the left drag (zoom) with the middle one (pan).
    void setLeftDragPans(bool pans);

    // The designed states; setSeries() brings back the data.
    void showEmpty(const QString &text, QList<StateAction> actions = {});
    void showError(const Error &error, QList<StateAction> actions = {});
    void showLoading(const QString &text);
    void stopLoading();
    /// A line under the plot, such as "Showing 10,000 of about 48,000 records."; empty hides it.
    void showPartial(const QString &text, QList<StateAction> actions = {});

    [[nodiscard]] const ChartController &controller() const { return *m_controller; }
    /// The plot, to which keys and the pointer go.
    [[nodiscard]] ChartCanvas *canvas() const { return m_canvas; }
    /// The commands of the context menu, for the main menu and the palette too.
    [[nodiscard]] QList<QAction *> chartActions() const;

Q_SIGNALS:
    void rangeChangeRequested(const tidemark::TimeWindow &window, tidemark::charts::ZoomMove move);
    void stepRequested(int ranges); ///< one range back (-1) or forward (1)
    void fitAllRequested();         ///< no extent was set
    void cursorMoved(std::optional<tidemark::Timestamp> at);
    void bucketSelected(const QString &series, const tidemark::TimeWindow &bucket);
    void bucketActivated(const QString &series, const tidemark::TimeWindow &bucket);
    void spanSelected(std::optional<tidemark::TimeWindow> span);
    void spanStatisticsChanged(const tidemark::charts::SpanStatistics &statistics);
    void seriesVisibilityChanged(const QString &series, bool isVisible);
    void tableRequested();    ///< Ctrl+T
    void maximiseRequested(); ///< V
    void loadingCancelled();
    void axisWidthsChanged(); ///< neededLeft() or neededRight()

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildLayout();
    void connectController();
    void updateTitle();
    void updateAxisWidths();

    const theme::Theme &m_theme;
    ChartController *m_controller;
    QLabel *m_title;
    ChartLegend *m_legend;
    QStackedWidget *m_stack;
    ChartCanvas *m_canvas;
    StateView *m_state;
    QWidget *m_partial;
    LoadingVeil *m_veil;
    bool m_isTitleVisible = true;
    double m_neededLeft = 0;
    double m_neededRight = 0;
};

} // namespace tidemark::charts

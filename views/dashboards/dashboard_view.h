// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "views/browser/metric_browser.h"
#include "views/dashboards/dashboard.h"
#include "views/dashboards/panel_services.h"

#include <QHash>
#include <QString>
#include <QWidget>

#include <vector>

class QScrollArea;

namespace tidemark {

class DashboardGrid;
class PanelCard;
class StateView;

/// One open dashboard: its panels on the grid, the active one among them, and what can be done with
/// them. Every change of the declaration is told as a step with before and after, so that it can be
/// undone. GUI thread.
class DashboardView final : public QWidget
{
    Q_OBJECT

public:
    DashboardView(Dashboard dashboard, const PanelServices &services, QWidget *parent = nullptr);

    ~DashboardView() override; // the focus may move while the widget goes

    [[nodiscard]] const Dashboard &dashboard() const { return m_dashboard; }
    /// Shows another state of the dashboard; panels that stay keep their data.
    void setDashboard(const Dashboard &dashboard);
    void setTitle(const QString &title);

    [[nodiscard]] PanelCard *panel(const QString &id) const { return m_cards.value(id); }
    [[nodiscard]] PanelCard *activePanel() const { return m_cards.value(m_active); }
    void setActivePanel(const QString &id);
    /// In reading order.
    [[nodiscard]] QList<PanelCard *> panels() const;
    /// How many panels show one of the metrics or more.
    [[nodiscard]] int panelsShowing(const std::vector<MetricId> &metrics) const;

    /// True for a dashboard of a newer version: every edit is refused with the reason (B6).
    [[nodiscard]] bool isReadOnly() const { return m_dashboard.isReadOnly(); }
    void refuse();

    /// Draws the metrics where D11 says.
    void plot(const std::vector<MetricId> &metrics, PlotTarget target);
    /// Adds it below the others; a chart of more units than it has axes becomes several (C10).
    void addPanel(const PanelSpec &spec);
    void removePanel(const QString &id);
    void changePanel(const PanelSpec &spec);
    void toggleMaximised(const QString &id);
    void toggleMaximisedActive();
    [[nodiscard]] bool isMaximised() const;
    void reload();
    void focusDashboard();

Q_SIGNALS:
    void edited(const QString &label, const tidemark::Dashboard &before,
                const tidemark::Dashboard &after);
    void dashboardChanged(); ///< the declaration differs from before, for whatever reason
    void chooseMetricRequested(const QString &panelId);
    void addValueRequested();
    void tableRequested(); ///< Ctrl+T on a chart
    void answered(qint64 elapsed_ms);
    void panelStateChanged();
    void activePanelChanged(); ///< the person made another panel the active one
    void refused(const QString &reason);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// False when the dashboard cannot be changed.
    bool edit(const QString &label, const Dashboard &after);
    void activate(const QString &id);
    void showPanels();
    PanelCard *createCard(const PanelSpec &spec);
    void onFocusChanged(QWidget *before, QWidget *now);
    void alignCharts();
    void updateWheelRule();
    void updateEmptyState();
    [[nodiscard]] PanelCard *chartForPlot() const;
    [[nodiscard]] bool plotInto(PanelSpec spec, const std::vector<MetricId> &metrics, bool replace);

    Dashboard m_dashboard;
    PanelServices m_services;
    QHash<QString, PanelCard *> m_cards;
    QString m_active;
    QScrollArea *m_scroll;
    DashboardGrid *m_grid;
    StateView *m_empty;
};

} // namespace tidemark

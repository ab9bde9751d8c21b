// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/store_bench.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/chart_panel.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/view_context.h"
#include "views/theme/series_style.h"
#include "views/theme/theme.h"

#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QToolButton>

#include <memory>

namespace tidemark::test {

inline PanelSpec panelOf(const QString &id, PanelType type, const QString &metric, PanelPlace place)
{
    PanelSpec panel;
    panel.id = id;
    panel.type = type;
    panel.place = place;
    if (!metric.isEmpty())
        panel.metrics = {{{}, metric, {}}};
    return panel;
}

struct Board
{
    explicit Board(std::vector<PanelSpec> panels)
    {
        bench.addMetric(QStringLiteral("speed"), QStringLiteral("km/h"));
        bench.addMetric(QStringLiteral("noise"), QStringLiteral("dB"));
        bench.addMetric(QStringLiteral("empty"));
        bench.addMetric(QStringLiteral("weight"), QStringLiteral("kg"));
        bench.addMany(QStringLiteral("speed"), QStringLiteral("2026-11-01T00:00:00Z"), 10,
                      Timedelta(kNsPerDay));
        bench.addMany(QStringLiteral("noise"), QStringLiteral("2026-11-01T00:00:00Z"), 10,
                      Timedelta(kNsPerDay));
        bench.addMany(QStringLiteral("weight"), QStringLiteral("2026-11-01T00:00:00Z"), 10,
                      Timedelta(kNsPerDay));
        metrics = std::make_unique<MetricDirectory>(*bench.ports.catalog, *bench.ports.events);
        context.setWindow({at(QStringLiteral("2026-11-01T00:00:00Z")),
                           at(QStringLiteral("2026-11-20T00:00:00Z"))});
        Dashboard dashboard = emptyDashboard(QStringLiteral("Test"));
        dashboard.panels = std::move(panels);
        view = std::make_unique<DashboardView>(
            dashboard,
            PanelServices{bench.ports, &context, metrics.get(), &theme, &styles, &bench.formatter});
        view->resize(900, 700);
        view->show();
    }
    MetricId id(const QString &name) const { return metrics->findName(name)->id; }
    PanelCard::State state(const QString &panel) const { return view->panel(panel)->state(); }
    const charts::ChartContent &content(const QString &panel) const
    {
        return qobject_cast<ChartPanel *>(view->panel(panel))->chart()->controller().content();
    }

    StoreBench bench;
    ViewContext context{bench.clock};
    theme::Theme theme;
    theme::SeriesStyleRegistry styles;
    std::unique_ptr<MetricDirectory> metrics;
    std::unique_ptr<DashboardView> view;
};

inline QPushButton *buttonNamed(const QWidget *parent, const QString &text)
{
    for (QPushButton *button : parent->findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

inline const PanelPlace kTop{0, 0, 12, 7, {}};
inline const PanelPlace kBelow{0, 7, 12, 7, {}};

/// Opens the panel's menu; the entry with this text, of submenus too. Null when there is none.
inline QAction *openMenu(PanelCard *panel, const QString &text)
{
    for (int i = 0; i < 2; ++i) // of the plug-in, for each menu that comes up
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(
                                               "^This plugin does not support (raise|grabbing)")));
    QTest::mouseClick(panel->findChild<QToolButton *>(), Qt::LeftButton);
    for (const QMenu *menu : panel->findChildren<QMenu *>()) {
        for (QAction *action : menu->actions()) {
            if (action->text() == text)
                return action;
        }
    }
    return nullptr;
}

inline void closeMenus(PanelCard *panel)
{
    for (QMenu *menu : panel->findChildren<QMenu *>(Qt::FindDirectChildrenOnly))
        menu->close();
}

/// Chooses an entry of the panel's menu by its text, as a person does; submenus count too.
inline bool choose(PanelCard *panel, const QString &text)
{
    QAction *wanted = openMenu(panel, text);
    if (wanted != nullptr)
        wanted->trigger();
    closeMenus(panel);
    return wanted != nullptr;
}

} // namespace tidemark::test

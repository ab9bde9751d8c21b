// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/automatic_dashboard.h"

#include "views/dashboards/metric_directory.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::AutomaticDashboard)
};

constexpr std::size_t kValueCards = 4;
constexpr int kValueRows = 2;
constexpr int kLargeRows = 7;
constexpr int kSmallRows = 5;

PanelSpec panelFor(PanelType type, const Definition &metric, const PanelPlace &place)
{
    PanelSpec panel;
    panel.type = type;
    panel.metrics = {refOf(metric)};
    panel.place = place;
    return panel;
}

/// Most values first; equal counts keep the order of the catalogue.
void sortByUse(std::vector<MetricSummary> &metrics)
{
    std::erase_if(metrics, [](const MetricSummary &metric) {
        return metric.valueCount() == 0 || metric.definition.isArchived;
    });
    std::stable_sort(metrics.begin(), metrics.end(),
                     [](const MetricSummary &a, const MetricSummary &b) {
                         return a.valueCount() > b.valueCount();
                     });
}

void addValueCards(Dashboard &dashboard, const std::vector<MetricSummary> &metrics)
{
    const std::size_t count = std::min(metrics.size(), kValueCards);
    // One or two cards are not stretched over the whole width.
    const int columns = count < 3 ? kGridColumns / 4 : kGridColumns / static_cast<int>(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Definition &metric = metrics[i].definition;
        PanelSpec panel = panelFor(PanelType::Value, metric,
                                   {static_cast<int>(i) * columns, 0, columns, kValueRows, {}});
        panel.id = u"value%1"_s.arg(i + 1);
        panel.function = defaultFunction(metric);
        dashboard.panels.push_back(panel);
    }
}

/// Dense series say more as they are than by day.
PanelDetail detailFor(const MetricSummary &metric)
{
    return metric.sampleCount > metric.recordCount ? PanelDetail::Values : PanelDetail::Automatic;
}

PanelSpec monthlyBars(const Definition &metric, AggregateFunction function, const QString &id)
{
    PanelSpec panel =
        panelFor(PanelType::Chart, metric, {0, kValueRows + kLargeRows, 6, kSmallRows, {}});
    panel.id = id;
    panel.style = ChartStyle::Bars;
    panel.period = Period::Monthly;
    panel.function = function;
    return panel;
}

} // namespace

QString automaticDashboardUid()
{
    return u"db_automatic"_s;
}

Dashboard automaticDashboard(std::vector<MetricSummary> metrics)
{
    Dashboard dashboard;
    dashboard.uid = automaticDashboardUid();
    dashboard.title = Text::tr("Overview");
    sortByUse(metrics);
    if (metrics.empty())
        return dashboard;
    addValueCards(dashboard, metrics);
    const Definition &first = metrics.front().definition;
    PanelSpec large =
        panelFor(PanelType::Chart, first, {0, kValueRows, kGridColumns, kLargeRows, {}});
    large.id = u"main"_s;
    large.followsSelection = true;
    large.detail = detailFor(metrics.front());
    dashboard.panels.push_back(large);
    dashboard.panels.push_back(monthlyBars(first, defaultFunction(first), u"left"_s));
    PanelSpec right = monthlyBars(first, AggregateFunction::Count, u"right"_s);
    if (metrics.size() > 1) {
        right = panelFor(PanelType::Chart, metrics[1].definition, right.place);
        right.id = u"right"_s;
        right.function = defaultFunction(metrics[1].definition);
        right.detail = detailFor(metrics[1]);
    }
    right.place.column = 6;
    dashboard.panels.push_back(right);
    return dashboard;
}

} // namespace tidemark

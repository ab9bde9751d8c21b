// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics a panel shows, and what it says when there is nothing to show; its menu.
#include "views/dashboards/panel_card.h"

#include "model/domain/formatter.h"
#include "model/items/mirror_ages.h"
#include "model/ports/clock.h"
#include "model/ports/store_events.h"
#include "model/time/time_range.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QActionGroup>
#include <QContextMenuEvent>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

void PanelCard::onStoreChanged(const StoreChange &change)
{
    const bool touched = change.sessions || std::any_of(m_metrics.begin(), m_metrics.end(),
                                                        [&](const Definition &metric) {
                                                            return change.touches(metric.id);
                                                        });
    if (!touched)
        return;
    if (m_services.context->live() == LiveState::Following)
        m_isStale = true; // until the window moves on
    else
        onDataChanged();
}

void PanelCard::refresh()
{
    const MetricDirectory &directory = *m_services.metrics;
    if (!isVisible())
        return;
    if (needsMetric() && !directory.isLoaded())
        return; // its changed() comes back here
    m_isStale = false;
    if (needsMetric() && directory.error()) {
        showError(*directory.error());
        return;
    }
    m_metrics.clear();
    if (m_spec.followsSelection) {
        for (const MetricId metric : m_services.context->selectedMetrics()) {
            if (const Definition *found = directory.find(metric))
                m_metrics.push_back(*found);
        }
    }
    if (m_metrics.empty()) {
        for (const MetricRef &metric : m_spec.metrics) {
            const Definition *found = directory.find(metric);
            if (!found) {
                showMissing(metric.name.isEmpty() ? metric.uid : metric.name);
                return;
            }
            const bool isListed = // two of them may have been merged into one
                std::any_of(m_metrics.begin(), m_metrics.end(),
                            [found](const Definition &known) { return known.id == found->id; });
            if (!isListed)
                m_metrics.push_back(*found);
        }
    }
    if (needsMetric() && m_metrics.empty())
        showEmpty(tr("This panel has no metric yet."),
                  {{tr("Choose a metric"), [this] { Q_EMIT chooseMetricRequested(); }},
                   {tr("Remove panel"), [this] { Q_EMIT removeRequested(); }}});
    else
        query();
}

// The time alone within the day of the display zone, else with its date.
void PanelCard::showAge()
{
    const bool hasContent = m_state == State::Data || m_state == State::Partial;
    const auto age = m_services.ages && needsMetric() && hasContent ? m_services.ages->of(m_metrics)
                                                                    : std::nullopt;
    m_age->setVisible(age.has_value());
    if (!age) {
        m_age->clear();
        return;
    }
    const Formatter &formatter = *m_services.formatter;
    const TimeFormatter &times = formatter.times();
    const Timestamp now = m_services.context->clock().now();
    const bool isToday = times.zone().civilAt(age->asOf).date == times.zone().civilAt(now).date;
    const QString clock = times.clock(age->asOf, false);
    m_age->setText(isToday ? tr("as of %1", "a time").arg(clock)
                           : tr("as of %1, %2", "date and time").arg(times.date(age->asOf), clock));
    m_age->setToolTip(
        age->isOffline
            ? tr("%1 cannot be asked now. What came from it is as of %2.", "source and time")
                  .arg(age->source, formatter.exactTime(age->asOf))
            : tr("%1 was not fetched from since %2. Fetch from it for what is newer.",
                 "source and time")
                  .arg(age->source, formatter.exactTime(age->asOf)));
    m_age->setAccessibleName(m_age->text());
    m_age->setAccessibleDescription(m_age->toolTip());
}

QString PanelCard::ageText() const
{
    return m_age->text();
}

void PanelCard::showMissing(const QString &name)
{
    setTitle(m_spec.title.isEmpty() ? name : m_spec.title, {});
    showEmpty(tr("\"%1\" is not in this store.").arg(name),
              {{tr("Choose another"), [this] { Q_EMIT chooseMetricRequested(); }},
               {tr("Remove"), [this] { Q_EMIT removeRequested(); }}});
}

void PanelCard::showNoRecords()
{
    ViewContext *context = m_services.context;
    const FormatChoices &choices = m_services.formatter->choices();
    const QString range = rangeText(*context, choices.locale, choices.timeStyle);
    if (context->filter().isActive()) {
        showEmpty(tr("No records match the filter in %1.").arg(range),
                  {{tr("Clear filter"), [context] { context->setFilter({}); }}});
        return;
    }
    showEmpty(tr("No records in %1.").arg(range),
              {{tr("Show all data"), [context] { showAllData(*context); }},
               {tr("Add a value"), [this] { Q_EMIT addValueRequested(); }}});
}

void PanelCard::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT activated();
    popUpMenu(event->globalPos());
    event->accept();
}

void PanelCard::popUpMenu(QPoint globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    fillCommonMenu(menu);
    menu->popup(globalPosition);
}

void PanelCard::fillMenu(QMenu *menu)
{
    fillAggregationMenus(menu);
}

void PanelCard::fillAggregationMenus(QMenu *menu)
{
    const auto addChoice = [this](QMenu *parent, QActionGroup *group, const QString &text,
                                  bool checked, const PanelSpec &spec) {
        QAction *action = parent->addAction(text, this, [this, spec] { Q_EMIT specEdited(spec); });
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
    };
    QMenu *periods = menu->addMenu(tr("Period"));
    auto *periodGroup = new QActionGroup(periods);
    PanelSpec spec = m_spec;
    spec.period.reset();
    addChoice(periods, periodGroup, tr("As in the window"), !m_spec.period, spec);
    for (const Period period : kAllPeriods) {
        spec.period = period;
        addChoice(periods, periodGroup, periodUnitName(period), m_spec.period == period, spec);
    }
    QMenu *functions = menu->addMenu(tr("Function"));
    auto *functionGroup = new QActionGroup(functions);
    spec = m_spec;
    spec.function.reset();
    addChoice(functions, functionGroup, tr("As in the window"), !m_spec.function, spec);
    for (const AggregateFunction function : kAggregateFunctions) {
        spec.function = function;
        addChoice(functions, functionGroup, functionLabel(function), m_spec.function == function,
                  spec);
    }
}

void PanelCard::fillCommonMenu(QMenu *menu)
{
    const theme::Theme &theme = *m_services.theme;
    if (!menu->isEmpty())
        menu->addSeparator();
    menu->addAction(theme::themeIcon(theme, m_isMaximised ? u"shrink"_s : u"expand"_s),
                    m_isMaximised ? tr("Restore\tV") : tr("Maximise\tV"), this,
                    &PanelCard::maximiseRequested);
    menu->addAction(theme::themeIcon(theme, u"reload"_s), tr("Reload"), this, &PanelCard::reload);
    if (needsMetric())
        menu->addAction(tr("Choose metric…"), this, &PanelCard::chooseMetricRequested);
    menu->addSeparator();
    menu->addAction(theme::themeIcon(theme, u"trash"_s), tr("Remove panel"), this,
                    &PanelCard::removeRequested);
}

} // namespace tidemark

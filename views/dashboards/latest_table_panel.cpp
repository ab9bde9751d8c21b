// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/latest_table_panel.h"

#include "model/core/continue_on.h"
#include "model/items/item_roles.h"
#include "model/items/latest_values_model.h"
#include "model/items/metric_filter_model.h"
#include "model/ports/series_store.h"
#include "views/dashboards/view_context.h"

#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tidemark {

namespace {

class SortedValues final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        static const NaturalOrder order;
        const int role = roleOf(ItemRole::SortKey);
        return sortsBefore(left.data(role), right.data(role), order);
    }
};

constexpr std::size_t kMostValues = 5'000; // so that the window's thread sorts them in an instant

/// Those that are not too old, in any order.
void keepLatest(std::vector<LatestValue> &values)
{
    if (values.size() <= kMostValues)
        return;
    const auto last = values.begin() + static_cast<std::ptrdiff_t>(kMostValues);
    std::nth_element(
        values.begin(), last, values.end(),
        [](const LatestValue &a, const LatestValue &b) { return a.sample.at > b.sample.at; });
    values.erase(last, values.end());
}

bool hasAll(const TagMap &tags, const TagMap &wanted)
{
    return std::all_of(wanted.keyValueBegin(), wanted.keyValueEnd(),
                       [&](const auto &tag) { return tags.value(tag.first) == tag.second; });
}

} // namespace

LatestTablePanel::LatestTablePanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_model(new LatestValuesModel(*services.formatter, this))
    , m_sorted(new SortedValues(this))
    , m_table(new QTableView(this))
{
    m_sorted->setSourceModel(m_model);
    m_table->setModel(m_sorted);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as the model has it: by tags
    m_table->setAccessibleName(tr("Latest values"));
    setContent(m_table);
    setFocusProxy(m_table);
}

/// Periods and functions make nothing of last values, so they are not offered.
void LatestTablePanel::fillMenu(QMenu *menu)
{
    if (m_model->hasUsers())
        menu->addActions(services().userCommands);
}

void LatestTablePanel::query()
{
    std::vector<MetricId> ids;
    for (const Definition &metric : metrics())
        ids.push_back(metric.id);
    const std::uint64_t generation = beginRequest();
    continueOn(this, services().ports.series->list(std::move(ids)),
               [this, generation](const Result<std::vector<SeriesInfo>> &answer) {
                   if (!isCurrent(generation))
                       return;
                   if (answer)
                       queryLast(*answer, generation);
                   else
                       showError(answer.error());
               });
}

void LatestTablePanel::queryLast(std::vector<SeriesInfo> series, std::uint64_t generation)
{
    const TimeWindow window = services().context->window();
    const TagMap wanted = services().context->selection({}).tags;
    std::erase_if(series, [&](const SeriesInfo &each) {
        return !hasAll(each.key.tags, wanted) || !each.lastAt || *each.lastAt < window.begin ||
               *each.firstAt >= window.end;
    });
    std::vector<SeriesId> ids;
    for (const SeriesInfo &each : series)
        ids.push_back(each.id);
    continueOn(this, services().ports.series->lastSamples(std::move(ids), window, stopToken()),
               [this, generation, series = std::move(series)](
                   const Result<std::vector<std::optional<Sample>>> &answer) {
                   if (!isCurrent(generation))
                       return;
                   if (answer)
                       show(series, *answer);
                   else
                       showError(answer.error());
               });
}

void LatestTablePanel::show(const std::vector<SeriesInfo> &series,
                            const std::vector<std::optional<Sample>> &last)
{
    std::vector<LatestValue> values;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (last[i] && !std::isnan(last[i]->value)) // behind a gap, nothing is true any more
            values.push_back({series[i].key, *last[i]});
    }
    const std::size_t all = values.size();
    keepLatest(values);
    m_model->setUserNames(services().context->userNames());
    m_model->set(metrics(), values);
    setTitle(spec().title.isEmpty() ? tr("Latest values") : spec().title, {});
    if (values.empty())
        showNoRecords();
    else if (values.size() < all)
        showData(tr("The latest %1 of %2 values. A filter by tags finds the others.")
                     .arg(locale().toString(static_cast<qulonglong>(values.size())),
                          locale().toString(static_cast<qulonglong>(all))));
    else
        showData();
}

} // namespace tidemark

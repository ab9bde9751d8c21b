// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/latest_table_panel.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/item_roles.h"
#include "model/items/metric_filter_model.h"
#include "model/items/user_columns.h"
#include "model/ports/clock.h"
#include "model/ports/series_store.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/view_context.h"
#include "views/tables/column_menu.h"

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

struct FoundValue
{
    LatestValue value;
    const SeriesInfo *series = nullptr;
};

/// Those that are not too old, in any order.
void keepLatest(std::vector<FoundValue> &values)
{
    if (values.size() <= kMostValues)
        return;
    const auto last = values.begin() + static_cast<std::ptrdiff_t>(kMostValues);
    std::nth_element(values.begin(), last, values.end(),
                     [](const FoundValue &a, const FoundValue &b) {
                         return a.value.sample.at > b.value.sample.at;
                     });
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
    QHeaderView *header = m_table->horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addColumnsTo(menu);
        menu->popup(header->mapToGlobal(at));
    });
    setContent(m_table);
    setFocusProxy(m_table);
}

/// Periods and functions make nothing of last values, so they are not offered.
void LatestTablePanel::fillMenu(QMenu *menu)
{
    addColumnsTo(menu->addMenu(tr("Columns")));
    if (m_model->hasUsers())
        menu->addActions(services().userCommands);
}

void LatestTablePanel::addColumnsTo(QMenu *menu)
{
    addColumnChoices(menu, *m_table->horizontalHeader(), [this](int column) -> ColumnChoice {
        const QString metric = m_model->metricOf(column);
        if (metric.isEmpty())
            return {};
        return [this, metric](bool isShown) { showColumn(metric, isShown); };
    });
}

void LatestTablePanel::showColumn(const QString &metric, bool isShown)
{
    QStringList hidden = hiddenColumns();
    hidden.removeAll(metric);
    if (!isShown)
        hidden.append(metric);
    hidden.sort(); // the same choice is the same file
    PanelSpec changed = spec();
    changed.hiddenColumns = hidden;
    Q_EMIT specEdited(changed);
    arrangeColumns(); // as it was, where the dashboard cannot be changed
}

QStringList LatestTablePanel::hiddenColumns() const
{
    QStringList hidden;
    if (spec().hiddenColumns) {
        hidden = *spec().hiddenColumns;
    } else {
        for (const MetricRef &each : spec().metrics)
            hidden.append(each.name);
        for (const Definition &each : metrics())
            hidden.append(each.name);
        hidden.removeIf([](const QString &name) { return !isSeldomWanted(name); });
    }
    hidden.removeAll(QString()); // columns of tags and of the time have no metric, and stay
    hidden.removeDuplicates();
    return hidden;
}

void LatestTablePanel::arrangeColumns()
{
    const QStringList hidden = hiddenColumns();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnHidden(column, hidden.contains(m_model->metricOf(column)));
}

void LatestTablePanel::query()
{
    std::vector<MetricId> ids;
    bool isOfUsers = false;
    for (const Definition &metric : metrics()) {
        ids.push_back(metric.id);
        isOfUsers = isOfUsers || userColumnTitle(metric.name);
    }
    const Definition *up = services().metrics->findName(kUsersUpName);
    if (isOfUsers && up)
        ids.push_back(up->id);
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
        const bool isOfTarget = !each.key.tags.contains(kUserTag) && isUp(each.key.metric);
        return (!isOfTarget && !hasAll(each.key.tags, wanted)) || !each.lastAt ||
               *each.lastAt < window.begin || *each.firstAt >= window.end;
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
                       onLast(series, *answer, generation);
                   else
                       showError(answer.error());
               });
}

void LatestTablePanel::onLast(const std::vector<SeriesInfo> &series,
                              const std::vector<std::optional<Sample>> &last,
                              std::uint64_t generation)
{
    std::vector<FoundValue> found;
    m_ages = {};
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!last[i] || std::isnan(last[i]->value)) // behind a gap, nothing is true any more
            continue;
        if (!isUp(series[i].key.metric))
            found.push_back({{series[i].key, *last[i]}, &series[i]});
        else if (last[i]->value == 0)
            m_ages.silent.append(series[i].key.tags.value(kTargetTag));
    }
    m_found = found.size();
    keepLatest(found);
    std::vector<LatestValue> values;
    Sought sought;
    for (const FoundValue &each : found) {
        if (isCounted(each.series->key.metric)) {
            sought.series.push_back(each.series->id);
            sought.places.push_back(values.size());
        }
        values.push_back(each.value);
    }
    querySums(std::move(values), sought, generation);
}

void LatestTablePanel::querySums(std::vector<LatestValue> values, const Sought &sought,
                                 std::uint64_t generation)
{
    if (sought.series.empty()) {
        show(values);
        return;
    }
    continueOn(this,
               services().ports.series->aggregates(sought.series, services().context->window(),
                                                   stopToken()),
               [this, generation, values = std::move(values),
                places = sought.places](const Result<std::vector<Aggregate>> &answer) mutable {
                   if (!isCurrent(generation))
                       return;
                   if (!answer) {
                       showError(answer.error());
                       return;
                   }
                   for (std::size_t i = 0; i < places.size(); ++i)
                       values[places[i]].sample.value = (*answer)[i].sum.value();
                   show(values);
               });
}

bool LatestTablePanel::isUp(MetricId metric) const
{
    const auto &shown = metrics();
    const Definition *up = services().metrics->findName(kUsersUpName);
    return up && up->id == metric &&
           std::none_of(shown.begin(), shown.end(),
                        [metric](const Definition &each) { return each.id == metric; });
}

bool LatestTablePanel::isCounted(MetricId metric) const
{
    const auto &all = metrics();
    return std::any_of(all.begin(), all.end(), [metric](const Definition &each) {
        return each.id == metric && isCountedByStretch(each.name);
    });
}

void LatestTablePanel::show(const std::vector<LatestValue> &values)
{
    const ViewContext &context = *services().context;
    const Timestamp now = context.clock().now();
    constexpr Timedelta kFresh(std::chrono::nanoseconds(LatestValuesModel::kFresh).count());
    if (now <= context.window().end + kFresh) // else it is of the past, where all is old
        m_ages.now = now;
    m_model->setUserNames(context.userNames());
    m_model->set(metrics(), values);
    m_model->setAges(m_ages);
    arrangeColumns();
    setTitle(spec().title.isEmpty() ? tr("Latest values") : spec().title, {});
    if (values.empty())
        showNoRecords();
    else
        showData(note(values));
}

/// Which servers do not answer, and what is left out.
QString LatestTablePanel::note(const std::vector<LatestValue> &values) const
{
    QStringList notes;
    for (const QString &target : m_ages.silent) {
        std::optional<Timestamp> last;
        for (const LatestValue &value : values) {
            if (value.series.tags.value(kTargetTag) == target)
                last = std::max(last, std::optional(value.sample.at));
        }
        if (last && m_ages.now)
            notes.append(tr("%1 did not answer when it was asked last. What is shown of it came "
                            "%2.",
                            "a server and how long ago")
                             .arg(target, services().formatter->age(*last, *m_ages.now)));
    }
    if (values.size() < m_found)
        notes.append(tr("The latest %1 of %2 values. A filter by tags finds the others.")
                         .arg(locale().toString(static_cast<qulonglong>(values.size())),
                              locale().toString(static_cast<qulonglong>(m_found))));
    return notes.join(u' ');
}

} // namespace tidemark

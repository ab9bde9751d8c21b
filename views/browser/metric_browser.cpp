// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/metric_browser.h"

#include "model/items/item_roles.h"
#include "model/items/metric_filter_model.h"
#include "model/items/metric_tree_model.h"
#include "model/ports/store_events.h"
#include "views/browser/metric_delegate.h"
#include "views/dashboards/view_context.h"
#include "views/refresh_pace.h"
#include "views/tables/scroll_place.h"
#include "views/tables/state_overlay.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = MetricTreeModel::Column;

bool isShownAtFirst(Column column)
{
    return column == Column::Name || column == Column::LastValue || column == Column::Unit ||
           column == Column::LastTime || column == Column::Records || column == Column::Sparkline;
}

} // namespace

MetricBrowser::MetricBrowser(const DataPorts &ports, ViewContext *context,
                             const Formatter &formatter, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_theme(theme)
    , m_panelCounter([](const std::vector<MetricId> &) { return 0; })
    , m_model(new MetricTreeModel(*ports.catalog, formatter, context->clock(), this))
    , m_filter(new MetricFilterModel(m_model, this))
    , m_filterEdit(new QLineEdit(this))
    , m_tree(new QTreeView)
    , m_scrollPlace(new ScrollPlace(m_tree))
    , m_overlay(new StateOverlay(m_tree, theme, this))
    , m_filterTimer(new QTimer(this))
    , m_pace(new RefreshPace(this))
    , m_options(new QToolButton(this))
{
    buildView();
    connectModel();
    m_overlay->showLoading(tr("Reading the metrics…"));
    refresh();
}

void MetricBrowser::buildView()
{
    m_filterEdit->setPlaceholderText(tr("Filter… unit:ms tag:env=prod"));
    m_filterEdit->setAccessibleName(tr("Filter metrics"));
    m_filterEdit->setToolTip(tr("Words of name, description, unit or tags, and unit:ms, "
                                "tag:env=prod, kind:counter, source:remote, unused: (Ctrl+F)"));
    m_filterEdit->setProperty("filter", true);
    m_filterEdit->setClearButtonEnabled(true);
    m_filterEdit->installEventFilter(this);
    m_options->setText(u"⋯"_s);
    m_options->setProperty("variant", u"flat"_s);
    m_options->setAccessibleName(tr("Metric list options"));
    m_options->setToolTip(tr("Grouping, columns and new metrics"));
    fillOptionsMenu();

    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new MetricDelegate(m_theme, m_tree));
    m_tree->setAccessibleName(tr("Metrics"));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    m_tree->header()->setSectionsMovable(true);
    m_tree->header()->setContextMenuPolicy(Qt::CustomContextMenu);
    setColumnsShown(false);

    auto *bar = new QHBoxLayout;
    bar->setSpacing(4);
    bar->addWidget(m_filterEdit, 1);
    bar->addWidget(m_options);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 4);
    layout->setSpacing(6);
    layout->addLayout(bar);
    layout->addWidget(m_overlay, 1);
    setFocusProxy(m_tree);

    m_filterTimer->setSingleShot(true);
    m_filterTimer->setInterval(0); // keys that wait together filter once
}

void MetricBrowser::connectModel()
{
    connect(m_filterEdit, &QLineEdit::textChanged, m_filterTimer, qOverload<>(&QTimer::start));
    connect(m_filterTimer, &QTimer::timeout, this, &MetricBrowser::applyFilter);
    connect(m_pace, &RefreshPace::due, this, &MetricBrowser::refresh);
    connect(m_model, &MetricTreeModel::loadStarted, m_pace, &RefreshPace::begin);
    connect(m_model, &MetricTreeModel::loaded, m_pace, &RefreshPace::end);
    connect(m_model, &MetricTreeModel::loadFailed, m_pace, &RefreshPace::end);
    connect(m_model, &MetricTreeModel::loadStarted, this, [this] {
        if (!m_model->isLoaded())
            m_overlay->showLoading(tr("Reading the metrics…"));
    });
    connect(m_model, &MetricTreeModel::loaded, this, &MetricBrowser::summariesRead);
    connect(m_model, &MetricTreeModel::loaded, this, [this] {
        if (const auto wanted = std::exchange(m_wantedMetric, std::nullopt))
            selectMetric(*wanted);
        expandBranches();
        showState();
    });
    connect(m_model, &MetricTreeModel::loadFailed, this, [this](const Error &error) {
        m_overlay->showError(error, {{tr("Retry"), [this] { refresh(); }}});
    });
    connect(m_ports.events, &StoreEvents::changed, m_pace, &RefreshPace::onDataChanged);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MetricBrowser::onSelectionChanged);
    connect(m_tree, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        if (!index.data(roleOf(ItemRole::IsBranch)).toBool())
            plot(PlotTarget::ActivePanel);
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        m_closedBranches.insert(index.data(roleOf(ItemRole::Key)).toString());
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        m_closedBranches.remove(index.data(roleOf(ItemRole::Key)).toString());
    });
    connect(m_tree, &QTreeView::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_tree->viewport()->mapToGlobal(at)); });
    connect(m_tree->header(), &QHeaderView::customContextMenuRequested, this,
            [this](const QPoint &at) { showColumnMenu(m_tree->header()->mapToGlobal(at)); });
    connect(m_overlay, &StateOverlay::cancelled, this, &MetricBrowser::showState);
}

void MetricBrowser::setPanelCounter(PanelCounter counter)
{
    m_panelCounter = std::move(counter);
}

void MetricBrowser::setReadOnly(const QString &reason)
{
    m_readOnlyReason = reason;
}

void MetricBrowser::refresh()
{
    m_model->refresh();
}

void MetricBrowser::focusFilter()
{
    m_filterEdit->setFocus(Qt::ShortcutFocusReason);
    m_filterEdit->selectAll();
}

bool MetricBrowser::isGrouped() const
{
    return m_model->isGrouped();
}

void MetricBrowser::setGrouped(bool grouped)
{
    m_model->setGrouped(grouped);
    expandBranches();
}

void MetricBrowser::setArchivedShown(bool shown)
{
    m_filter->setArchivedShown(shown);
    showState();
}

void MetricBrowser::setColumnsShown(bool shown)
{
    if (m_areColumnsShown && !shown)
        m_columns = m_tree->header()->saveState(); // for the next time (D1)
    m_areColumnsShown = shown;
    static_cast<MetricDelegate *>(m_tree->itemDelegate())->setCompact(!shown);
    m_tree->setHeaderHidden(!shown);
    m_tree->setSortingEnabled(shown);
    m_tree->header()->setStretchLastSection(!shown);
    if (shown) {
        showColumns();
    } else {
        m_tree->sortByColumn(0, Qt::AscendingOrder);
        for (int column = 0; column < m_filter->columnCount(); ++column)
            m_tree->setColumnHidden(column, column > 0);
    }
    m_tree->viewport()->update();
}

void MetricBrowser::showColumns()
{
    if (!m_columns.isEmpty() && m_tree->header()->restoreState(m_columns)) {
        m_tree->header()->setStretchLastSection(false);
        return;
    }
    for (int column = 0; column < m_filter->columnCount(); ++column)
        m_tree->setColumnHidden(column, !isShownAtFirst(static_cast<Column>(column)));
    m_tree->header()->resizeSections(QHeaderView::ResizeToContents);
}

void MetricBrowser::applyFilter()
{
    m_filterTimer->stop();
    m_filter->setQuery(SearchQuery::parse(m_filterEdit->text()));
    expandBranches();
    showState();
}

void MetricBrowser::expandBranches()
{
    const bool isFiltered = !m_filter->query().isEmpty();
    const auto visit = [&](const QModelIndex &parent, const auto &again) -> void {
        for (int row = 0; row < m_filter->rowCount(parent); ++row) {
            const QModelIndex index = m_filter->index(row, 0, parent);
            if (m_filter->rowCount(index) == 0)
                continue;
            const QString path = index.data(roleOf(ItemRole::Key)).toString();
            m_tree->setExpanded(index, isFiltered || !m_closedBranches.contains(path));
            again(index, again);
        }
    };
    const QSet<QString> closed = m_closedBranches; // showing matches is no wish of the person's
    visit({}, visit);
    m_closedBranches = closed;
}

void MetricBrowser::showState()
{
    if (m_filter->rowCount() > 0) {
        m_overlay->showData();
        return;
    }
    if (!m_filter->query().isEmpty()) {
        m_overlay->showEmpty(tr("No match for \"%1\".").arg(m_filterEdit->text().trimmed()),
                             {{tr("Clear filter"), [this] { m_filterEdit->clear(); }}});
        return;
    }
    if (m_model->metricCount() > 0) {
        m_overlay->showEmpty(tr("All metrics are archived."),
                             {{tr("Show archived"), [this] { setArchivedShown(true); }}});
        return;
    }
    m_overlay->showEmpty(tr("Metrics appear here. Add a first value, or import a file."),
                         {{tr("Add a value"), [this] { Q_EMIT entryRequested(MetricId()); }},
                          {tr("Import a file"), [this] { Q_EMIT importRequested(); }}});
}

void MetricBrowser::collectMetrics(const QModelIndex &proxyIndex,
                                   std::vector<MetricId> &metrics) const
{
    const MetricId metric(proxyIndex.data(roleOf(ItemRole::Id)).toLongLong());
    if (metric.isValid() && std::find(metrics.begin(), metrics.end(), metric) == metrics.end())
        metrics.push_back(metric);
    if (!proxyIndex.data(roleOf(ItemRole::IsBranch)).toBool())
        return;
    for (int row = 0; row < m_filter->rowCount(proxyIndex); ++row)
        collectMetrics(m_filter->index(row, 0, proxyIndex), metrics);
}

std::vector<MetricId> MetricBrowser::selectedMetrics() const
{
    std::vector<MetricId> metrics;
    QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &index : std::as_const(rows))
        collectMetrics(index, metrics);
    return metrics;
}

std::int64_t MetricBrowser::sampleCount(MetricId metric) const
{
    const MetricSummary *summary = m_model->summaryOf(metric);
    return summary != nullptr ? summary->sampleCount : 0;
}

MetricId MetricBrowser::currentMetric() const
{
    return MetricId(
        m_tree->currentIndex().siblingAtColumn(0).data(roleOf(ItemRole::Id)).toLongLong());
}

void MetricBrowser::selectMetric(MetricId metric)
{
    const QModelIndex source = m_model->indexOf(metric);
    if (!source.isValid()) {
        m_wantedMetric = metric; // not read yet: the next answer may have it
        return;
    }
    m_wantedMetric.reset();
    if (m_model->summaryOf(metric)->definition.isArchived && !m_filter->isArchivedShown())
        setArchivedShown(true);
    if (!m_filter->mapFromSource(source).isValid() && !m_filterEdit->text().isEmpty()) {
        m_filterEdit->clear();
        applyFilter();
    }
    const QModelIndex index = m_filter->mapFromSource(source);
    // Not the view's own way, by which a held Ctrl would select nothing.
    m_tree->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                         QItemSelectionModel::Rows);
    m_tree->scrollTo(index);
}

void MetricBrowser::onSelectionChanged()
{
    m_wantedMetric.reset(); // what a person chose meanwhile counts
    // A filter that hides the selected row leaves charts and tables as they are.
    if (std::vector<MetricId> metrics = selectedMetrics(); !metrics.empty())
        m_context->setSelectedMetrics(std::move(metrics));
}

void MetricBrowser::plot(PlotTarget target)
{
    if (const auto metrics = selectedMetrics(); !metrics.empty())
        Q_EMIT plotRequested(metrics, target);
}

bool MetricBrowser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto &key = *static_cast<QKeyEvent *>(event);
    if (watched == m_tree)
        return handleTreeKey(key) || QWidget::eventFilter(watched, event);
    if (watched == m_filterEdit) {
        if (key.key() == Qt::Key_Escape && !m_filterEdit->text().isEmpty()) {
            m_filterEdit->clear();
            return true;
        }
        if (key.key() == Qt::Key_Down || key.key() == Qt::Key_Return ||
            key.key() == Qt::Key_Enter) {
            applyFilter();
            m_tree->setFocus(Qt::TabFocusReason);
            if (!m_tree->currentIndex().isValid())
                m_tree->setCurrentIndex(m_filter->index(0, 0));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool MetricBrowser::handleTreeKey(const QKeyEvent &event)
{
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        plot(isControl ? PlotTarget::NewPanel : PlotTarget::ActivePanel);
        return true;
    case Qt::Key_Space:
        if (const MetricId metric = currentMetric(); metric.isValid())
            Q_EMIT previewRequested(metric);
        return true;
    case Qt::Key_Delete:
        removeSelected();
        return true;
    case Qt::Key_F2:
        if (const MetricId metric = currentMetric(); metric.isValid())
            editDefinition(metric);
        return true;
    default:
        break;
    }
    const bool isPlain = (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
    if (!isPlain || event.text().isEmpty() || !event.text().front().isPrint())
        return false;
    m_filterEdit->setFocus(Qt::OtherFocusReason);
    m_filterEdit->end(false);
    m_filterEdit->insert(event.text());
    return true;
}

} // namespace tidemark

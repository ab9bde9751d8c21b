// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metric_tree_model.h"

#include "model/core/continue_on.h"
#include "model/core/when_finished.h"
#include "model/items/item_roles.h"
#include "model/items/row_merge.h"
#include "model/ports/clock.h"
#include "model/time/civil.h"

#include <QMimeData>
#include <QPromise>

#include <memory>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kColumnCount = static_cast<int>(MetricTreeModel::Column::Count);
using Tree = Result<std::shared_ptr<MetricNode>>;

Tree treeOf(const Result<std::vector<MetricSummary>> &answer, bool isGrouped)
{
    if (!answer)
        return failure(answer.error());
    return std::shared_ptr<MetricNode>(buildMetricTree(*answer, isGrouped, NaturalOrder()));
}

} // namespace

struct MetricTreeModel::Hooks
{
    MetricTreeModel &model;
    MetricNode &node;

    void beginInsert(int first, int last)
    {
        model.beginInsertRows(model.indexFor(&node), first, last);
    }
    void endInsert()
    {
        node.adopt();
        model.indexMetrics(node);
        model.endInsertRows();
    }
    void beginRemove(int first, int last)
    {
        model.beginRemoveRows(model.indexFor(&node), first, last);
        for (int row = first; row <= last; ++row)
            forget(*node.children[static_cast<std::size_t>(row)]);
    }
    void endRemove()
    {
        node.adopt();
        model.endRemoveRows();
    }
    void changed(int first, int last)
    {
        const QModelIndex parent = model.indexFor(&node);
        Q_EMIT model.dataChanged(model.index(first, 0, parent),
                                 model.index(last, kColumnCount - 1, parent));
    }
    void forget(const MetricNode &gone)
    {
        if (gone.summary)
            model.m_byId.remove(gone.summary->definition.id);
        for (const auto &child : gone.children)
            forget(*child);
    }
};

MetricTreeModel::MetricTreeModel(MetricCatalog &catalog, const Formatter &formatter,
                                 const Clock &clock, QObject *parent)
    : QAbstractItemModel(parent)
    , m_catalog(catalog)
    , m_formatter(formatter)
    , m_clock(clock)
    , m_root(std::make_unique<MetricNode>())
{}

MetricTreeModel::~MetricTreeModel() = default;

void MetricTreeModel::refresh()
{
    const std::uint64_t generation = ++m_generation;
    const Timestamp now = m_clock.now();
    const TimeWindow window{now - Timedelta(kSparklinePoints * kNsPerDay), now};
    Q_EMIT loadStarted();
    // Sorting and folding the texts of thousands of metrics is done on the answering thread.
    const auto tree = std::make_shared<QPromise<Tree>>();
    tree->start();
    whenFinished(
        m_catalog.summaries(window, kSparklinePoints),
        [tree, isGrouped = m_isGrouped](const QFuture<Result<std::vector<MetricSummary>>> &done) {
            tree->addResult(treeOf(*done.constBegin(), isGrouped));
            tree->finish();
        });
    continueOn(this, tree->future(), [this, generation](const Tree &answer) {
        if (generation != m_generation)
            return;
        if (!answer) {
            Q_EMIT loadFailed(answer.error());
            return;
        }
        m_isLoaded = true;
        merge(*m_root, **answer);
        Q_EMIT loaded();
    });
}

void MetricTreeModel::setGrouped(bool grouped)
{
    if (grouped == m_isGrouped)
        return;
    m_isGrouped = grouped;
    std::vector<MetricSummary> summaries;
    for (const MetricNode *node : std::as_const(m_byId))
        summaries.push_back(*node->summary);
    beginResetModel(); // every row has another place
    m_byId.clear();
    m_root = buildMetricTree(std::move(summaries), grouped, m_order);
    indexMetrics(*m_root);
    endResetModel();
    if (m_generation > 0)
        refresh(); // what is under way was sorted for the other shape
}

void MetricTreeModel::merge(MetricNode &node, MetricNode &wanted)
{
    Hooks hooks{*this, node};
    const auto less = [this](const auto &a, const auto &b) {
        if (a->path == b->path && a->label == b->label)
            return false;
        const int byLabel = m_order.compare(a->label, b->label);
        return byLabel != 0 ? byLabel < 0 : a->path < b->path;
    };
    const auto update = [this](const auto &old, auto fresh) {
        const bool isChanged = !isSameSummary(old->summary, fresh->summary);
        if (isChanged) {
            if (old->summary)
                m_byId.remove(old->summary->definition.id);
            old->summary = std::move(fresh->summary);
            old->search = std::move(fresh->search);
            if (old->summary)
                m_byId.insert(old->summary->definition.id, old.get());
        }
        merge(*old, *fresh);
        return isChanged;
    };
    mergeRows(node.children, std::move(wanted.children), less, update, hooks);
}

void MetricTreeModel::indexMetrics(MetricNode &node)
{
    if (node.summary)
        m_byId.insert(node.summary->definition.id, &node);
    for (const auto &child : node.children)
        indexMetrics(*child);
}

const MetricNode *MetricTreeModel::node(const QModelIndex &index) const
{
    if (!index.isValid() || index.model() != this)
        return nullptr;
    return static_cast<const MetricNode *>(index.internalPointer());
}

const MetricSummary *MetricTreeModel::summary(const QModelIndex &index) const
{
    const MetricNode *at = node(index);
    return at != nullptr && at->summary ? &*at->summary : nullptr;
}

const MetricSummary *MetricTreeModel::summaryOf(MetricId metric) const
{
    const MetricNode *at = m_byId.value(metric);
    return at != nullptr ? &*at->summary : nullptr;
}

const MetricSummary *MetricTreeModel::summaryNamed(QStringView name) const
{
    for (const MetricNode *at : m_byId)
        if (at->path == name)
            return &*at->summary;
    return nullptr;
}

QModelIndex MetricTreeModel::indexOf(MetricId metric) const
{
    return indexFor(m_byId.value(metric));
}

QModelIndex MetricTreeModel::indexFor(const MetricNode *node, int column) const
{
    if (node == nullptr || node == m_root.get())
        return {};
    return createIndex(node->row, column, node);
}

std::vector<MetricId> MetricTreeModel::metricsUnder(const QModelIndex &index) const
{
    std::vector<MetricId> metrics;
    const auto collect = [&metrics](const MetricNode &at, const auto &again) -> void {
        if (at.summary)
            metrics.push_back(at.summary->definition.id);
        for (const auto &child : at.children)
            again(*child, again);
    };
    if (const MetricNode *at = node(index))
        collect(*at, collect);
    return metrics;
}

QModelIndex MetricTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const MetricNode *at = parent.isValid() ? node(parent) : m_root.get();
    return createIndex(row, column, at->children[static_cast<std::size_t>(row)].get());
}

QModelIndex MetricTreeModel::parent(const QModelIndex &index) const
{
    const MetricNode *at = node(index);
    return at != nullptr ? indexFor(at->parent) : QModelIndex();
}

int MetricTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const MetricNode *at = parent.isValid() ? node(parent) : m_root.get();
    return static_cast<int>(at->children.size());
}

int MetricTreeModel::columnCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : kColumnCount;
}

Qt::ItemFlags MetricTreeModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags base = QAbstractItemModel::flags(index);
    return index.isValid() ? base | Qt::ItemIsDragEnabled : base;
}

QStringList MetricTreeModel::mimeTypes() const
{
    return {QLatin1StringView(kMimeType), u"text/plain"_s};
}

QMimeData *MetricTreeModel::mimeData(const QModelIndexList &indexes) const
{
    QByteArray ids;
    QStringList names;
    QList<MetricId> seen;
    for (const QModelIndex &index : indexes)
        for (const MetricId metric : metricsUnder(index)) {
            if (seen.contains(metric))
                continue;
            seen << metric;
            ids += QByteArray::number(static_cast<qint64>(metric.value())) + '\n';
            names << summaryOf(metric)->definition.name;
        }
    if (seen.isEmpty())
        return nullptr;
    auto *data = new QMimeData;
    data->setData(QLatin1StringView(kMimeType), ids);
    data->setText(names.join(u'\n'));
    return data;
}

std::vector<MetricId> MetricTreeModel::metricsFrom(const QMimeData *data)
{
    std::vector<MetricId> metrics;
    if (data == nullptr)
        return metrics;
    for (const QByteArray &line : data->data(QLatin1StringView(kMimeType)).split('\n')) {
        bool isNumber = false;
        const MetricId metric(line.toLongLong(&isNumber));
        if (isNumber && metric.isValid())
            metrics.push_back(metric);
    }
    return metrics;
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metric_node.h"

#include "model/core/natural_order.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

bool isSeparator(QChar c)
{
    return c == u'.' || c == u'/';
}

// Where the name parts into groups; never at its ends nor between two separators, so that no label
// is empty.
std::vector<qsizetype> groupEnds(const QString &name)
{
    std::vector<qsizetype> ends;
    for (qsizetype i = 1; i + 1 < name.size(); ++i)
        if (isSeparator(name[i]) && !isSeparator(name[i - 1]) && !isSeparator(name[i + 1]))
            ends.push_back(i);
    return ends;
}

MetricNode *addChild(MetricNode &parent, const QString &path)
{
    auto node = std::make_unique<MetricNode>();
    node->path = path;
    parent.children.push_back(std::move(node));
    return parent.children.back().get();
}

SearchEntry searchEntry(const MetricSummary &summary)
{
    const Definition &definition = summary.definition;
    SearchFields fields;
    fields.name = definition.name;
    fields.description = definition.description.value_or(QString());
    fields.unit = definition.unit;
    fields.kind = kindKey(definition.kind);
    fields.sources = summary.sources;
    fields.tags = definition.tags;
    fields.recordCount = summary.valueCount();
    return SearchEntry(fields);
}

void setSummary(MetricNode &node, MetricSummary summary)
{
    node.search = searchEntry(summary);
    node.summary = std::move(summary);
}

void fold(MetricNode &node)
{
    while (!node.summary && node.children.size() == 1) {
        const std::unique_ptr<MetricNode> only = std::move(node.children.front());
        node.path = only->path;
        node.summary = std::move(only->summary);
        node.search = std::move(only->search);
        node.children = std::move(only->children);
    }
    for (const auto &child : node.children)
        fold(*child);
}

void arrange(MetricNode &node, const NaturalOrder &order)
{
    const qsizetype cut = node.path.isEmpty() ? 0 : node.path.size() + 1;
    for (const auto &child : node.children) {
        child->label = child->path.mid(cut);
        arrange(*child, order);
    }
    const auto before = [&order](const auto &a, const auto &b) {
        const int byLabel = order.compare(a->label, b->label);
        return byLabel != 0 ? byLabel < 0 : a->path < b->path;
    };
    // The catalogue answers in this order, apart from names that only grouping brings together.
    if (!std::is_sorted(node.children.begin(), node.children.end(), before))
        std::sort(node.children.begin(), node.children.end(), before);
    node.adopt();
}

} // namespace

void MetricNode::adopt()
{
    int next = 0;
    for (const auto &child : children) {
        child->parent = this;
        child->row = next++;
    }
}

std::unique_ptr<MetricNode> buildMetricTree(std::vector<MetricSummary> summaries, bool grouped,
                                            const NaturalOrder &order)
{
    auto root = std::make_unique<MetricNode>();
    QHash<QString, MetricNode *> byPath;
    const auto nodeAt = [&byPath](MetricNode &parent, const QString &path) {
        MetricNode *&node = byPath[path];
        if (node == nullptr)
            node = addChild(parent, path);
        return node;
    };
    for (MetricSummary &summary : summaries) {
        const QString name = summary.definition.name;
        MetricNode *parent = root.get();
        if (grouped)
            for (const qsizetype end : groupEnds(name))
                parent = nodeAt(*parent, name.left(end));
        setSummary(*nodeAt(*parent, name), std::move(summary));
    }
    for (const auto &child : root->children)
        fold(*child);
    arrange(*root, order);
    return root;
}

bool isSameSummary(const std::optional<MetricSummary> &a, const std::optional<MetricSummary> &b)
{
    if (!a || !b)
        return a.has_value() == b.has_value();
    return a->definition == b->definition && a->recordCount == b->recordCount &&
           a->sampleCount == b->sampleCount && a->lastValue == b->lastValue &&
           a->lastAt == b->lastAt && a->firstAt == b->firstAt && a->sparkline == b->sparkline &&
           a->sources == b->sources;
}

} // namespace tidemark

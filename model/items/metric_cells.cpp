// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of MetricTreeModel say.
#include "model/items/metric_tree_model.h"

#include "model/domain/formatter.h"
#include "model/domain/instant_values.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = MetricTreeModel::Column;

bool isNumberColumn(Column column)
{
    return column == Column::LastValue || column == Column::Records;
}

QVariant alignment(Column column)
{
    return QVariant::fromValue(Qt::Alignment(
        (isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

QList<double> sparkline(const MetricSummary &summary)
{
    QList<double> points;
    points.reserve(static_cast<qsizetype>(summary.sparkline.size()));
    for (const std::optional<double> point : summary.sparkline)
        points << point.value_or(std::numeric_limits<double>::quiet_NaN());
    return points;
}

std::optional<Timestamp> timeOf(const MetricSummary &summary, Column column)
{
    switch (column) {
    case Column::LastTime:
        return summary.lastAt;
    case Column::Created:
        return summary.definition.created;
    case Column::Modified:
        return summary.definition.modified;
    default:
        return {};
    }
}

/// `7.28` and `GiB`; the unit as it is where the metric fixes its decimals or nothing is put before
/// the unit.
QStringList shownValue(const Formatter &formatter, const MetricSummary &summary)
{
    constexpr QChar kNoBreakSpace = u'\u00a0';
    const Definition &definition = summary.definition;
    if (isInstant(definition.name) && summary.lastValue) // there is no room for the clock
        return {formatter.times().date(instantOf(*summary.lastValue)), QString()};
    const QString whole = valueCell(formatter, summary.lastValue, definition.unit);
    const qsizetype gap = whole.lastIndexOf(kNoBreakSpace);
    if (gap < 0 || definition.unit.isEmpty() || definition.settings.decimals)
        return {numberCell(formatter, summary.lastValue, definition.settings.decimals),
                definition.unit};
    return {whole.left(gap), whole.mid(gap + 1)};
}

} // namespace

QString MetricTreeModel::text(const MetricSummary &summary, const MetricNode &node,
                              Column column) const
{
    const Definition &definition = summary.definition;
    switch (column) {
    case Column::Name:
        return definition.isArchived ? tr("%1 (archived)").arg(node.label) : node.label;
    case Column::LastValue:
        return isInstant(definition.name)
                   ? valueCell(m_formatter, summary.lastValue, definition)
                   : numberCell(m_formatter, summary.lastValue, definition.settings.decimals);
    case Column::Unit:
        return definition.unit;
    case Column::Kind:
        return kindLabel(definition.kind);
    case Column::Records:
        return m_formatter.numbers().count(summary.valueCount());
    case Column::LastTime:
    case Column::Created:
    case Column::Modified:
        return timeCell(m_formatter, timeOf(summary, column));
    case Column::Tags:
        return tagsText(definition.tags);
    case Column::Description:
        return definition.description.value_or(QString());
    case Column::CreatedBy:
        return definition.createdBy;
    case Column::ModifiedBy:
        return definition.modifiedBy;
    case Column::Sparkline:
    case Column::Count:
        break;
    }
    return {};
}

QVariant MetricTreeModel::sortKey(const MetricSummary &summary, const MetricNode &node,
                                  Column column) const
{
    switch (column) {
    case Column::LastValue:
        return summary.lastValue ? QVariant(*summary.lastValue) : QVariant();
    case Column::Records:
        return QVariant::fromValue<qint64>(summary.valueCount());
    case Column::LastTime:
    case Column::Created:
    case Column::Modified:
        return nsKey(timeOf(summary, column));
    case Column::Name:
        return node.label;
    default:
        return text(summary, node, column);
    }
}

QString MetricTreeModel::toolTip(const MetricSummary &summary, Column column) const
{
    const Definition &definition = summary.definition;
    switch (column) {
    case Column::Name:
        return definition.description ? tr("%1: %2").arg(definition.name, *definition.description)
                                      : definition.name;
    case Column::LastValue:
        return exactValueCell(m_formatter, summary.lastValue, definition);
    case Column::Records:
        return summary.sampleCount == 0
                   ? m_formatter.numbers().fullCount(summary.recordCount)
                   : tr("Records: %1, samples: %2")
                         .arg(m_formatter.numbers().fullCount(summary.recordCount),
                              m_formatter.numbers().fullCount(summary.sampleCount));
    case Column::LastTime:
    case Column::Created:
    case Column::Modified:
        return exactTimeCell(m_formatter, timeOf(summary, column));
    case Column::Sparkline:
        return tr("Daily means of the last 30 days");
    default:
        return {};
    }
}

QVariant MetricTreeModel::branchData(const MetricNode &node, Column column, int role) const
{
    if (role == roleOf(ItemRole::IsBranch))
        return true;
    if (role == roleOf(ItemRole::Key))
        return node.path;
    if (column != Column::Name)
        return {};
    if (role == Qt::DisplayRole || role == roleOf(ItemRole::SortKey))
        return node.label;
    if (role == Qt::ToolTipRole)
        return node.path;
    return {};
}

QVariant MetricTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MetricNode &at = *node(index);
    const auto column = static_cast<Column>(index.column());
    if (!at.summary)
        return branchData(at, column, role);
    const MetricSummary &summary = *at.summary;
    switch (role) {
    case Qt::DisplayRole:
        return text(summary, at, column);
    case Qt::ToolTipRole:
        return toolTip(summary, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        return column == Column::Name
                   ? tr("%1, last value %2")
                         .arg(summary.definition.name,
                              valueCell(m_formatter, summary.lastValue, summary.definition))
                   : text(summary, at, column);
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return sortKey(summary, at, column);
    case roleOf(ItemRole::Unit):
        return summary.definition.unit;
    case roleOf(ItemRole::ShownValue):
        return shownValue(m_formatter, summary);
    case roleOf(ItemRole::Time):
        return nsKey(summary.lastAt);
    case roleOf(ItemRole::Id):
        return QVariant::fromValue<qint64>(summary.definition.id.value());
    case roleOf(ItemRole::Key):
        return at.path;
    case roleOf(ItemRole::Sparkline):
        return QVariant::fromValue(sparkline(summary));
    case roleOf(ItemRole::IsBranch):
        return false;
    default:
        return {};
    }
}

QVariant MetricTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(static_cast<Column>(section));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Name:
        return tr("Name");
    case Column::LastValue:
        return tr("Last value");
    case Column::Unit:
        return tr("Unit");
    case Column::Kind:
        return tr("Kind");
    case Column::LastTime:
        return tr("Last time");
    case Column::Records:
        return tr("Records");
    case Column::Sparkline:
        return tr("Last 30 days");
    case Column::Tags:
        return tr("Tags");
    case Column::Description:
        return tr("Description");
    case Column::CreatedBy:
        return tr("Created by");
    case Column::Created:
        return tr("Created");
    case Column::ModifiedBy:
        return tr("Modified by");
    case Column::Modified:
        return tr("Modified");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace tidemark

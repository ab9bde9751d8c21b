// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/latest_values_model.h"

#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"
#include "model/items/row_merge.h"
#include "model/items/user_columns.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace tidemark {

namespace {

/// The part of a name behind those that all names have in common: `nat.user.errors` is `errors`
/// beside `nat.user.active`.
QString shortName(const QString &name, const std::vector<Definition> &all)
{
    qsizetype common = all.size() > 1 ? name.lastIndexOf(u'.') + 1 : 0;
    while (common > 0 && !std::all_of(all.begin(), all.end(), [&](const Definition &other) {
               return QStringView(other.name).startsWith(QStringView(name).first(common));
           }))
        common = common > 1 ? name.lastIndexOf(u'.', common - 2) + 1 : 0;
    return name.mid(common);
}

/// The names of tags, those of the most rows first, so that what tells the rest apart stands last.
QStringList tagNames(const std::vector<LatestRow> &rows)
{
    std::map<QString, int> counts;
    for (const LatestRow &row : rows) {
        for (const QString &name : row.tags.keys())
            ++counts[name];
    }
    QStringList names;
    for (const auto &[name, count] : counts)
        names.append(name);
    std::stable_sort(names.begin(), names.end(),
                     [&](const QString &a, const QString &b) { return counts[a] > counts[b]; });
    return names;
}

struct TagHash
{
    std::size_t operator()(const TagMap &tags) const noexcept
    {
        std::size_t seed = 0;
        for (auto tag = tags.begin(); tag != tags.end(); ++tag)
            seed = qHashMulti(seed, tag.key(), tag.value());
        return seed;
    }
};

} // namespace

bool operator==(const LatestRow &a, const LatestRow &b)
{
    const auto same = [](const std::optional<Sample> &x, const std::optional<Sample> &y) {
        return x.has_value() == y.has_value() && (!x || (x->at == y->at && x->value == y->value));
    };
    return a.tags == b.tags && a.at == b.at && a.isSum == b.isSum &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), same);
}

LatestValuesModel::LatestValuesModel(const Formatter &formatter, QObject *parent)
    : QAbstractTableModel(parent)
    , m_formatter(formatter)
{}

std::vector<LatestRow> LatestValuesModel::rowsOf(const std::vector<LatestValue> &values) const
{
    std::unordered_map<MetricId, std::size_t> columns;
    for (const Definition &metric : m_metrics)
        columns.emplace(metric.id, columns.size());
    std::unordered_map<TagMap, std::size_t, TagHash> places;
    std::vector<LatestRow> rows;
    for (const LatestValue &value : values) {
        const auto column = columns.find(value.series.metric);
        if (column == columns.end())
            continue;
        const auto [place, isNew] = places.try_emplace(value.series.tags, rows.size());
        if (isNew)
            rows.push_back({value.series.tags, std::vector<std::optional<Sample>>(m_metrics.size()),
                            value.sample.at});
        LatestRow &row = rows[place->second];
        row.values[column->second] = value.sample;
        row.at = std::max(row.at, value.sample.at);
    }
    addSums(rows);
    divideTimes(rows);
    return rows;
}

QStringList LatestValuesModel::metricNames() const
{
    QStringList names;
    for (const Definition &metric : m_metrics)
        names.append(metric.name);
    return names;
}

/// Where all columns are of users: of other entries nobody knows what their sum is.
void LatestValuesModel::addSums(std::vector<LatestRow> &rows) const
{
    const QStringList names = metricNames();
    if (!std::all_of(names.begin(), names.end(),
                     [](const QString &name) { return userColumnTitle(name).has_value(); }))
        return;
    std::unordered_map<TagMap, std::vector<std::size_t>, TagHash> users;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        TagMap tags = rows[i].tags;
        tags.remove(kEntryTag);
        users[tags].push_back(i);
    }
    for (const auto &[tags, places] : users) {
        if (places.size() < 2)
            continue;
        LatestRow sum{tags, {}, rows[places.front()].at, true};
        std::vector<UserValues> entries;
        for (const std::size_t place : places) {
            entries.push_back(rows[place].values);
            sum.at = std::max(sum.at, rows[place].at);
        }
        sum.values = sumOfEntries(names, entries);
        sum.tags.insert(kEntryTag, tr("Sum of %1 entries").arg(places.size()));
        rows.push_back(std::move(sum));
    }
}

void LatestValuesModel::divideTimes(std::vector<LatestRow> &rows) const
{
    const QStringList names = metricNames();
    for (LatestRow &row : rows)
        divideByRequests(names, row.values);
}

/// By what stands in the columns of tags, which is looked up once for each row.
void LatestValuesModel::putInOrder(std::vector<LatestRow> &rows) const
{
    std::vector<std::pair<std::vector<QString>, std::size_t>> places;
    places.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<QString> texts;
        for (const QString &tag : m_tags)
            texts.push_back(shown(rows[i], tag));
        texts.push_back(rows[i].tags.value(kUserTag));
        places.emplace_back(std::move(texts), i);
    }
    std::sort(places.begin(), places.end());
    std::vector<LatestRow> sorted;
    sorted.reserve(rows.size());
    for (const auto &[texts, place] : places)
        sorted.push_back(std::move(rows[place]));
    rows = std::move(sorted);
}

bool LatestValuesModel::isBefore(const LatestRow &a, const LatestRow &b) const
{
    for (const QString &tag : m_tags) {
        const QString one = shown(a, tag);
        const QString other = shown(b, tag);
        if (one != other)
            return one < other;
    }
    return a.tags.value(kUserTag) < b.tags.value(kUserTag); // a name may be another's id
}

QString LatestValuesModel::shown(const LatestRow &row, const QString &tag) const
{
    const QString value = row.tags.value(tag);
    return tag == kUserTag ? m_userNames.value(value, value) : value;
}

void LatestValuesModel::setUserNames(const UserNames &names)
{
    if (names == m_userNames)
        return;
    beginResetModel();
    m_userNames = names;
    putInOrder(m_rows);
    endResetModel();
}

void LatestValuesModel::setAges(const LatestAges &ages)
{
    if (ages == m_ages)
        return;
    m_ages = ages;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, timeColumn()), index(rowCount() - 1, timeColumn()));
}

bool LatestValuesModel::isStale(const LatestRow &row) const
{
    if (!m_ages.now || !row.tags.contains(kUserTag))
        return false;
    constexpr Timedelta kNews(std::chrono::nanoseconds(kFresh).count());
    return m_ages.silent.contains(row.tags.value(kTargetTag)) || *m_ages.now > row.at + kNews;
}

void LatestValuesModel::set(std::vector<Definition> metrics, const std::vector<LatestValue> &values)
{
    const auto isSame = [](const Definition &a, const Definition &b) {
        return a.id == b.id && a.name == b.name && a.unit == b.unit;
    };
    const bool hasSameMetrics =
        std::equal(metrics.begin(), metrics.end(), m_metrics.begin(), m_metrics.end(), isSame);
    auto old = std::exchange(m_metrics, std::move(metrics));
    std::vector<LatestRow> rows = rowsOf(values);
    QStringList tags = tagNames(rows);
    std::swap(tags, m_tags); // now by the new ones
    const auto isRowBefore = [this](const LatestRow &a, const LatestRow &b) {
        return isBefore(a, b);
    };
    putInOrder(rows);
    if (!hasSameMetrics || tags != m_tags) {
        std::swap(m_metrics, old); // views may ask until they are told
        std::swap(m_tags, tags);
        beginResetModel();
        std::swap(m_metrics, old);
        std::swap(m_tags, tags);
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    struct Hooks
    {
        LatestValuesModel &model;
        void beginInsert(int first, int last) { model.beginInsertRows({}, first, last); }
        void endInsert() { model.endInsertRows(); }
        void beginRemove(int first, int last) { model.beginRemoveRows({}, first, last); }
        void endRemove() { model.endRemoveRows(); }
        void changed(int first, int last)
        {
            Q_EMIT model.dataChanged(model.index(first, 0),
                                     model.index(last, model.columnCount() - 1));
        }
    } hooks{*this};
    mergeRows(
        m_rows, std::move(rows), isRowBefore,
        [](LatestRow &row, LatestRow &&wanted) {
            if (row == wanted)
                return false;
            row = std::move(wanted);
            return true;
        },
        hooks);
}

QString LatestValuesModel::metricOf(int column) const
{
    const auto metric = metricAt(column);
    return metric ? m_metrics[*metric].name : QString();
}

int LatestValuesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LatestValuesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tags.size()) + int(m_metrics.size()) + 1;
}

std::optional<std::size_t> LatestValuesModel::metricAt(int column) const
{
    const auto tags = static_cast<int>(m_tags.size());
    if (column < tags || column >= timeColumn())
        return std::nullopt;
    return static_cast<std::size_t>(column - tags);
}

QString LatestValuesModel::metricText(const LatestRow &row, std::size_t metric, bool isExact) const
{
    const Definition &definition = m_metrics[metric];
    const auto &value = row.values[metric];
    const auto number = value ? std::optional(value->value) : std::nullopt;
    return isExact ? exactValueCell(m_formatter, number, definition)
                   : valueCell(m_formatter, number, definition);
}

QString LatestValuesModel::timeText(const LatestRow &row, bool isExact) const
{
    if (isExact)
        return exactTimeCell(m_formatter, row.at);
    const QString time = timeCell(m_formatter, row.at);
    return isStale(row) ? tr("%1, stale: %2", "a time and how long ago it was")
                              .arg(time, m_formatter.age(row.at, *m_ages.now))
                        : time;
}

QString LatestValuesModel::text(const LatestRow &row, int column, bool isExact) const
{
    if (const auto metric = metricAt(column))
        return metricText(row, *metric, isExact);
    if (column == timeColumn())
        return timeText(row, isExact);
    const QString &tag = m_tags[column];
    const QString name = shown(row, tag);
    const QString value = row.tags.value(tag);
    return isExact && name != value ? QString(name % u'\n' % value) : name;
}

QVariant LatestValuesModel::sortKey(const LatestRow &row, int column) const
{
    if (const auto metric = metricAt(column)) {
        const auto &value = row.values[*metric];
        return value ? QVariant(value->value) : QVariant();
    }
    return column == timeColumn() ? nsKey(row.at) : QVariant(text(row, column, false));
}

QVariant LatestValuesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LatestRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column(), false);
    case Qt::ToolTipRole:
        return text(row, index.column(), true);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::Alignment(metricAt(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return sortKey(row, index.column());
    default:
        return {};
    }
}

QVariant LatestValuesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const auto metric = metricAt(section);
    switch (role) {
    case Qt::DisplayRole:
        if (metric)
            return userColumnTitle(m_metrics[*metric].name)
                .value_or(shortName(m_metrics[*metric].name, m_metrics));
        return section == timeColumn() ? tr("Latest") : m_tags[section];
    case Qt::ToolTipRole: {
        if (!metric)
            return {};
        const QString &name = m_metrics[*metric].name;
        const QString help = userColumnHelp(name);
        return help.isEmpty() ? name : QString(help % u'\n' % name);
    }
    case Qt::TextAlignmentRole:
        return QVariant(Qt::Alignment(metric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace tidemark

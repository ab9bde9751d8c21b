// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/selection_sql.h"

#include "model/store/connection.h"
#include "model/store/read_ids.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr Sql kDeviceIds{"device_ids"_L1, "SELECT d.id FROM json_each(?) w CROSS JOIN device d "
                                          "ON d.org_id = ? AND d.name = w.value"_L1};
constexpr Sql kInvocationIds{"invocation_ids"_L1,
                             "SELECT i.id FROM json_each(?) w CROSS JOIN invocation i "
                             "ON i.org_id = ? AND i.uid = w.value"_L1};
constexpr Sql kSessionIds{"session_ids"_L1, "SELECT s.id FROM json_each(?) w CROSS JOIN session s "
                                            "ON s.org_id = ? AND s.uid = w.value"_L1};
constexpr Sql kMetricIds{"own_metric_ids"_L1, "SELECT m.id FROM json_each(?) w CROSS JOIN metric m "
                                              "ON m.id = w.value AND m.org_id = ?"_L1};

QString translated(const char *text)
{
    return QCoreApplication::translate("tidemark::store::Selection", text);
}

void sortUnique(std::vector<std::int64_t> &ids)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

// The ids that a statement over a JSON list and an organisation finds.
Result<std::vector<std::int64_t>> selectIds(Connection &connection, const Sql &sql,
                                            const QString &list, OrgId org)
{
    Statement statement = connection.prepare(sql);
    auto ids = statement.run(list, org).and_then(
        [&statement] { return readIds<std::int64_t>(statement); });
    if (ids)
        sortUnique(*ids);
    return ids;
}

Result<std::vector<std::int64_t>> lookUp(Connection &connection, OrgId org, const Sql &sql,
                                         const QStringList &names)
{
    if (names.size() > kMaxFilterIds)
        return failure(
            ErrorCode::InvalidArgument,
            translated("A filter can list at most %1 ids. Choose fewer, or leave the filter out.")
                .arg(QLocale().toString(kMaxFilterIds)));
    if (names.isEmpty())
        return std::vector<std::int64_t>();
    const QByteArray list =
        QJsonDocument(QJsonArray::fromStringList(names)).toJson(QJsonDocument::Compact);
    return selectIds(connection, sql, QString::fromUtf8(list), org);
}

// Devices and invocations are stored in one spelling, so a filter finds them by that one, as every
// other look-up does. An id that cannot be stored stays as it is and matches nothing.
QStringList asStored(QStringList ids)
{
    for (QString &id : ids)
        id = storableId(id).value_or(id);
    return ids;
}

Result<IdCondition> resolveFilter(Connection &connection, OrgId org, const Sql &sql,
                                  const IdFilter &filter)
{
    IdCondition condition{filter.mode, {}};
    if (filter.mode != IdFilter::Mode::OneOf)
        return condition;
    auto ids = lookUp(connection, org, sql, asStored(filter.ids));
    if (!ids)
        return failure(ids.error());
    condition.ids = std::move(*ids);
    return condition;
}

// A filter that is off costs nothing in each row; the few forms of a statement are all kept.
QString idConditionSql(QLatin1StringView column, QLatin1StringView name, IdFilter::Mode mode)
{
    switch (mode) {
    case IdFilter::Mode::NullOnly:
        return u" AND %1 IS NULL"_s.arg(column);
    case IdFilter::Mode::OneOf:
        return u" AND %1 IN (SELECT value FROM json_each(:%2_ids))"_s.arg(column, name);
    case IdFilter::Mode::Any:
        break;
    }
    return {};
}

// On devices, invocations and tags.
QString otherConditionsSql(const SelectionCondition &condition)
{
    return idConditionSql("r.device_id"_L1, "device"_L1, condition.devices.mode) %
           idConditionSql("r.invocation_id"_L1, "invocation"_L1, condition.invocations.mode) %
           (condition.tags.isNull() ? QString() : QString(u" AND "_s % tagConditionSql()));
}

} // namespace

QString jsonArray(const std::vector<std::int64_t> &ids)
{
    QString text(u'[');
    for (const std::int64_t id : ids) {
        if (text.size() > 1)
            text += u',';
        text += QString::number(id);
    }
    return text + u']';
}

QString jsonPairs(std::span<const RecordKey> records)
{
    QString text(u'[');
    for (const RecordKey &record : records) {
        if (text.size() > 1)
            text += u',';
        text += u'[' % QString::number(record.metric.value()) % u',' %
                QString::number(record.session.value()) % u']';
    }
    return text + u']';
}

Result<SelectionCondition> resolve(Connection &connection, OrgId org, const Selection &selection)
{
    if (selection.begin && selection.end && *selection.begin > *selection.end)
        return failure(ErrorCode::InvalidArgument,
                       translated("The range begins after its end. Swap the two times."));
    SelectionCondition condition;
    condition.org = org;
    condition.timeFilter = selection.timeFilter;
    if (!selection.metrics.empty()) {
        std::vector<std::int64_t> wanted;
        for (const MetricId metric : selection.metrics)
            wanted.push_back(metric.value());
        auto own = selectIds(connection, kMetricIds, jsonArray(wanted), org);
        if (!own)
            return failure(own.error());
        condition.metrics = std::move(*own);
    }
    if (selection.begin)
        condition.first_ns = selection.begin->posixNs();
    if (selection.end)
        condition.last_ns = (*selection.end - Timedelta(1)).posixNs();
    auto devices = resolveFilter(connection, org, kDeviceIds, selection.devices);
    if (!devices)
        return failure(devices.error());
    condition.devices = std::move(*devices);
    auto invocations = resolveFilter(connection, org, kInvocationIds, selection.invocations);
    if (!invocations)
        return failure(invocations.error());
    condition.invocations = std::move(*invocations);
    if (selection.sessions) {
        auto ids = lookUp(connection, org, kSessionIds, *selection.sessions);
        if (!ids)
            return failure(ids.error());
        condition.sessions = IdCondition{IdFilter::Mode::OneOf, std::move(*ids)};
    }
    if (!selection.tags.isEmpty())
        condition.tags = tagsText(selection.tags);
    const bool isEmptyRange =
        selection.end && (selection.end == Timestamp::min() ||
                          (selection.begin && *selection.begin == *selection.end));
    const bool isOfOthers = !selection.metrics.empty() && condition.metrics.empty();
    condition.matchesNothing = isEmptyRange || isOfOthers || condition.devices.matchesNothing() ||
                               condition.invocations.matchesNothing() ||
                               condition.sessions.matchesNothing();
    return condition;
}

QString timeColumn(TimeFilter filter)
{
    return filter == TimeFilter::SessionStart ? u"s.start_ns"_s : u"s.end_ns"_s;
}

QString tagConditionSql()
{
    return u"(:tags IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(:tags) w WHERE NOT EXISTS "_s
           u"(SELECT 1 FROM json_each(s.tags) t WHERE t.key = w.key AND t.value = w.value)))"_s;
}

// SQLite takes a column with a plus sign for an expression, which no index has.
QString conditionSql(const SelectionCondition &condition, LeadingBounds bounds)
{
    const QString first = bounds == LeadingBounds::Last ? u"+"_s : QString();
    const QString last = bounds == LeadingBounds::First ? u"+"_s : QString();
    return u"s.org_id = :org AND %2%1 >= :first AND %3%1 <= :last"_s.arg(
               timeColumn(condition.timeFilter), first, last) %
           otherConditionsSql(condition);
}

QString timelessConditionSql(const SelectionCondition &condition)
{
    return u"s.org_id = :org AND %1 IS NULL AND :first <= :last"_s.arg(
               timeColumn(condition.timeFilter)) %
           otherConditionsSql(condition);
}

void bindCondition(Statement &statement, const SelectionCondition &condition)
{
    statement.set(":org"_L1, condition.org);
    statement.set(":first"_L1, condition.first_ns).set(":last"_L1, condition.last_ns);
    if (condition.devices.mode == IdFilter::Mode::OneOf)
        statement.set(":device_ids"_L1, jsonArray(condition.devices.ids));
    if (condition.invocations.mode == IdFilter::Mode::OneOf)
        statement.set(":invocation_ids"_L1, jsonArray(condition.invocations.ids));
    if (!condition.tags.isNull())
        statement.set(":tags"_L1, condition.tags);
}

} // namespace tidemark::store

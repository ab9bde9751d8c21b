// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/journal_tables.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct TableShape
{
    QLatin1StringView name;
    QLatin1StringView keys;    // comma separated
    QLatin1StringView columns; // the rest, without change_id
    QLatin1StringView sessionColumn;
};

constexpr std::array kShapes{
    TableShape{"metric"_L1,
               "id"_L1,
               "org_id, uid, name, description, unit, kind, tags, settings, archived, keep_ns, "
               "created_by, created_ns, modified_by, modified_ns"_L1,
               {}},
    TableShape{"device"_L1,
               "id"_L1,
               "org_id, name, deleted, metadata, labels, custom_fields, created_by, created_ns, "
               "modified_by, modified_ns"_L1,
               {}},
    TableShape{"invocation"_L1, "id"_L1, "org_id, uid"_L1, {}},
    TableShape{"file"_L1, "id"_L1, "org_id, uid"_L1, {}},
    TableShape{"session"_L1, "id"_L1,
               "org_id, uid, name, start_ns, end_ns, is_entry, tags, note, description, metadata, "
               "labels, custom_fields, created_by, created_ns, modified_by, modified_ns"_L1,
               "id"_L1},
    TableShape{"session_device"_L1, "session_id, device_id"_L1, {}, "session_id"_L1},
    TableShape{"session_file"_L1, "session_id, file_id"_L1,
               "first_ns, last_ns, added_ns, added_by"_L1, "session_id"_L1},
    TableShape{"record"_L1, "metric_id, session_id"_L1,
               "device_id, invocation_id, published_ns, publisher_id, value"_L1, "session_id"_L1},
};

const TableShape &shapeOf(JournalTable table)
{
    return kShapes.at(static_cast<std::size_t>(table));
}

QStringList keysOf(const TableShape &shape)
{
    return QString(shape.keys).split(u", "_s);
}

// `t.id = r.id AND …`
QString sameKey(const TableShape &shape, QLatin1StringView left, QLatin1StringView right)
{
    QStringList parts;
    for (const QString &key : keysOf(shape))
        parts.append(left % key % " = "_L1 % right % key);
    return parts.join(u" AND "_s);
}

QString boundKey(const TableShape &shape)
{
    return keysOf(shape).join(u" = ? AND "_s) % " = ?"_L1;
}

// The key of t is one of many: `t.metric_id = j.value AND t.session_id = ?`
QString manyKey(const TableShape &shape)
{
    const QStringList keys = keysOf(shape);
    QString text = "t."_L1 % keys.first() % " = j.value"_L1;
    for (const QString &key : keys.sliced(1))
        text += " AND t."_L1 % key % " = ?"_L1;
    return text;
}

// Replaces the marks of a pattern: @table, @rev (its revisions), @columns (all; @tcolumns of t;
// @rest without the key), @keys, @key (bound), @many (one of many), @same
// (key of t to that of r), @range (of sessions).
QString written(QLatin1StringView pattern, JournalTable table)
{
    const TableShape &shape = shapeOf(table);
    QString text(pattern);
    text.replace("@columns"_L1, tableColumns(table));
    text.replace("@tcolumns"_L1, "t."_L1 % tableColumns(table).split(u", "_s).join(u", t."_s));
    text.replace("@rest"_L1, shape.columns.isEmpty() ? QString(u"change_id"_s)
                                                     : shape.columns % ", change_id"_L1);
    text.replace("@keys"_L1, shape.keys);
    text.replace("@same"_L1, sameKey(shape, "t."_L1, "r."_L1));
    text.replace("@key"_L1, boundKey(shape));
    text.replace("@many"_L1, manyKey(shape));
    text.replace("@rev"_L1, shape.name % "_revision"_L1);
    text.replace("@table"_L1, shape.name);
    text.replace("@range"_L1, shape.sessionColumn.isEmpty()
                                  ? QString()
                                  : "t."_L1 % shape.sessionColumn % " BETWEEN ? AND ? AND "_L1);
    return text;
}

JournalSql sqlOf(JournalTable table)
{
    const auto make = [table](QLatin1StringView pattern) { return written(pattern, table); };
    JournalSql sql;
    sql.keepUpdated = make("INSERT INTO @rev (step_id, op, before_change, @columns) "
                           "SELECT ?, 0, change_id, @columns FROM @table "
                           "WHERE @key AND change_id <> ?"_L1);
    sql.keepMany = make("INSERT INTO @rev (step_id, op, before_change, @columns) "
                        "SELECT ?, 0, t.change_id, @tcolumns FROM json_each(?) j "
                        "CROSS JOIN @table t ON @many WHERE t.change_id <> ?"_L1);
    sql.keepRemoved = make("INSERT INTO @rev (step_id, op, before_change, @columns) "
                           "SELECT ?, 1, change_id, @columns FROM @table "
                           "WHERE @key AND change_id <> ?"_L1);
    sql.markRemoved = make("UPDATE @rev SET op = 1 WHERE step_id = ? AND op = 0 AND @key"_L1);
    sql.markUpdated = make("UPDATE @rev SET op = 0 WHERE step_id = ? AND op = 1 AND @key"_L1);
    sql.laterTouch = make("SELECT count(*) FROM @rev r JOIN change c ON c.id = r.step_id "
                          "WHERE r.change_id = ? AND r.step_id > ? AND c.undone = 0"_L1);
    sql.undoBlocked = make("SELECT count(*) FROM @rev r LEFT JOIN @table t ON @same "
                           "WHERE r.step_id = ? AND ((r.op = 0 AND t.change_id IS NOT r.step_id) "
                           "OR (r.op = 1 AND t.change_id IS NOT NULL))"_L1);
    sql.redoBlocked =
        make("SELECT count(*) FROM @rev r LEFT JOIN @table t ON @same "
             "WHERE r.step_id = ? AND ((r.op < 2 AND t.change_id IS NOT r.before_change) "
             "OR (r.op = 2 AND t.change_id IS NOT NULL))"_L1);
    sql.keepInserted = make("INSERT INTO @rev (step_id, op, before_change, @columns) "
                            "SELECT t.change_id, 2, NULL, @columns FROM @table t "
                            "WHERE @range t.change_id = ? AND NOT EXISTS (SELECT 1 FROM @rev r "
                            "WHERE r.step_id = t.change_id AND r.op = 0 AND @same)"_L1);
    sql.removeInserted = make("DELETE FROM @table WHERE (@keys) IN "
                              "(SELECT @keys FROM @rev WHERE step_id = ? AND op = 2)"_L1);
    sql.putInserted = make("INSERT INTO @table (@columns) "
                           "SELECT @columns FROM @rev WHERE step_id = ? AND op = 2"_L1);
    sql.dropInserted = make("DELETE FROM @rev WHERE step_id = ? AND op = 2"_L1);
    sql.putRemoved = make("INSERT INTO @table (@columns) "
                          "SELECT @columns FROM @rev WHERE step_id = ? AND op = 1"_L1);
    sql.removeRemoved = make("DELETE FROM @table WHERE (@keys) IN "
                             "(SELECT @keys FROM @rev WHERE step_id = ? AND op = 1)"_L1);
    sql.swapUpdated = {
        make("INSERT INTO @rev (step_id, op, before_change, @columns) "
             "SELECT r.step_id, 3, r.before_change, @tcolumns FROM @rev r JOIN @table t ON @same "
             "WHERE r.step_id = ? AND r.op = 0"_L1),
        make("UPDATE @table AS t SET (@rest) = (SELECT @rest FROM @rev r "
             "WHERE r.step_id = ? AND r.op = 0 AND @same) WHERE (@keys) IN "
             "(SELECT @keys FROM @rev WHERE step_id = ? AND op = 0)"_L1),
        make("DELETE FROM @rev WHERE step_id = ? AND op = 0"_L1),
        make("UPDATE @rev SET op = 0 WHERE step_id = ? AND op = 3"_L1),
    };
    return sql;
}

} // namespace

const JournalSql &journalSql(JournalTable table)
{
    static const std::array kSql = [] {
        std::array<JournalSql, kJournalTables.size()> all;
        for (const JournalTable each : kJournalTables)
            all.at(static_cast<std::size_t>(each)) = sqlOf(each);
        return all;
    }();
    return kSql.at(static_cast<std::size_t>(table));
}

QString tableName(JournalTable table)
{
    return shapeOf(table).name;
}

bool isBySession(JournalTable table)
{
    return !shapeOf(table).sessionColumn.isEmpty();
}

QString tableColumns(JournalTable table)
{
    const TableShape &shape = shapeOf(table);
    QStringList parts{QString(shape.keys)};
    if (!shape.columns.isEmpty())
        parts.append(QString(shape.columns));
    parts.append(u"change_id"_s);
    return parts.join(u", "_s);
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/record.h"
#include "model/store/statement.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace tidemark::store {

#define TIDEMARK_RECORD_COLUMNS                                                                    \
    "r.metric_id, r.session_id, r.value, r.device_id, r.invocation_id, r.published_ns, "           \
    "r.publisher_id, s.uid, s.name, s.start_ns, s.end_ns, s.is_entry, s.tags, s.note, "

/// Columns of a record, from `record r` and `session s`, in the order that RecordColumns expects.
/// Names stand in other tables: joined to each row, they made half of what a page took. The last
/// one: an earlier value is kept, by the change that wrote the record or by one that removed it.
inline constexpr QLatin1StringView kRecordColumns(
    TIDEMARK_RECORD_COLUMNS
    "EXISTS (SELECT 1 FROM record_revision) AND "
    "(EXISTS (SELECT 1 FROM record_revision v WHERE v.step_id = r.change_id AND v.op = 0 "
    "AND v.metric_id = r.metric_id AND v.session_id = r.session_id) OR "
    "EXISTS (SELECT 1 FROM record_revision v JOIN change c ON c.id = v.step_id "
    "WHERE v.op = 1 AND v.session_id = r.session_id AND v.metric_id = r.metric_id "
    "AND c.undone = 0))");
/// The same with a last one that tells nothing, and so takes no time.
inline constexpr QLatin1StringView kRecordColumnsWithoutHistory(TIDEMARK_RECORD_COLUMNS "0");

#undef TIDEMARK_RECORD_COLUMNS

/// Makes records of rows and looks up each name once. Read while the rows' statement is not
/// finished, so that names are of the same moment. On the connection's thread.
class RecordColumns
{
public:
    explicit RecordColumns(Connection &connection)
        : m_connection(connection)
    {}

    /// The record of the statement's current row.
    [[nodiscard]] Result<Record> read(const Statement &row);

private:
    struct MetricName
    {
        QString name;
        QString unit;
        QString uid;
    };
    struct Names
    {
        std::optional<Statement> select = {};
        std::unordered_map<std::int64_t, MetricName> known = {}; ///< unit and uid of metrics only
    };
    /// A loan of what is known.
    [[nodiscard]] Result<const MetricName *> nameOf(Names &names, const Sql &sql, std::int64_t id);
    [[nodiscard]] Result<void> readNames(const Statement &row, Record &record);

    Connection &m_connection;
    Names m_metrics;
    Names m_actors;
    Names m_devices;
    Names m_invocations;
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/record.h"
#include "model/store/statement.h"

namespace tidemark::store {

/// Columns of a record with all that belongs to it, in the order that readRecordColumns() expects.
inline constexpr QLatin1StringView kRecordColumns(
    "r.metric_id, r.session_id, m.name, m.unit, r.value, d.name, i.uid, r.published_ns, a.name, "
    "s.uid, s.name, s.start_ns, s.end_ns, s.is_entry, s.tags, s.note, "
    "EXISTS (SELECT 1 FROM record_revision v JOIN change c ON c.id = v.step_id "
    "WHERE v.metric_id = r.metric_id AND v.session_id = r.session_id AND v.op IN (0, 1) "
    "AND c.undone = 0)");

/// The tables behind them, to stand after `record r` and `session s` in that order of loops.
inline constexpr QLatin1StringView kRecordDetailTables(
    " CROSS JOIN metric m ON m.id = r.metric_id CROSS JOIN actor a ON a.id = r.publisher_id"
    " LEFT JOIN device d ON d.id = r.device_id LEFT JOIN invocation i ON i.id = r.invocation_id");

/// The record of the statement's current row.
[[nodiscard]] Record readRecordColumns(const Statement &row);

} // namespace tidemark::store

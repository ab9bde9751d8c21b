// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/journal_touched.h"

#include "model/store/connection.h"
#include "model/store/notices.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Rows of the change and of its revisions, before or after they change places.
constexpr Sql kTouchedRecords{
    "touched_records"_L1,
    "SELECT r.metric_id, min(s.start_ns), max(s.start_ns), min(s.end_ns), max(s.end_ns) "
    "FROM (SELECT metric_id, session_id FROM record WHERE session_id BETWEEN ? AND ? "
    "AND change_id = ? UNION ALL SELECT metric_id, session_id FROM record_revision "
    "WHERE step_id = ?) r JOIN session s ON s.id = r.session_id GROUP BY r.metric_id"_L1};
constexpr Sql kTouchedBySessions{
    "touched_by_sessions"_L1,
    "SELECT r.metric_id, min(v.start_ns), max(v.start_ns), min(v.end_ns), max(v.end_ns) "
    "FROM session_revision v JOIN record r ON r.session_id = v.id "
    "WHERE v.step_id = ? GROUP BY r.metric_id"_L1};
constexpr Sql kTouchedSessionsNow{
    "touched_sessions_now"_L1,
    "SELECT r.metric_id, min(s.start_ns), max(s.start_ns), min(s.end_ns), max(s.end_ns) "
    "FROM session_revision v JOIN session s ON s.id = v.id JOIN record r ON r.session_id = s.id "
    "WHERE v.step_id = ? GROUP BY r.metric_id"_L1};

Result<void> collectRows(Statement &select, ChangeCollector &touched)
{
    const auto timeOr = [&select](int column, int other) {
        const auto time = select.optionalTimestamp(column);
        return time ? time : select.optionalTimestamp(other);
    };
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        const MetricId metric = select.id<MetricId>(0);
        touched.touchRecords(metric, timeOr(1, 3), timeOr(3, 1));
        touched.touchRecords(metric, timeOr(2, 4), timeOr(4, 2));
    }
}

} // namespace

Result<void> collectTouched(Connection &connection, ChangeId change, SessionSpan sessions,
                            ChangeCollector &touched)
{
    touched.touchDefinitions();
    touched.touchSessions();
    {
        Statement records = connection.prepare(kTouchedRecords);
        if (auto done = records.run(sessions.first, sessions.last, change, change); !done)
            return done;
        if (auto done = collectRows(records, touched); !done)
            return done;
    }
    for (const Sql &sql : {kTouchedBySessions, kTouchedSessionsNow}) {
        Statement select = connection.prepare(sql);
        if (auto done = select.run(change); !done)
            return done;
        if (auto done = collectRows(select, touched); !done)
            return done;
    }
    return {};
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_waking.h"

#include "model/store/connection.h"
#include "model/store/names_there.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kWakeOfSession{"wake_records_of_session"_L1,
                             "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', "
                             "detail = '' WHERE source_id = ? AND kind = 4 AND key2 = ? "
                             "AND state = 2 AND reason = 4"_L1};
// But for those that would be blocked again by a session that needs a person: one that is not there
// yet, or was removed here.
constexpr Sql kWakeOfMetric{
    "wake_records_of_metric"_L1,
    "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', detail = '' "
    "WHERE source_id = ? AND kind = 4 AND key1 = ? AND state = 2 AND reason = 4 "
    "AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.source_id = outbox.source_id AND s.kind = 3 "
    "AND s.key1 = outbox.key2 AND s.key2 = 0 AND s.state = 2 "
    "AND NOT (EXISTS (SELECT 1 FROM session x WHERE x.id = s.key1) "
    "AND EXISTS (SELECT 1 FROM mirror m WHERE m.source_id = s.source_id AND m.kind = 3 "
    "AND m.key1 = s.key1 AND m.key2 = 0)))"_L1};
constexpr Sql kReopenRefusedName{
    "reopen_refused_name"_L1,
    "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', detail = '' "
    "WHERE source_id = ? AND kind = 2 AND key1 = ? AND state = 2 AND reason = 1 AND code = ?"_L1};
constexpr Sql kSelectNamed{"select_metric_of_source"_L1,
                           "SELECT x.id FROM source s CROSS JOIN metric x ON x.org_id = s.org_id "
                           "AND x.name = ? WHERE s.id = ?"_L1};
constexpr QLatin1StringView kSelectFreeNames(
    "SELECT x.name FROM outbox o JOIN metric x ON x.id = o.key1 WHERE o.source_id = ? "
    "AND o.kind = 2 AND o.state = 2 AND o.reason = 1 AND o.code = ? AND NOT EXISTS (SELECT 1 "
    "FROM mirror m INDEXED BY mirror_uid WHERE m.source_id = o.source_id "
    "AND m.remote_uid = x.name AND m.kind = 2 AND m.key1 <> o.key1 AND @holds)");

Result<std::optional<std::int64_t>> metricNamed(Connection &connection, SourceId source,
                                                const QString &name)
{
    Statement select = connection.prepare(kSelectNamed);
    if (auto done = select.run(name, source); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool isFound) { return isFound ? select.optionalInteger(0) : std::nullopt; });
}

} // namespace

Result<void> wakeRecordsOfMetric(Connection &connection, SourceId source, std::int64_t metric)
{
    return connection.prepare(kWakeOfMetric).run(source, metric);
}

Result<void> wakeRecordsOfSession(Connection &connection, SourceId source, std::int64_t session)
{
    return connection.prepare(kWakeOfSession).run(source, session);
}

Result<void> wakeNamesake(Connection &connection, SourceId source, const QString &name)
{
    const auto metric = metricNamed(connection, source, name);
    if (!metric)
        return failure(metric.error());
    if (!*metric)
        return {};
    return connection.prepare(kReopenRefusedName)
        .run(source, **metric, static_cast<int>(ErrorCode::AlreadyExists))
        .and_then([&] { return wakeRecordsOfMetric(connection, source, **metric); });
}

Result<void> wakeFreeNames(Connection &connection, SourceId source)
{
    QStringList names;
    {
        QString text(kSelectFreeNames);
        text.replace("@holds"_L1, QString(kHoldsName).replace("@row"_L1, "m"_L1));
        Statement select = connection.prepare("select_free_names"_L1, text);
        auto done = select.run(source, static_cast<int>(ErrorCode::AlreadyExists));
        if (!done)
            return done;
        for (auto row = select.next(); !row || *row; row = select.next()) {
            if (!row)
                return failure(row.error());
            names.append(select.text(0));
        }
    }
    for (const QString &name : names)
        if (auto woken = wakeNamesake(connection, source, name); !woken)
            return woken;
    return {};
}

} // namespace tidemark::store

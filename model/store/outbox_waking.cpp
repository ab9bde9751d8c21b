// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_waking.h"

#include "model/store/connection.h"

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

} // namespace tidemark::store

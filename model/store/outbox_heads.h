// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/outbox_work.h"

#include <QLatin1StringView>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;
class Statement;

/// The columns of an item `o` of the outbox with what is known to be there of it, and how many.
inline constexpr QLatin1StringView
    kHeadColumns("SELECT o.id, o.kind, o.key1, o.key2, o.version, o.unanswered, "
                 "o.sent_value, o.sent_device, o.sent_fields, m.source_id, m.remote_uid, "
                 "m.is_ours, m.value, m.device, m.fields");
inline constexpr int kHeadColumnCount = 15;
inline constexpr QLatin1StringView
    kHeadTables(" FROM outbox o LEFT JOIN mirror m ON m.source_id = o.source_id "
                "AND m.kind = o.kind AND m.key1 = o.key1 AND m.key2 = o.key2 ");
/// Those of a source up to an id, of one kind.
inline constexpr QLatin1StringView
    kWindow(" WHERE o.source_id = ? AND o.state < 2 AND o.id <= ? AND o.kind = ? ORDER BY o.id");

/// The same with what the records among them wait for, which may have been queued after them. The
/// parameters: the source, the id, the kind; the source and the kind; the source and the id.
[[nodiscard]] QString parentsWindow(OutboxKind kind);

/// The item of a row of those columns.
[[nodiscard]] OutboxHead readHead(const Statement &row);

/// What waits of a source up to an id of the outbox, of one kind, in one of these windows. On the
/// connection's thread.
[[nodiscard]] Result<std::vector<OutboxHead>> readHeads(Connection &connection, SourceId source,
                                                        OutboxKind kind, std::int64_t last);

/// What waits of a metric itself; nothing where nothing does. Likewise.
[[nodiscard]] Result<std::optional<OutboxHead>> readHeadOfMetric(Connection &connection,
                                                                 SourceId source, MetricId metric);

} // namespace tidemark::store

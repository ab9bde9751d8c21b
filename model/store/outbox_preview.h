// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/publish_device.h"
#include "model/domain/publish_selection.h"
#include "model/domain/source.h"
#include "model/store/org_scope.h"
#include "model/store/statement.h"

#include <QLatin1StringView>

#include <optional>

namespace tidemark::store {

class Connection;

/// Whether a source has a device of this name, as one that was told or by a value that went with
/// it: source, organisation, name, source, name. Looked up however much the source has; left to
/// itself, SQLite walks all of it.
inline constexpr Sql kIsDeviceThere{
    QLatin1StringView("is_device_there"),
    QLatin1StringView(
        "SELECT EXISTS (SELECT 1 FROM device d CROSS JOIN mirror m ON m.source_id = ? "
        "AND m.kind = 1 AND m.key1 = d.id AND m.key2 = 0 WHERE d.org_id = ? AND d.name = ?) "
        "OR EXISTS (SELECT 1 FROM mirror INDEXED BY mirror_device WHERE source_id = ? "
        "AND kind = 4 AND device = ?)")};

/// What waits for a source, or what a selection of stored records would add. On the connection's
/// thread. Reads every record of a selection.
[[nodiscard]] Result<OutboxPreview> previewOutbox(Connection &connection, OrgId org,
                                                  const Source &source,
                                                  const std::optional<PublishSelection> &selection,
                                                  const PublishDevice &device);
/// Which choices of a device are kept for what a selection names. On the connection's thread. Reads
/// every record of the selection, unless there is no choice of the source at all.
[[nodiscard]] Result<EarlierDevices> readEarlierDevices(Connection &connection, OrgId org,
                                                        SourceId source,
                                                        const PublishSelection &selection);
/// Queues what a selection names and keeps the rule for its records; within the caller's
/// transaction.
[[nodiscard]] Result<PublishedItems> enqueueSelection(Connection &connection, OrgId org,
                                                      SourceId source,
                                                      const PublishSelection &selection,
                                                      const PublishDevice &device, Timestamp now);

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/publish_device.h"
#include "model/domain/selection.h"
#include "model/domain/source.h"
#include "model/store/org_scope.h"

#include <optional>

namespace tidemark::store {

class Connection;

/// What waits for a source, or what a selection of stored records would add. On the connection's
/// thread. Reads every record of a selection.
[[nodiscard]] Result<OutboxPreview> previewOutbox(Connection &connection, OrgId org,
                                                  const Source &source,
                                                  const std::optional<Selection> &selection,
                                                  const PublishDevice &device);
/// Which choices of a device are kept for what a selection names. On the connection's thread. Reads
/// every record of the selection, unless there is no choice of the source at all.
[[nodiscard]] Result<EarlierDevices>
readEarlierDevices(Connection &connection, OrgId org, SourceId source, const Selection &selection);
/// Queues what a selection names and keeps the rule for its records; within the caller's
/// transaction.
[[nodiscard]] Result<PublishedItems> enqueueSelection(Connection &connection, OrgId org,
                                                      SourceId source, const Selection &selection,
                                                      const PublishDevice &device, Timestamp now);

} // namespace tidemark::store

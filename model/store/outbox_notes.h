// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox_work.h"

#include <QStringList>

#include <vector>

namespace tidemark::store {

class Connection;

/// What delivery and fetching note about items and mirrors; see OutboxStore. Within the caller's
/// transaction, on the connection's thread.
[[nodiscard]] Result<std::vector<OutboxItemId>> noteStarts(Connection &connection, SourceId source,
                                                           const std::vector<OutboxStart> &items);
[[nodiscard]] Result<void> noteOutcomes(Connection &connection, SourceId source,
                                        const std::vector<OutboxOutcome> &outcomes, Timestamp now);
[[nodiscard]] Result<void> noteMirrors(Connection &connection, SourceId source,
                                       const std::vector<MirrorNote> &notes);
[[nodiscard]] Result<std::vector<MirrorNote>> readMirrors(Connection &connection, SourceId source,
                                                          OutboxKind kind,
                                                          const QStringList &remoteUids);

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/remote_images.h"
#include "model/store/outbox_keys.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace tidemark::store {

class Connection;

/// A row that both sides changed.
struct Conflict
{
    OutboxItemId id;
    OutboxKey key;
    RemoteImage theirs;

    [[nodiscard]] bool isGone() const { return theirs.fields.value(kGoneField).toBool(); }
};

/// Those of the items that are in conflict. On the connection's thread.
[[nodiscard]] Result<std::vector<Conflict>> conflictsOf(Connection &connection, SourceId source,
                                                        const std::vector<OutboxItemId> &items);

/// What their version is called there: its ID, or the name of what has none.
[[nodiscard]] QString uidThere(const RemoteImage &theirs);

/// The fields of their version without what was noted about it.
[[nodiscard]] QJsonObject plainFields(QJsonObject fields);

/// What a person decided; see OutboxStore::keepMine(). On the connection's thread, within the
/// caller's transaction.
[[nodiscard]] Result<std::int64_t> keepMineOf(Connection &connection, SourceId source,
                                              const std::vector<OutboxItemId> &items,
                                              Timestamp now);

} // namespace tidemark::store

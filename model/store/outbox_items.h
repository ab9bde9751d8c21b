// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/outbox_work.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark::store {

class ChangeScope;
class Connection;
class Statement;
class UidSource;

/// Items of the outbox as people see them; see OutboxStore. Those that write do so within the
/// caller's transaction. On the connection's thread.
[[nodiscard]] Result<OutboxCounts> countOutbox(Connection &connection, SourceId source);
[[nodiscard]] Result<OutboxPage> readOutbox(Connection &connection, SourceId source,
                                            std::optional<OutboxState> state,
                                            std::optional<OutboxItemId> after, int limit);
[[nodiscard]] Result<std::int64_t> retryItems(Connection &connection, SourceId source,
                                              const std::vector<OutboxItemId> &items,
                                              Timestamp now);
[[nodiscard]] Result<std::int64_t> discardItems(Connection &connection, SourceId source,
                                                const std::vector<OutboxItemId> &items);

/// Part of the caller's change, which must not be sent back to the source.
[[nodiscard]] Result<void> editItemValue(ChangeScope &scope, SourceId source, OutboxItemId item,
                                         double value);
[[nodiscard]] Result<void> editItemName(ChangeScope &scope, UidSource &uids, SourceId source,
                                        OutboxItemId item, const QString &name);

/// The numbers of items as one text, as a list in JSON.
[[nodiscard]] QString itemsText(const std::vector<OutboxItemId> &items);
/// An image as one text, and back.
[[nodiscard]] QString imageText(const RemoteImage &image);
[[nodiscard]] RemoteImage imageFromText(const QString &text);
/// An image from the columns value, device and fields, from `column` on.
[[nodiscard]] RemoteImage readImage(const Statement &row, int column);

} // namespace tidemark::store

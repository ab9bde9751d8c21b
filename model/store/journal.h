// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/change_journal.h"
#include "model/ports/store_events.h"

#include <QString>

#include <vector>

namespace tidemark::store {

class Connection;

/// Takes a change back, or repeats it, in one transaction: rows and kept revisions change places,
/// so that undo then redo leaves the same bits. Set-based: some seconds for a million rows.
/// Returns what was touched. Errors: NotFound, InvalidArgument (already undone or not undone),
/// Conflict (a later change uses the same rows; the message names it). Changes of another
/// organisation are not there.
[[nodiscard]] Result<StoreChange> undoChange(Connection &connection, OrgId org, ChangeId change,
                                             const QString &origin);
[[nodiscard]] Result<StoreChange> redoChange(Connection &connection, OrgId org, ChangeId change,
                                             const QString &origin);

/// The newest `limit` changes, newest first.
[[nodiscard]] Result<std::vector<ChangeEntry>> readChanges(Connection &connection, OrgId org,
                                                           int limit);

} // namespace tidemark::store

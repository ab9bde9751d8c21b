// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QFuture>
#include <QString>

#include <vector>

namespace tidemark {

/// One undoable step as the store keeps it.
struct ChangeEntry
{
    ChangeId id;
    QString label; ///< `edit 3 records`, translated when it was made
    Timestamp at;
    QString who;
    bool isUndone = false;
};

/// Takes back and repeats changes. Both are exact: undo then redo leaves the same bits.
class ChangeJournal
{
public:
    virtual ~ChangeJournal() = default;

    /// Errors: NotFound, Conflict (a later change touched the same rows; the message names them).
    [[nodiscard]] virtual QFuture<Result<void>> undo(ChangeId change) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> redo(ChangeId change) = 0;
    /// The newest `limit` changes, newest first.
    [[nodiscard]] virtual QFuture<Result<std::vector<ChangeEntry>>> changes(int limit) = 0;
};

} // namespace tidemark

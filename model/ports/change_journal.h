// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <QFuture>
#include <QString>

#include <cstdint>
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

/// The changes once all is done that was asked for before.
struct SettledChanges
{
    std::vector<ChangeEntry> newestFirst;
    /// What was asked for last left no step, for it was refused or there was nothing to change; and
    /// at the question nobody had heard of that yet.
    bool isLastWithoutStep = false;
};

/// Takes back and repeats changes. Both are exact: undo then redo leaves the same bits.
class ChangeJournal
{
public:
    virtual ~ChangeJournal() = default;

    /// Errors: NotFound, Conflict (a later change touched the same rows; the message names them),
    /// InvalidArgument (it is undone already, or not undone).
    [[nodiscard]] virtual QFuture<Result<void>> undo(ChangeId change) = 0;
    [[nodiscard]] virtual QFuture<Result<void>> redo(ChangeId change) = 0;
    /// The newest `limit` changes, newest first.
    [[nodiscard]] virtual QFuture<Result<std::vector<ChangeEntry>>> changes(int limit) = 0;
    /// The same, after every change that was asked for until now; waits for it.
    [[nodiscard]] virtual QFuture<Result<SettledChanges>> settledChanges(int limit) = 0;
    /// How many changes were asked for in this process. Any thread; answers at once.
    [[nodiscard]] virtual std::uint64_t changesAsked() const = 0;
    /// How many of them are done, in the order of asking; a question from then on sees them. Any
    /// thread; answers at once.
    [[nodiscard]] virtual std::uint64_t changesDone() const = 0;
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

namespace tidemark::store {

class Connection;

/// Who has a store open to write it: a row of store_info for each opening, with the process, its
/// machine and when it started, so that a number which the system gave to another process later
/// does not count. A mark that stays of a process that is gone tells of an unclean end; another
/// machine cannot be asked, and what it left counts as that too.
struct OpenMarks
{
    bool isOpen = false;    ///< a living process has it open, this one included
    bool isUnclean = false; ///< there are marks, and no living process has it open
};
[[nodiscard]] Result<OpenMarks> openMarks(Connection &connection);

/// Adds a mark of this process and removes those of processes that are gone; the key of the mark,
/// for markClosed(). In one transaction.
[[nodiscard]] Result<QString> markOpened(Connection &connection);
/// The opening has ended, whether or not its mark could be removed: from now on the mark is one of
/// the dead, which the next opening removes. Any thread.
void forgetMark(const QString &mark);
/// Removes that mark and no other.
[[nodiscard]] Result<void> markClosed(Connection &connection, const QString &mark);
/// Removes all marks, as a copy needs it.
[[nodiscard]] Result<void> clearMarks(Connection &connection);

/// True when a process of this machine has that number now.
[[nodiscard]] bool isProcessAlive(qint64 process);

} // namespace tidemark::store

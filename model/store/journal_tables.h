// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cstddef>

namespace tidemark::store {

/// The tables whose rows a change can be taken back for, in the order in which rows must exist
/// (parents first).
enum class JournalTable
{
    Metric,
    Device,
    Invocation,
    File,
    Session,
    SessionDevice,
    SessionFile,
    Record
};
inline constexpr std::array kJournalTables{JournalTable::Metric,      JournalTable::Device,
                                           JournalTable::Invocation,  JournalTable::File,
                                           JournalTable::Session,     JournalTable::SessionDevice,
                                           JournalTable::SessionFile, JournalTable::Record};

/// What a row of a revision table stands for; see schema.cpp.
enum class RevisionOp
{
    Updated = 0,
    Removed = 1,
    Inserted = 2,
    Swapping = 3
};

/// The statements that keep and swap the revisions of one table. `?` are bound as named; "key" is
/// one or two integers.
struct JournalSql
{
    // While a change is made.
    QString keepUpdated; ///< step, step, key, step: before an update
    /// step, keys, [second key], step: before an update of many rows; `keys` is a JSON array of
    /// (first) keys, of which each stands there once.
    QString keepMany;
    QString keepRemoved; ///< step, step, key, step: before a removal
    QString markRemoved; ///< step, key: removal after an update of the same change
    QString markUpdated; ///< step, key: insertion after a removal of the same change

    // Undo and redo of a whole change.
    QString laterTouch;     ///< step, step: later, not undone changes of rows this one wrote
    QString undoBlocked;    ///< step: rows that are not as the change left them
    QString redoBlocked;    ///< step: rows that are not as they were before the change
    QString keepInserted;   ///< [first, last], step
    QString removeInserted; ///< step
    QString putInserted;    ///< step
    QString dropInserted;   ///< step
    QString putRemoved;     ///< step
    QString removeRemoved;  ///< step
    std::array<QString, 4> swapUpdated; ///< in order; step, the second one twice
};

/// Any thread; made once.
[[nodiscard]] const JournalSql &journalSql(JournalTable table);

/// The table's name, for messages of check and tests.
[[nodiscard]] QString tableName(JournalTable table);
/// True for tables whose inserted rows are found by the change's range of session ids.
[[nodiscard]] bool isBySession(JournalTable table);
/// All columns, change_id last, separated by ", ".
[[nodiscard]] QString tableColumns(JournalTable table);

} // namespace tidemark::store

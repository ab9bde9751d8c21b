// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

namespace tidemark::store {

class Connection;

/// SQLite's quick check. Reads the whole file: some tenth of a second for a million records that
/// are in memory. Errors: Damaged, Cancelled and others of sqlError().
[[nodiscard]] Result<void> quickCheck(Connection &connection);

/// What stands between opening a store and the first write to it: until its structure was checked
/// and the opening marked, no byte of the file changes. One per opened store; on the writer's
/// thread, except where it says otherwise.
class StoreGate
{
public:
    /// `isChecked`: the structure was found sound while the store was opened.
    explicit StoreGate(bool isChecked) noexcept
        : m_isChecked(isChecked)
    {}

    /// The part that only reads, once; the writer does it ahead, some seconds after the opening.
    /// Errors: those of quickCheck().
    [[nodiscard]] Result<void> check(Connection &connection);
    /// Before each write; does its work once: checks, sees that the store keeps a log, and marks
    /// it as opened. Errors: those of check(), what a write can meet, and Cancelled after close().
    [[nodiscard]] Result<void> pass(Connection &connection);
    /// The writer's last work: takes the mark back and empties the log, or leaves the file as it
    /// is when nothing was written or `isDamaged`. Waits for no other program.
    [[nodiscard]] Result<void> close(Connection &connection, bool isDamaged);
    /// After the lanes have ended: a mark that could not be taken back counts no longer.
    void end() const;

private:
    bool m_isChecked;
    bool m_isClosed = false;
    QString m_mark; // empty until passed
};

} // namespace tidemark::store

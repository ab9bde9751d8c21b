// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_gate.h"

#include "model/core/logging.h"
#include "model/store/connection.h"
#include "model/store/sql_error.h"
#include "model/store/store_lanes.h"
#include "model/store/store_mark.h"

#include <QFileInfo>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidemark::store {

Result<void> quickCheck(Connection &connection)
{
    const auto answer = connection.scalar(u"PRAGMA quick_check(1)"_s, "quick_check"_L1);
    if (!answer)
        return failure(answer.error());
    if (answer->toString() != "ok"_L1)
        return failure(connection.note(damagedError(connection.storeName(), answer->toString())));
    return {};
}

Result<void> StoreGate::check(Connection &connection)
{
    if (m_isChecked)
        return {};
    auto checked = quickCheck(connection);
    sqlite3_db_release_memory(connection.handle()); // the check has read the whole store
    m_isChecked = checked.has_value();
    return checked;
}

Result<void> StoreGate::pass(Connection &connection)
{
    if (m_isClosed) // a write that came in behind the last work
        return failure(cancelledError());
    if (!m_mark.isEmpty())
        return {};
    if (auto checked = check(connection); !checked)
        return checked;
    if (auto logged = connection.useLog(); !logged)
        return logged;
    const auto mark = markOpened(connection);
    if (!mark)
        return failure(mark.error());
    m_mark = *mark;
    // The mark goes to the main file at once, so that a log that gets lost is noticed.
    return connection.execute(u"PRAGMA wal_checkpoint(PASSIVE)"_s, "checkpoint"_L1);
}

Result<void> StoreGate::close(Connection &connection, bool isDamaged)
{
    m_isClosed = true;
    if (m_mark.isEmpty() || isDamaged) {
        // Closing an empty log only removes it; another one would be moved into the file.
        if (isDamaged || QFileInfo(connection.path() % "-wal"_L1).size() > 0)
            connection.keepLog();
        return {};
    }
    auto closed =
        connection.execute(u"PRAGMA busy_timeout = 100"_s, "pragma"_L1)
            .and_then([&] { return markClosed(connection, m_mark); })
            .and_then([&] {
                return connection.execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1);
            });
    if (!closed)
        qCInfo(lcStore) << "not closed cleanly:" << closed.error().detail;
    return closed;
}

void StoreGate::end() const
{
    forgetMark(m_mark);
}

} // namespace tidemark::store

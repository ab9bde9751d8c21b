// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/transaction.h"

#include "model/store/connection.h"

#include <sqlite3.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {

Result<Transaction> Transaction::begin(Connection &connection)
{
    if (auto begun = connection.execute(u"BEGIN IMMEDIATE"_s, "begin"_L1); !begun)
        return failure(begun.error());
    return Transaction(connection, Kind::Whole);
}

Result<Transaction> Transaction::beginRead(Connection &connection)
{
    if (auto begun = connection.execute(u"BEGIN"_s, "begin_read"_L1); !begun)
        return failure(begun.error());
    return Transaction(connection, Kind::Whole);
}

Result<Transaction> Transaction::beginPart(Connection &connection)
{
    if (auto begun = connection.execute(u"SAVEPOINT part"_s, "begin_part"_L1); !begun)
        return failure(begun.error());
    return Transaction(connection, Kind::Part);
}

Transaction Transaction::joinEmpty(Connection &connection)
{
    return Transaction(connection, Kind::Joined);
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
    , m_kind(other.m_kind)
{}

Transaction::~Transaction() // rolls back what was not committed
{
    // SQLite has already rolled back after some errors (full disk, I/O).
    if (!m_connection || m_kind == Kind::Joined ||
        sqlite3_get_autocommit(m_connection->handle()) != 0)
        return;
    if (m_kind == Kind::Whole) {
        (void)m_connection->execute(u"ROLLBACK"_s, "rollback"_L1);
        return;
    }
    (void)m_connection->execute(u"ROLLBACK TO part"_s, "rollback_part"_L1);
    (void)m_connection->execute(u"RELEASE part"_s, "rollback_part"_L1);
}

Result<void> Transaction::commit()
{
    Result<void> committed;
    if (m_kind == Kind::Whole)
        committed = m_connection->execute(u"COMMIT"_s, "commit"_L1);
    else if (m_kind == Kind::Part)
        committed = m_connection->execute(u"RELEASE part"_s, "commit_part"_L1);
    if (committed)
        m_connection = nullptr;
    return committed;
}

} // namespace tidemark::store

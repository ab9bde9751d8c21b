// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/transaction.h"

#include "model/store/connection.h"
#include "model/store/statement.h"

#include <sqlite3.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Prepared like all others: to compile them each time takes longer than to run them.
constexpr Sql kBegin{"begin"_L1, "BEGIN IMMEDIATE"_L1};
constexpr Sql kBeginRead{"begin_read"_L1, "BEGIN"_L1};
constexpr Sql kBeginPart{"begin_part"_L1, "SAVEPOINT part"_L1};
constexpr Sql kCommit{"commit"_L1, "COMMIT"_L1};
constexpr Sql kCommitPart{"commit_part"_L1, "RELEASE part"_L1};
constexpr Sql kRollBack{"rollback"_L1, "ROLLBACK"_L1};
constexpr Sql kRollBackPart{"rollback_part"_L1, "ROLLBACK TO part"_L1};

Result<void> run(Connection &connection, const Sql &sql)
{
    return connection.prepare(sql).execute();
}

} // namespace

Result<Transaction> Transaction::begin(Connection &connection)
{
    if (auto begun = run(connection, kBegin); !begun)
        return failure(begun.error());
    return Transaction(connection, Kind::Whole);
}

Result<Transaction> Transaction::beginRead(Connection &connection)
{
    if (auto begun = run(connection, kBeginRead); !begun)
        return failure(begun.error());
    return Transaction(connection, Kind::Whole);
}

Result<Transaction> Transaction::beginPart(Connection &connection)
{
    if (auto begun = run(connection, kBeginPart); !begun)
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
        (void)run(*m_connection, kRollBack);
        return;
    }
    (void)run(*m_connection, kRollBackPart);
    (void)run(*m_connection, kCommitPart);
}

Result<void> Transaction::commit()
{
    Result<void> committed;
    if (m_kind == Kind::Whole)
        committed = run(*m_connection, kCommit);
    else if (m_kind == Kind::Part)
        committed = run(*m_connection, kCommitPart);
    if (committed)
        m_connection = nullptr;
    return committed;
}

// By the statement, which details name first: a lock may be met in another file too.
bool isWaitForLock(const Error &error)
{
    return error.code == ErrorCode::Locked && error.detail.startsWith(kBegin.name % ": "_L1);
}

} // namespace tidemark::store

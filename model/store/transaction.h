// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

namespace tidemark::store {

class Connection;

/// A writing transaction (BEGIN IMMEDIATE), or a part of one: everything or nothing. Rolled back on
/// destruction unless commit() succeeded.
class Transaction
{
public:
    /// Errors: Locked after the connection's busy time, ReadOnly and others of sqlError().
    [[nodiscard]] static Result<Transaction> begin(Connection &connection);
    /// A reading transaction: all reads until its end see one state of the store.
    [[nodiscard]] static Result<Transaction> beginRead(Connection &connection);
    /// A part (SAVEPOINT) of the transaction that is open; one at a time. What it wrote is durable
    /// when the whole is committed.
    [[nodiscard]] static Result<Transaction> beginPart(Connection &connection);
    /// The transaction that is open, as one that has nothing in it yet: ending this does nothing,
    /// and whoever opened the whole rolls it back when this was not committed.
    [[nodiscard]] static Transaction joinEmpty(Connection &connection);

    ~Transaction();
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;

    /// Durable when it returns (with synchronous FULL). On failure everything is rolled back.
    [[nodiscard]] Result<void> commit();

private:
    enum class Kind
    {
        Whole,
        Part,
        Joined
    };
    Transaction(Connection &connection, Kind kind)
        : m_connection(&connection)
        , m_kind(kind)
    {}

    Connection *m_connection; // null once ended
    Kind m_kind;
};

/// Whether it is the error of a begin() that has waited for another program's lock in vain.
[[nodiscard]] bool isWaitForLock(const Error &error);

} // namespace tidemark::store

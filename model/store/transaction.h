// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

namespace tidemark::store {

class Connection;

/// A writing transaction (BEGIN IMMEDIATE): everything or nothing. Rolled back on destruction
/// unless commit() succeeded.
class Transaction
{
public:
    /// Errors: Locked after the connection's busy time, ReadOnly and others of sqlError().
    [[nodiscard]] static Result<Transaction> begin(Connection &connection);
    /// A reading transaction: all reads until its end see one state of the store.
    [[nodiscard]] static Result<Transaction> beginRead(Connection &connection);

    ~Transaction();
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;

    /// Durable when it returns (with synchronous FULL). On failure everything is rolled back.
    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Connection &connection)
        : m_connection(&connection)
    {}

    Connection *m_connection; // null once ended
};

} // namespace tidemark::store

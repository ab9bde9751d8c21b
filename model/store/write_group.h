// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/clock.h"
#include "model/store/group_memory.h"
#include "model/store/notices.h"
#include "model/store/org_scope.h"
#include "model/store/transaction.h"

#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark::store {

class ChangeScope;
class Connection;
class UidSource;

/// A change that may share its transaction, and the sync that makes it durable, with the changes
/// that wait beside it. On the writer's thread.
class GroupedWrite
{
public:
    GroupedWrite(OrgScopePointer scope, QString label, std::size_t rows)
        : m_scope(std::move(scope))
        , m_label(std::move(label))
        , m_rows(rows)
    {}
    virtual ~GroupedWrite() = default;
    GroupedWrite(const GroupedWrite &) = delete;
    GroupedWrite &operator=(const GroupedWrite &) = delete;

    /// Does it and keeps what it will answer.
    [[nodiscard]] virtual Result<void> work(ChangeScope &scope, UidSource &uids) = 0;
    virtual void setChange(ChangeId change) = 0;
    /// Answers with what work() kept, or with why there is nothing. Once, and last.
    virtual void answer() = 0;
    virtual void answer(const Error &error) = 0;

    [[nodiscard]] const OrgScope &scope() const noexcept { return *m_scope; }
    [[nodiscard]] const QString &label() const noexcept { return m_label; }
    /// About how many rows it writes.
    [[nodiscard]] std::size_t rows() const noexcept { return m_rows; }

private:
    OrgScopePointer m_scope;
    QString m_label;
    std::size_t m_rows;
};

/// Changes in one transaction. One that is refused leaves nothing behind and does not touch its
/// neighbours; when the transaction itself is lost (a full disk, an I/O error), all of them fail.
/// Nothing is answered before everything is durable. On the writer's thread.
class WriteGroup
{
public:
    struct Tools
    {
        const Clock &clock;
        const QString &origin;
        UidSource &uids;
        std::function<void(const Error &error)> noteFailure;
        std::function<void(const QString &orgUid, const StoreChange &change)> tell;
    };

    WriteGroup(Connection &connection, Tools tools)
        : m_connection(connection)
        , m_tools(std::move(tools))
    {}

    /// Errors: Locked after the busy time, ReadOnly and others of sqlError().
    [[nodiscard]] Result<void> begin();
    void take(std::shared_ptr<GroupedWrite> write);
    /// It is to be finished before more is taken.
    [[nodiscard]] bool isFull() const;
    /// Commits, tells of what changed, then answers in the order of taking.
    void finish();

private:
    struct Taken
    {
        std::shared_ptr<GroupedWrite> write;
        std::optional<Error> error = {};
    };
    struct Touched
    {
        QString uid = {};
        ChangeCollector rows = {};
    };

    [[nodiscard]] Result<void> perform(GroupedWrite &write);
    [[nodiscard]] Result<void> commit();

    Connection &m_connection;
    Tools m_tools;
    std::optional<Transaction> m_transaction;
    std::chrono::steady_clock::time_point m_begun;
    GroupMemory m_memory;
    std::vector<Taken> m_taken;
    std::map<OrgId, Touched> m_touched; // of the changes that wrote something
    std::size_t m_rows = 0;
    std::optional<Error> m_lost; // why the transaction is gone
    bool m_isOver = false;       // it holds nothing that may stay
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/write_group.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"

#include <sqlite3.h>

namespace tidemark::store {
namespace {

// What a group takes before it is committed. A sync takes from one to twenty milliseconds, so that
// groups of a few would mostly wait for it; larger ones gain little, and delay the first answer.
constexpr std::size_t kMaxRows = 5000;
constexpr std::chrono::milliseconds kMaxTime{20};

} // namespace

Result<void> WriteGroup::begin()
{
    auto transaction = Transaction::begin(m_connection);
    if (!transaction)
        return failure(transaction.error());
    m_transaction.emplace(std::move(*transaction));
    m_begun = std::chrono::steady_clock::now();
    return {};
}

bool WriteGroup::isFull() const
{
    return m_lost || m_isOver || m_rows >= kMaxRows ||
           std::chrono::steady_clock::now() - m_begun >= kMaxTime;
}

void WriteGroup::take(std::shared_ptr<GroupedWrite> write)
{
    Taken taken{std::move(write)};
    m_rows += taken.write->rows();
    if (auto done = perform(*taken.write); !done)
        taken.error = done.error();
    // After some errors SQLite has rolled back everything, and what it can still do is not known.
    if (sqlite3_get_autocommit(m_connection.handle()) != 0 || m_connection.isSuspect())
        m_lost = taken.error.value_or(Error{ErrorCode::Internal, {}, {}});
    m_isOver = m_touched.empty(); // the first one left nothing: what it began is rolled back
    m_taken.push_back(std::move(taken));
}

Result<void> WriteGroup::perform(GroupedWrite &write)
{
    const auto org = write.scope().org(m_connection);
    if (!org)
        return failure(org.error());
    const Author author{write.scope().author(), m_tools.clock.now(), m_tools.origin, *org,
                        write.scope().mirrorOf()};
    auto scope = m_touched.empty()
                     ? ChangeScope::lead(m_connection, author, write.label(), m_memory)
                     : ChangeScope::join(m_connection, author, write.label(), m_memory);
    if (!scope)
        return failure(scope.error());
    if (auto done = write.work(**scope, m_tools.uids); !done)
        return done;
    const auto committed = (*scope)->commit();
    if (!committed)
        return failure(committed.error());
    write.setChange(committed->id);
    if (!committed->id.isValid())
        return {};
    Touched &touched = m_touched[*org];
    touched.uid = write.scope().uid();
    touched.rows.add((*scope)->touched());
    return {};
}

// One notice an organisation: caches then have little to follow.
Result<void> WriteGroup::commit()
{
    if (m_lost)
        return failure(*m_lost);
    if (m_touched.empty())
        return {};
    if (auto saved = saveSequences(m_connection, m_memory); !saved)
        return saved;
    for (const auto &[org, touched] : m_touched) {
        const auto written = writeNotice(m_connection, m_tools.origin, org, touched.rows.change());
        if (!written)
            return failure(written.error());
    }
    return m_transaction->commit();
}

void WriteGroup::finish()
{
    const auto committed = commit();
    m_transaction.reset(); // rolls back what was not committed
    if (committed) {
        for (const auto &[org, touched] : m_touched)
            m_tools.tell(touched.uid, touched.rows.change());
    }
    for (Taken &taken : m_taken) {
        if (!taken.error && !committed)
            taken.error = committed.error();
        if (taken.error) {
            m_tools.noteFailure(*taken.error);
            taken.write->answer(*taken.error);
        } else {
            taken.write->answer();
        }
    }
    m_taken.clear();
}

} // namespace tidemark::store

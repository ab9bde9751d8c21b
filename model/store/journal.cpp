// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/journal.h"

#include "model/store/connection.h"
#include "model/store/journal_tables.h"
#include "model/store/journal_touched.h"
#include "model/store/journal_words.h"
#include "model/store/mirror_marks.h"
#include "model/store/notices.h"
#include "model/store/outbox_queue.h"
#include "model/store/series/sample_journal.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct JournalText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Journal)
};

constexpr Sql kSelectChange{
    "select_change"_L1, "SELECT label, undone, session_first, session_last, source_id FROM change "
                        "WHERE id = ? AND org_id = ?"_L1};
constexpr Sql kMarkChange{"mark_change"_L1, "UPDATE change SET undone = ? WHERE id = ?"_L1};
constexpr Sql kSelectChanges{"select_changes"_L1,
                             "SELECT c.id, c.label, c.at_ns, a.name, c.undone FROM change c "
                             "JOIN actor a ON a.id = c.actor_id WHERE c.org_id = ? "
                             "ORDER BY c.id DESC LIMIT ?"_L1};
// A metric that goes takes its samples out of sight; only those of the change itself may go.
constexpr Sql kSamplesOfOthers{
    "samples_of_others"_L1,
    "SELECT count(*) FROM metric m JOIN series s ON s.metric_id = m.id AND s.samples > 0 "
    "WHERE m.change_id = ? AND NOT EXISTS (SELECT 1 FROM metric_revision r "
    "WHERE r.step_id = m.change_id AND r.op = 0 AND r.id = m.id)"_L1};

struct ChangeRow
{
    QString label;
    bool isUndone = false;
    std::optional<std::int64_t> firstSession;
    std::optional<std::int64_t> lastSession;
    SourceId source; // that it came from
};

Result<ChangeRow> findChange(Connection &connection, OrgId org, ChangeId change)
{
    Statement select = connection.prepare(kSelectChange);
    if (auto done = select.run(change, org); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return failure(ErrorCode::NotFound,
                       JournalText::tr("This step is no longer in the history of the store."));
    return ChangeRow{select.text(0), select.boolean(1), select.optionalInteger(2),
                     select.optionalInteger(3), select.id<SourceId>(4)};
}

template <class... Values>
Result<std::int64_t> count(Connection &connection, const QString &text, const Values &...values)
{
    Statement select = connection.prepare("journal_count"_L1, text);
    if (auto done = select.run(values...); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? select.integer(0) : 0;
}

template <class... Values>
Result<void> run(Connection &connection, const QString &text, const Values &...values)
{
    return connection.prepare("journal_swap"_L1, text).run(values...);
}

/// One undo or redo: the steps over all tables, in the order that parents and children need.
class Swap
{
public:
    Swap(Connection &connection, ChangeId change, ChangeRow row)
        : m_connection(connection)
        , m_change(change)
        , m_row(std::move(row))
    {}

    [[nodiscard]] Result<void> checkUndo();
    [[nodiscard]] Result<void> checkRedo();
    [[nodiscard]] Result<void> undo(ChangeCollector &touched);
    [[nodiscard]] Result<void> redo(ChangeCollector &touched);
    /// Of this failure, in words about what was at hand when it came.
    [[nodiscard]] Error conflict(const Error &error) const;
    /// Adds what the change touches, as it stands now.
    [[nodiscard]] Result<void> collect(ChangeCollector &touched);
    /// Queues what the change touches, as it stands now, for those who are published to.
    [[nodiscard]] Result<void> queue(OrgId org, ChangeCollector &touched);

private:
    using Step = Result<void> (Swap::*)(JournalTable);
    [[nodiscard]] tl::unexpected<Error> refuse(StepMatter matter, const QString &detail);
    [[nodiscard]] Result<void> forEach(Step step, bool isParentsFirst);
    [[nodiscard]] Result<void> refuseSamplesOfOthers();
    [[nodiscard]] Result<void> keepInserted(JournalTable table);
    [[nodiscard]] Result<void> removeInserted(JournalTable table);
    [[nodiscard]] Result<void> putInserted(JournalTable table);
    [[nodiscard]] Result<void> swapUpdated(JournalTable table);
    [[nodiscard]] Result<void> putRemoved(JournalTable table);
    [[nodiscard]] Result<void> removeRemoved(JournalTable table);

    Connection &m_connection;
    ChangeId m_change;
    ChangeRow m_row;
    StepMatter m_matter = StepMatter::Anything; // at hand
};

Error Swap::conflict(const Error &error) const
{
    return stepConflict(m_row.label, m_matter, error.detail, error.subject);
}

tl::unexpected<Error> Swap::refuse(StepMatter matter, const QString &detail)
{
    m_matter = matter;
    return failure(Error{ErrorCode::Conflict, {}, detail});
}

Result<void> Swap::checkUndo()
{
    for (const JournalTable table : kJournalTables) {
        const auto later = count(m_connection, journalSql(table).laterTouch, m_change, m_change);
        if (!later)
            return failure(later.error());
        const auto blocked = count(m_connection, journalSql(table).undoBlocked, m_change);
        if (!blocked)
            return failure(blocked.error());
        if (*later > 0 || *blocked > 0)
            return refuse(matterOf(table), tableName(table));
    }
    return {};
}

Result<void> Swap::checkRedo()
{
    for (const JournalTable table : kJournalTables) {
        const auto blocked = count(m_connection, journalSql(table).redoBlocked, m_change);
        if (!blocked)
            return failure(blocked.error());
        if (*blocked > 0)
            return refuse(matterOf(table), tableName(table));
    }
    return {};
}

Result<void> Swap::forEach(Step step, bool isParentsFirst)
{
    const std::size_t count = kJournalTables.size();
    for (std::size_t i = 0; i < count; ++i) {
        const JournalTable table = kJournalTables.at(isParentsFirst ? i : count - 1 - i);
        m_matter = matterOf(table);
        if (auto done = (this->*step)(table); !done)
            return done;
    }
    return {};
}

Result<void> Swap::refuseSamplesOfOthers()
{
    Statement select = m_connection.prepare(kSamplesOfOthers);
    const auto row = select.run(m_change).and_then([&] { return select.next(); });
    if (!row)
        return failure(row.error());
    if (select.integer(0) > 0)
        return refuse(StepMatter::Samples, u"series"_s);
    return {};
}

Result<void> Swap::undo(ChangeCollector &touched)
{
    m_matter = StepMatter::Samples;
    return undoSamples(m_connection, m_change, touched)
        .and_then([this] { return refuseSamplesOfOthers(); })
        .and_then([this] { return forEach(&Swap::keepInserted, true); })
        .and_then([this] { return forEach(&Swap::removeInserted, false); })
        .and_then([this] { return forEach(&Swap::swapUpdated, true); })
        .and_then([this] { return forEach(&Swap::putRemoved, true); });
}

Result<void> Swap::redo(ChangeCollector &touched)
{
    return forEach(&Swap::removeRemoved, false)
        .and_then([this] { return forEach(&Swap::swapUpdated, true); })
        .and_then([this] { return forEach(&Swap::putInserted, true); })
        .and_then([this, &touched] {
            m_matter = StepMatter::Samples;
            return redoSamples(m_connection, m_change, touched);
        });
}

Result<void> Swap::keepInserted(JournalTable table)
{
    const QString &text = journalSql(table).keepInserted;
    if (!isBySession(table))
        return run(m_connection, text, m_change);
    if (!m_row.firstSession)
        return {};
    return run(m_connection, text, m_row.firstSession, m_row.lastSession, m_change);
}

Result<void> Swap::removeInserted(JournalTable table)
{
    return run(m_connection, journalSql(table).removeInserted, m_change);
}

Result<void> Swap::putInserted(JournalTable table)
{
    return run(m_connection, journalSql(table).putInserted, m_change).and_then([&] {
        return run(m_connection, journalSql(table).dropInserted, m_change);
    });
}

Result<void> Swap::swapUpdated(JournalTable table)
{
    const auto &steps = journalSql(table).swapUpdated;
    return run(m_connection, steps[0], m_change)
        .and_then([&] { return run(m_connection, steps[1], m_change, m_change); })
        .and_then([&] { return run(m_connection, steps[2], m_change); })
        .and_then([&] { return run(m_connection, steps[3], m_change); });
}

Result<void> Swap::putRemoved(JournalTable table)
{
    return run(m_connection, journalSql(table).putRemoved, m_change);
}

Result<void> Swap::removeRemoved(JournalTable table)
{
    return run(m_connection, journalSql(table).removeRemoved, m_change);
}

Result<void> Swap::collect(ChangeCollector &touched)
{
    m_matter = StepMatter::Anything;
    return collectTouched(m_connection, m_change,
                          {m_row.firstSession.value_or(0), m_row.lastSession.value_or(-1)},
                          touched);
}

// What came from a source and is taken back here stays there.
Result<void> Swap::queue(OrgId org, ChangeCollector &touched)
{
    auto outbox = OutboxQueue::ofStep(
        m_connection, org, m_row.source.isValid() ? std::optional(m_row.source) : std::nullopt,
        m_change);
    if (!outbox)
        return failure(outbox.error());
    outbox->noteAll();
    const auto session = [](std::optional<std::int64_t> id) {
        return id ? std::optional(SessionId(*id)) : std::nullopt;
    };
    const auto queued = outbox->write(
        {m_change, Timestamp::now(), session(m_row.firstSession), session(m_row.lastSession)});
    if (!queued)
        return failure(queued.error());
    if (*queued)
        touched.touchPublishing();
    // The next fetch looks at the values again, though nothing of them changed there.
    return m_row.source.isValid() ? forgetDigests(m_connection, m_row.source) : Result<void>();
}

Result<void> finishSwap(Connection &connection, Transaction &transaction, ChangeId change,
                        bool isUndone, const StoreChange &notice, const QString &origin, OrgId org)
{
    return connection.prepare(kMarkChange)
        .run(isUndone, change)
        .and_then([&]() -> Result<void> {
            const auto written = writeNotice(connection, origin, org, notice);
            return written ? Result<void>() : Result<void>(failure(written.error()));
        })
        .and_then([&] { return transaction.commit(); });
}

Result<StoreChange> swapChange(Connection &connection, OrgId org, ChangeId change,
                               const QString &origin, bool isUndo)
{
    auto transaction = Transaction::begin(connection);
    if (!transaction)
        return failure(transaction.error());
    auto row = findChange(connection, org, change);
    if (!row)
        return failure(row.error());
    if (row->isUndone == isUndo)
        return failure(ErrorCode::InvalidArgument,
                       isUndo ? JournalText::tr("\"%1\" is undone already.").arg(row->label)
                              : JournalText::tr("\"%1\" is not undone.").arg(row->label));
    // References between rows are checked when all of them are in place.
    if (auto set = connection.execute(u"PRAGMA defer_foreign_keys = ON"_s, "pragma"_L1); !set)
        return failure(set.error());
    Swap swap(connection, change, std::move(*row));
    ChangeCollector touched;
    auto done = (isUndo ? swap.checkUndo() : swap.checkRedo())
                    .and_then([&] { return swap.collect(touched); })
                    .and_then([&] { return isUndo ? swap.undo(touched) : swap.redo(touched); })
                    .and_then([&] { return swap.collect(touched); })
                    .and_then([&] { return swap.queue(org, touched); })
                    .and_then([&] {
                        return finishSwap(connection, *transaction, change, isUndo,
                                          touched.change(), origin, org);
                    });
    if (!done && done.error().code == ErrorCode::Conflict)
        return failure(swap.conflict(done.error()));
    if (!done)
        return failure(done.error());
    return touched.change();
}

} // namespace

Result<StoreChange> undoChange(Connection &connection, OrgId org, ChangeId change,
                               const QString &origin)
{
    return swapChange(connection, org, change, origin, true);
}

Result<StoreChange> redoChange(Connection &connection, OrgId org, ChangeId change,
                               const QString &origin)
{
    return swapChange(connection, org, change, origin, false);
}

Result<std::vector<ChangeEntry>> readChanges(Connection &connection, OrgId org, int limit)
{
    std::vector<ChangeEntry> changes;
    Statement select = connection.prepare(kSelectChanges);
    if (auto done = select.run(org, std::max(limit, 0)); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return changes;
        changes.push_back({select.id<ChangeId>(0), select.text(1), select.timestamp(2),
                           select.text(3), select.boolean(4)});
    }
}

} // namespace tidemark::store

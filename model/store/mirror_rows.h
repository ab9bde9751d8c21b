// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/mirror.h"
#include "model/domain/outbox_work.h"
#include "model/domain/source.h"
#include "model/store/change_scope.h"
#include "model/store/mirror_marks.h"
#include "model/store/statement.h"

#include <optional>

namespace tidemark::store {

class ChangeScope;

/// What is known of a row when a source's version of it is taken.
struct MirrorState
{
    std::optional<Mirror> mirror = {};
    std::int64_t change = 0;  ///< of the row when the mirror was noted; 0: differed then
    bool isTakenBack = false; ///< and that change is undone now
    std::optional<OutboxItemId> item = {};
    bool isUnanswered = false; ///< of the item: a sending may have arrived
    /// Of an item that a person discarded: likewise, but nothing is sent any more.
    std::optional<OutboxItemId> discarded = {};
    RemoteImage sent = {};   ///< by either
    PublishDevice rule = {}; ///< of a record: with which device it is published

    /// Delivery finds out what is there.
    [[nodiscard]] bool isOnItsWay() const { return isUnanswered; }
};

/// Rows of the tables mirror and outbox while one page of a source is taken; see MirrorStore. One
/// per change; on the writer's thread.
class MirrorRows
{
public:
    MirrorRows(ChangeScope &scope, const Source &source);

    [[nodiscard]] ChangeScope &scope() const noexcept { return m_scope; }
    [[nodiscard]] const Source &source() const noexcept { return m_source; }

    /// The page was asked for when deliveries had that number (MirrorStore::deliveries()).
    [[nodiscard]] Result<void> beginPage(std::int64_t asOf);
    /// `take()`, unless a delivery noted something of the metric or session since: then the page is
    /// the older of both.
    template <class Take>
    [[nodiscard]] Result<void> unlessOutdated(OutboxKind kind, const QString &uid,
                                              MirrorOutcome &outcome, Take take)
    {
        if (!m_olderThan)
            return take();
        const auto isNoted =
            isDeliveredAfter(m_scope.connection(), m_source.id, *m_olderThan, kind, uid);
        if (!isNoted)
            return failure(isNoted.error());
        if (!*isNoted)
            return take();
        ++outcome.outdated;
        return {};
    }
    [[nodiscard]] Result<MirrorState> find(const OutboxKey &key);
    /// The row that stands for it: a name or uid there. Not of records.
    [[nodiscard]] Result<std::optional<OutboxKey>> keyOf(OutboxKind kind, const QString &uid);
    /// The change that wrote the row last; 0 when it is gone.
    [[nodiscard]] Result<std::int64_t> changeOf(const OutboxKey &key);

    /// Notes what is there. `change`: of the row when it is just so here; else 0.
    [[nodiscard]] Result<void> put(const OutboxKey &key, const Mirror &mirror, std::int64_t change);
    /// Likewise, and that the row is just so here: nothing of it waits any more.
    [[nodiscard]] Result<void> agree(const OutboxKey &key, const MirrorState &state,
                                     const Mirror &mirror);
    /// What is there came by the sending of a discarded item: it is known from now on, and no
    /// change of others.
    [[nodiscard]] Result<void> recognise(const OutboxKey &key, const Mirror &mirror)
    {
        return put(key, mirror, 0);
    }
    /// What is there was seen, so that a discarded sending explains nothing any more.
    [[nodiscard]] Result<void> forgetDiscarded(const MirrorState &state);
    /// An item that was a conflict waits to be sent again; others are left.
    [[nodiscard]] Result<void> reopen(const MirrorState &state);
    /// It is gone there, and so is what belonged to it; no item of it or them is left.
    [[nodiscard]] Result<void> drop(const OutboxKey &key);
    /// Both sides changed it. What is said of it is made when it is read (conflict_words.h).
    [[nodiscard]] Result<void> conflict(const OutboxKey &key, const RemoteImage &theirs);
    /// A conflict whose other side is that it is gone.
    [[nodiscard]] Result<void> conflictGone(const OutboxKey &key);

private:
    ChangeScope &m_scope;
    const Source &m_source;
    std::optional<std::int64_t> m_olderThan; ///< the page's number, when another one is the newest
    // Kept ready: a page runs them for each of its rows.
    Statement m_find;
    Statement m_put;
    Statement m_settle;
};

/// Adds it to the refused ones, of which the first 1,000 are kept.
void refuse(MirrorOutcome &outcome, const QString &name, const Error &why);
/// A refusal of one row; else the store failed.
[[nodiscard]] bool isRefusal(const Error &error);

} // namespace tidemark::store

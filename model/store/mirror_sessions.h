// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/mirror_rows.h"
#include "model/store/session_writer.h"

namespace tidemark::store {

/// Takes sessions of a source; see MirrorStore. One per change; on the writer's thread.
///
/// A source says the first and the last instant of a session, not of which files they come: here
/// they are its times without a file. What Tidemark put into the metadata there (tags, note) comes
/// back as such.
class MirrorSessions
{
public:
    MirrorSessions(MirrorRows &rows, UidSource &uids)
        : m_rows(rows)
        , m_writer(rows.scope(), uids)
    {}

    [[nodiscard]] Result<void> take(const FetchedSession &fetched, MirrorOutcome &outcome);

private:
    struct Theirs; // in the form in which it would be stored

    [[nodiscard]] Result<void> takeClean(const Theirs &theirs, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> takeNew(const Theirs &theirs, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> takeRemoved(const OutboxKey &key, const MirrorState &state,
                                           const Theirs &theirs, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> create(const Theirs &theirs, const QString &uid,
                                      MirrorOutcome &outcome);
    [[nodiscard]] Result<void> decide(const Session &session, const MirrorState &state,
                                      const Theirs &theirs, MirrorOutcome &outcome);
    [[nodiscard]] Result<bool> isChangedHere(const OutboxKey &key, const MirrorState &state,
                                             const QJsonObject &mine);
    [[nodiscard]] Result<void> change(const Session &session, const MirrorState &state,
                                      const Theirs &theirs, const QJsonObject &want);
    [[nodiscard]] Result<void> noteAsIs(SessionId session, const MirrorState &state,
                                        const Theirs &theirs, bool isOurs);
    [[nodiscard]] Result<void> recognise(const OutboxKey &key, const MirrorState &state,
                                         const Theirs &theirs, const QJsonObject &shown);

    MirrorRows &m_rows;
    SessionWriter m_writer;
};

/// Takes the ranges of its files away, so that its times may be set. Errors: NotFound.
[[nodiscard]] Result<void> dropFileRanges(ChangeScope &scope, const Session &session);

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/mirror.h"
#include "model/store/mirror_rows.h"

#include <QStringList>

namespace tidemark::store {

class Connection;
class UidSource;

/// What a source is noted to have and was not seen to have: names or uids there. On the
/// connection's thread.
[[nodiscard]] Result<QStringList> readMissing(Connection &connection, SourceId source,
                                              OutboxKind kind, const SeenUids &seen);
/// Of the values of one metric: the uids there of their sessions.
[[nodiscard]] Result<QStringList> readMissingRecords(Connection &connection, SourceId source,
                                                     const SeenRecords &seen);

/// Takes that a source has something no more; see MirrorStore. One per change.
class MirrorGone
{
public:
    MirrorGone(MirrorRows &rows, UidSource &uids)
        : m_rows(rows)
        , m_uids(uids)
    {}

    [[nodiscard]] Result<void> dropDefinition(const QString &name, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> dropSession(const QString &uid, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> dropRecord(const QString &metric, const QString &session,
                                          MirrorOutcome &outcome);

private:
    /// For what has a uid of its own: `find` reads it here, and `remove` takes it away.
    template <class Find, class Remove>
    [[nodiscard]] Result<void> dropThing(OutboxKind kind, const QString &uid,
                                         MirrorOutcome &outcome, Find find, Remove remove);
    [[nodiscard]] Result<bool> isOnlyTheirs(const OutboxKey &key, const MirrorState &state);

    MirrorRows &m_rows;
    UidSource &m_uids;
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/session.h"
#include "model/store/uid_source.h"

#include <QString>

namespace tidemark::store {

class ChangeScope;

/// Creates, changes and removes sessions as the port SessionStore says.
class SessionWriter
{
public:
    SessionWriter(ChangeScope &scope, UidSource &uids)
        : m_scope(scope)
        , m_uids(uids)
    {}

    /// Errors: AlreadyExists (uid), InvalidArgument.
    [[nodiscard]] Result<Session> create(const NewSession &session);
    /// Writes only when something differs. Errors: NotFound, InvalidArgument.
    [[nodiscard]] Result<Session> update(SessionId session, const SessionChange &change);
    /// With its records. Errors: NotFound.
    [[nodiscard]] Result<void> remove(SessionId session);

private:
    [[nodiscard]] Result<Session> storable(const NewSession &session) const;
    [[nodiscard]] Result<void> setDevices(const Session &before, const QStringList &devices);

    ChangeScope &m_scope;
    UidSource &m_uids;
};

/// "The session … does not exist", for a uid that somebody named.
[[nodiscard]] Error sessionNotFound(const QString &uid);

} // namespace tidemark::store

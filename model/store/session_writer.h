// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/session_store.h"
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
    /// The same with a change that is made of the session as it stands.
    [[nodiscard]] Result<Session> edit(const QString &uid, const SessionEdit &edit);
    /// With its records and files. Errors: NotFound.
    [[nodiscard]] Result<void> remove(SessionId session);
    /// Writes only when it is not attached yet. Errors: NotFound (session, device),
    /// InvalidArgument.
    [[nodiscard]] Result<void> attach(const QString &uid, const QString &device,
                                      DevicePolicy policy);
    /// Writes only when it is attached. Errors: NotFound (session).
    [[nodiscard]] Result<void> detach(const QString &uid, const QString &device);

private:
    [[nodiscard]] Result<Session> storable(const NewSession &session) const;
    [[nodiscard]] Result<Session> apply(const Session &before, const SessionChange &change);
    [[nodiscard]] Result<void> refuseTimesOfFiles(SessionId session);
    [[nodiscard]] Result<void> setDevices(const Session &before, const QStringList &devices,
                                          DevicePolicy policy);

    ChangeScope &m_scope;
    UidSource &m_uids;
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/session.h"
#include "model/store/statement.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::store {

class ChangeScope;

/// Writes rows of sessions and their devices, with their revisions. One per change.
class SessionRows
{
public:
    explicit SessionRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// `session` has all but its id, who and when; they are filled in.
    [[nodiscard]] Result<void> insert(Session &session);
    /// Writes name, times, tags and note; sets who and when.
    [[nodiscard]] Result<void> update(Session &session);
    /// Removes the row and the devices attached to it; its records must be gone.
    [[nodiscard]] Result<void> removeRow(const Session &session);
    [[nodiscard]] Result<void> attach(SessionId session, std::int64_t device);
    [[nodiscard]] Result<void> detach(SessionId session, std::int64_t device);

private:
    ChangeScope &m_scope;
    std::optional<Statement> m_insert; // kept ready: an import runs it a million times
    bool m_isBareBound = false;        // the texts of an entry without any
};

/// Names of devices and invocations to ids, looked up once per change as long as it names not very
/// many. A fixed amount of memory whatever a change holds.
class NameRows
{
public:
    explicit NameRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// The device, created (or no longer deleted) when missing. Errors: InvalidArgument (name).
    [[nodiscard]] Result<std::int64_t> device(const QString &name);
    /// The device's id, also of a deleted one. Writes nothing. Errors: InvalidArgument (name).
    [[nodiscard]] Result<std::optional<std::int64_t>> knownDevice(const QString &name);
    /// Whether a row of this change is known to have used the name already.
    [[nodiscard]] bool isKnownDevice(const QString &name) const { return m_devices.contains(name); }
    [[nodiscard]] bool isKnownInvocation(const QString &uid) const
    {
        return m_invocations.contains(uid);
    }
    /// The device when it is known; a deleted one is not.
    [[nodiscard]] Result<std::optional<std::int64_t>> findDevice(const QString &name);
    [[nodiscard]] Result<std::int64_t> invocation(const QString &uid);

private:
    ChangeScope &m_scope;
    QHash<QString, std::int64_t> m_devices;
    QHash<QString, std::int64_t> m_invocations;
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/session.h"
#include "model/store/statement.h"

#include <cstdint>
#include <optional>

namespace tidemark::store {

class ChangeScope;

/// Writes rows of sessions and of what is attached to them, with their revisions. One per change.
class SessionRows
{
public:
    explicit SessionRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// `session` has all but its id, who and when; they are filled in.
    [[nodiscard]] Result<void> insert(Session &session);
    /// Writes name, times, texts and labels; sets who and when.
    [[nodiscard]] Result<void> update(Session &session);
    /// Notes that what is attached to it changed: whoever compares changes looks at the row alone.
    [[nodiscard]] Result<void> touch(SessionId session);
    /// Removes the row, and the devices and files attached to it; its records must be gone.
    [[nodiscard]] Result<void> removeRow(const Session &session);
    [[nodiscard]] Result<void> attach(SessionId session, std::int64_t device);
    [[nodiscard]] Result<void> detach(SessionId session, std::int64_t device);
    [[nodiscard]] Result<bool> isAttached(SessionId session, std::int64_t device);

private:
    ChangeScope &m_scope;
    std::optional<Statement> m_insert; // kept ready: an import runs it a million times
    bool m_isBareBound = false;        // the texts of an entry without any
};

} // namespace tidemark::store

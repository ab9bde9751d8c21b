// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/domain/session.h"
#include "model/store/import_checks.h"
#include "model/store/session_rows.h"
#include "model/store/statement.h"

#include <tl/expected.hpp>

#include <QHash>
#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::store {

class ChangeScope;
class UidSource;

/// The sessions that the rows of one import go to: named ones, looked up once as long as the import
/// names not very many, and one of its own for each entry. On the writer's thread.
class ImportSessions
{
public:
    struct Known
    {
        Session session;      ///< id, uid and times only
        bool isFresh = false; ///< made by the row at hand: it holds nothing yet
    };

    ImportSessions(ChangeScope &scope, UidSource &uids);

    /// Whether a row has named it already.
    [[nodiscard]] bool isKnown(const QString &uid) const { return m_known.contains(uid); }
    /// The session that the row names, made when the store has none of that name.
    [[nodiscard]] tl::expected<Known, Refusal> named(const ImportRow &row);
    /// A new session for a row without one.
    [[nodiscard]] tl::expected<Session, Refusal> entry(const ImportRow &row);
    /// Gives a stored entry the tags and the note of the row that replaces its value.
    [[nodiscard]] Taken describe(Session session, const ImportRow &row);
    [[nodiscard]] std::int64_t createdCount() const noexcept { return m_createdCount; }

private:
    [[nodiscard]] static Session sessionFrom(const ImportRow &row);
    [[nodiscard]] Taken insert(Session &session);
    [[nodiscard]] Result<std::optional<Session>> findStored(const QString &uid);

    ChangeScope &m_scope;
    UidSource &m_uids;
    SessionRows m_rows;
    std::optional<Statement> m_select; // kept ready: an import may run it a million times
    QHash<QString, Session> m_known;   // by uid, bounded
    std::int64_t m_createdCount = 0;
};

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/file_contribution.h"
#include "model/domain/session.h"

#include <QStringList>

#include <vector>

namespace tidemark::store {

class ChangeScope;

/// The most files of one call.
inline constexpr std::size_t kMaxFiles = 10'000;

/// Adds and removes the files of sessions as the port FileContributions says. One per change; on
/// the writer's thread.
class ContributionWriter
{
public:
    explicit ContributionWriter(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// The session as it is then. Errors: NotFound (session), InvalidArgument.
    [[nodiscard]] Result<Session> add(const QString &sessionUid,
                                      const std::vector<NewContribution> &files);
    [[nodiscard]] Result<Session> remove(const QString &sessionUid, const QStringList &files);

private:
    [[nodiscard]] Result<Session> sessionOf(const QString &uid);
    [[nodiscard]] Result<Session> withBounds(Session session, bool hadRange);

    ChangeScope &m_scope;
};

} // namespace tidemark::store

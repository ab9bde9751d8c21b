// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/access.h"
#include "model/store/uid_source.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;

/// Rows of organisations and tokens. Each writing function is a transaction of its own and no
/// change that can be undone. On the connection's thread. Errors besides: those of sqlError().

/// Errors: InvalidArgument (name, uid), AlreadyExists.
[[nodiscard]] Result<Organisation> insertOrganisation(Connection &connection,
                                                      const NewOrganisation &wanted, Timestamp now,
                                                      UidSource &uids);
/// By uid in byte order.
[[nodiscard]] Result<std::vector<Organisation>> readOrganisations(Connection &connection);

/// `hash`: of the secret. Errors: InvalidArgument, NotFound (organisation).
[[nodiscard]] Result<Token> insertToken(Connection &connection, const NewToken &wanted,
                                        const QString &hash, Timestamp now, UidSource &uids);
/// Whether that would be made; nothing is. Errors: the same.
[[nodiscard]] Result<void> tryToken(Connection &connection, const NewToken &wanted,
                                    const QString &hash, Timestamp now, UidSource &uids);
/// Oldest first.
[[nodiscard]] Result<std::vector<Token>> readTokens(Connection &connection);
/// Errors: NotFound.
[[nodiscard]] Result<Token> markRevoked(Connection &connection, TokenId token, Timestamp now);
/// Only forwards.
[[nodiscard]] Result<void> markUsed(Connection &connection, TokenId token, Timestamp at);

/// A token that lets somebody in at `now`, and when it was last noted to.
struct Admission
{
    Principal principal;
    std::optional<Timestamp> lastUsed;
};
/// Errors: PermissionDenied; the detail tells why.
[[nodiscard]] Result<Admission> admit(Connection &connection, const QString &secret, Timestamp now);

} // namespace tidemark::store

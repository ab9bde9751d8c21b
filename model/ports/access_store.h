// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/access.h"

#include <QFuture>
#include <QString>

#include <vector>

namespace tidemark {

/// Who may use a store, and for which organisations. Any thread may call; answers come from the
/// store's lanes. What is written here is no undo step: a token that was revoked stays so.
class AccessStore
{
public:
    virtual ~AccessStore() = default;

    /// Errors: InvalidArgument (name, uid), AlreadyExists (name or uid).
    [[nodiscard]] virtual QFuture<Result<Organisation>>
    createOrganisation(NewOrganisation organisation) = 0;
    /// All of the store, by uid in byte order; the local one is among them.
    [[nodiscard]] virtual QFuture<Result<std::vector<Organisation>>> organisations() = 0;

    /// The only time that the secret is seen. All of it is made or nothing. Errors: InvalidArgument
    /// (name, user, no organisation, an end in the past), NotFound (organisation), AlreadyExists
    /// (the new one's name).
    [[nodiscard]] virtual QFuture<Result<IssuedToken>> createToken(NewToken token) = 0;
    /// Whether createToken() would make it; nothing is. Errors: the same.
    [[nodiscard]] virtual QFuture<Result<void>> tryToken(NewToken token) = 0;
    /// All, oldest first, revoked and expired ones included.
    [[nodiscard]] virtual QFuture<Result<std::vector<Token>>> tokens() = 0;
    /// From when the future is done the token lets nobody in. Once more changes nothing.
    /// Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<Token>> revokeToken(TokenId token) = 0;

    /// Who holds this secret. Its use is noted later, by the minute, and waits for no writer.
    ///
    /// Errors: PermissionDenied of the subject Token with one sentence for all secrets that are not
    /// taken; the detail, for the log, tells unknown, expired and revoked ones apart and never
    /// holds the secret.
    [[nodiscard]] virtual QFuture<Result<Principal>> authenticate(QString secret) = 0;
};

} // namespace tidemark

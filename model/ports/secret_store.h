// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <QFuture>
#include <QString>

#include <optional>

namespace tidemark {

/// Where a SecretStore keeps what it is given.
enum class SecretPlace
{
    Keyring, ///< the desktop's secret service: survives the program, locked with the person's login
    Session, ///< this program's memory: gone when it ends
};

/// Keeps the tokens of sources (Q4): never in settings, logs, exports or files of ours.
///
/// `sourceKey` names the source and is unique over all stores of this person, such as the source's
/// UUID; a row id is not, since each store counts from 1. Requests may be made on any thread and
/// answer through the event loop of the application's thread.
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    [[nodiscard]] virtual SecretPlace place() const noexcept = 0;
    /// Whether this place can be used now. Asks nobody for a password.
    [[nodiscard]] virtual QFuture<bool> isAvailable() = 0;

    /// Keeps the secret, in place of an earlier one. An empty one is refused: remove it instead.
    /// Errors: InvalidArgument, Unsupported without a secret service, PermissionDenied when the
    /// person does not unlock the keyring, Io.
    [[nodiscard]] virtual QFuture<Result<void>> set(QString sourceKey, Secret secret) = 0;
    /// Nothing when none is kept for this source. Errors: as set().
    [[nodiscard]] virtual QFuture<Result<std::optional<Secret>>> get(QString sourceKey) = 0;
    /// Nothing happens when none is kept. Errors: as set().
    [[nodiscard]] virtual QFuture<Result<void>> remove(QString sourceKey) = 0;
};

} // namespace tidemark

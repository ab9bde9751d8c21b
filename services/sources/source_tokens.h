// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/source.h"
#include "model/ports/secret_store.h"

#include <QFuture>
#include <QString>

#include <optional>

namespace tidemark {

/// A token and where it was.
struct FoundToken
{
    Secret secret;
    SecretPlace place = SecretPlace::Session;
};

/// What the token of a source is kept under: the source, and the origin that the token was given
/// for. So it is never found for another scheme, host or port, whoever changed the address (Q4).
[[nodiscard]] QString tokenKey(const Source &source);

/// The tokens of sources: in the keyring, or for this run of the program in memory. One source has
/// at most one, under its tokenKey(). The stores outlive it. Any thread.
class SourceTokens
{
public:
    SourceTokens(SecretStore &keyring, SecretStore &session)
        : m_keyring(keyring)
        , m_session(session)
    {}

    /// The session's token comes before the keyring's. Without a keyring there is none in it.
    /// Errors: those of SecretStore::get() but Unsupported.
    [[nodiscard]] QFuture<Result<std::optional<FoundToken>>> find(const QString &key);
    /// In place of an earlier one, which is removed where it was. Errors: SecretStore::set().
    [[nodiscard]] QFuture<Result<void>> set(const QString &key, Secret secret, SecretPlace place);
    /// Takes it to another place; it is then nowhere else. It stays where it was when it cannot be
    /// read, written there or removed here. Errors: NotFound, those of SecretStore.
    [[nodiscard]] QFuture<Result<void>> move(const QString &key, SecretPlace place);
    [[nodiscard]] QFuture<Result<void>> remove(const QString &key);
    [[nodiscard]] QFuture<bool> hasKeyring() { return m_keyring.isAvailable(); }

private:
    [[nodiscard]] SecretStore &storeOf(SecretPlace place)
    {
        return place == SecretPlace::Keyring ? m_keyring : m_session;
    }

    SecretStore &m_keyring;
    SecretStore &m_session;
};

} // namespace tidemark

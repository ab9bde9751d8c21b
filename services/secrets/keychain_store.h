// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/secret_store.h"

#include <QObject>
#include <QString>

#include <memory>

namespace tidemark {

/// Keeps secrets in the desktop's secret service (GNOME Keyring, KWallet and others) by QtKeychain.
///
/// Requests may be made on any thread. QtKeychain has one queue per process, bound to the thread
/// that used it first, so all jobs run by the event loop of the application's thread; they only
/// wait for messages of D-Bus there and block nothing. A locked keyring makes the desktop ask the
/// person for its password, so an answer may take minutes. libsecret keeps its session for as long
/// as the process lives: after the secret service was started anew, set() fails with Io until this
/// program is started anew too.
class KeychainStore final : public SecretStore
{
public:
    /// `service` names this program's part of the keyring, such as `tidemark`.
    explicit KeychainStore(QString service);
    ~KeychainStore() override; // requests under way answer Cancelled

    [[nodiscard]] SecretPlace place() const noexcept override { return SecretPlace::Keyring; }
    /// Whether a secret service runs or would be started on demand. Asked on a thread of the pool,
    /// at most two seconds.
    [[nodiscard]] QFuture<bool> isAvailable() override;
    [[nodiscard]] QFuture<Result<void>> set(QString sourceKey, Secret secret) override;
    [[nodiscard]] QFuture<Result<std::optional<Secret>>> get(QString sourceKey) override;
    [[nodiscard]] QFuture<Result<void>> remove(QString sourceKey) override;

private:
    QString m_service;
    std::unique_ptr<QObject> m_jobs; ///< on the application's thread: the parent of what runs there
};

} // namespace tidemark

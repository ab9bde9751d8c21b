// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/secret_store.h"

#include <map>

namespace tidemark::test {

/// A keyring in memory, which can be absent or stay locked. One thread.
class MemorySecrets final : public SecretStore
{
public:
    explicit MemorySecrets(SecretPlace place)
        : m_place(place)
    {}

    void setAvailable(bool isAvailable) { m_isAvailable = isAvailable; }
    void setLocked(bool isLocked) { m_isLocked = isLocked; }
    /// It is locked anew before something is removed.
    void setKeepsAll(bool keepsAll) { m_keepsAll = keepsAll; }
    [[nodiscard]] bool holds(const QString &key) const { return m_secrets.contains(key); }

    [[nodiscard]] SecretPlace place() const noexcept override { return m_place; }
    [[nodiscard]] QFuture<bool> isAvailable() override
    {
        return QtFuture::makeReadyFuture(m_isAvailable);
    }
    [[nodiscard]] QFuture<Result<void>> set(QString sourceKey, Secret secret) override
    {
        if (const auto problem = trouble())
            return QtFuture::makeReadyFuture(Result<void>(failure(*problem)));
        m_secrets[sourceKey] = std::move(secret);
        return QtFuture::makeReadyFuture(Result<void>());
    }
    [[nodiscard]] QFuture<Result<std::optional<Secret>>> get(QString sourceKey) override
    {
        using Kept = Result<std::optional<Secret>>;
        if (const auto problem = trouble())
            return QtFuture::makeReadyFuture(Kept(failure(*problem)));
        const auto found = m_secrets.find(sourceKey);
        return QtFuture::makeReadyFuture(
            Kept(found == m_secrets.end() ? std::nullopt : std::optional(found->second)));
    }
    [[nodiscard]] QFuture<Result<void>> remove(QString sourceKey) override
    {
        m_isLocked = m_isLocked || m_keepsAll;
        if (const auto problem = trouble())
            return QtFuture::makeReadyFuture(Result<void>(failure(*problem)));
        m_secrets.erase(sourceKey);
        return QtFuture::makeReadyFuture(Result<void>());
    }

private:
    [[nodiscard]] std::optional<Error> trouble() const
    {
        if (!m_isAvailable)
            return Error{ErrorCode::Unsupported, QStringLiteral("There is no keyring."), {}};
        if (m_isLocked)
            return Error{ErrorCode::PermissionDenied, QStringLiteral("The keyring is locked."), {}};
        return std::nullopt;
    }

    SecretPlace m_place;
    bool m_isAvailable = true;
    bool m_isLocked = false;
    bool m_keepsAll = false;
    std::map<QString, Secret> m_secrets;
};

} // namespace tidemark::test

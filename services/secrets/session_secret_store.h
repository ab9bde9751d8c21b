// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/secret_store.h"

#include <map>
#include <mutex>

namespace tidemark {

/// Keeps secrets in memory until the program ends: what remains without a secret service, after the
/// person agreed to type them again next time. place() says so. Answers at once. Any thread.
class SessionSecretStore final : public SecretStore
{
public:
    [[nodiscard]] SecretPlace place() const noexcept override { return SecretPlace::Session; }
    [[nodiscard]] QFuture<bool> isAvailable() override;
    [[nodiscard]] QFuture<Result<void>> set(QString sourceKey, Secret secret) override;
    [[nodiscard]] QFuture<Result<std::optional<Secret>>> get(QString sourceKey) override;
    [[nodiscard]] QFuture<Result<void>> remove(QString sourceKey) override;

private:
    std::mutex m_mutex;
    std::map<QString, Secret> m_secrets;
};

} // namespace tidemark

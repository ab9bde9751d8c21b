// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/session_secret_store.h"

#include "services/secrets/secret_rules.h"

#include <utility>

namespace tidemark {

QFuture<bool> SessionSecretStore::isAvailable()
{
    return readyFuture(true);
}

QFuture<Result<void>> SessionSecretStore::set(QString sourceKey, Secret secret)
{
    if (auto sound = checkSecret(sourceKey, secret); !sound)
        return readyFuture(std::move(sound));
    const std::lock_guard lock(m_mutex);
    m_secrets.insert_or_assign(std::move(sourceKey), std::move(secret));
    return readyFuture(Result<void>());
}

QFuture<Result<std::optional<Secret>>> SessionSecretStore::get(QString sourceKey)
{
    using Answer = Result<std::optional<Secret>>;
    if (auto sound = checkSourceKey(sourceKey); !sound)
        return readyFuture(Answer(failure(sound.error())));
    const std::lock_guard lock(m_mutex);
    const auto found = m_secrets.find(sourceKey);
    return readyFuture(
        Answer(found == m_secrets.end() ? std::nullopt : std::optional<Secret>(found->second)));
}

QFuture<Result<void>> SessionSecretStore::remove(QString sourceKey)
{
    if (auto sound = checkSourceKey(sourceKey); !sound)
        return readyFuture(std::move(sound));
    const std::lock_guard lock(m_mutex);
    m_secrets.erase(sourceKey);
    return readyFuture(Result<void>());
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/wrong_tokens.h"

#include <algorithm>
#include <utility>

namespace tidemark::roboto {

WrongTokens::WrongTokens(Now now, WrongTokenRules rules)
    : m_now(std::move(now))
    , m_rules(rules)
{}

bool WrongTokens::isForgotten(const Wrong &wrong, Instant now) const
{
    return now - wrong.sent >= m_rules.memory;
}

bool WrongTokens::contains(const QByteArray &hash) const
{
    const auto found = m_tokens.constFind(hash);
    return found != m_tokens.constEnd() && !isForgotten(*found, m_now());
}

std::optional<QString> WrongTokens::refusalOf(const QByteArray &hash)
{
    const Instant now = m_now();
    const auto found = m_tokens.find(hash);
    if (found == m_tokens.end() || isForgotten(*found, now))
        return std::nullopt;
    found->sent = now;
    if (now - found->lookedAt < m_rules.answer)
        return found->message;
    found->lookedAt = now;
    return std::nullopt;
}

void WrongTokens::add(const QByteArray &hash, const QString &message)
{
    const Instant now = m_now();
    if (!m_tokens.contains(hash))
        makeRoom(now);
    m_tokens.insert(hash, {message, now, now});
}

void WrongTokens::makeRoom(Instant now)
{
    if (m_tokens.size() < m_rules.tokens)
        return;
    m_tokens.removeIf([this, now](const auto &item) { return isForgotten(item.value(), now); });
    if (m_tokens.size() < m_rules.tokens)
        return;
    const auto oldest =
        std::min_element(m_tokens.begin(), m_tokens.end(),
                         [](const Wrong &a, const Wrong &b) { return a.sent < b.sent; });
    m_tokens.erase(oldest);
}

} // namespace tidemark::roboto

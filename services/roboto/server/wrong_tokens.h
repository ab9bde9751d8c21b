// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>

namespace tidemark::roboto {

/// How WrongTokens remembers.
struct WrongTokenRules
{
    std::chrono::seconds answer{10}; ///< how long what the store said of one is told again
    std::chrono::minutes memory{10}; ///< one that is not sent any more is forgotten then
    qsizetype tokens = 4096;         ///< the most that are remembered
};

/// Tokens that were found wrong, by their hashes: one that is sent again is no other guess. What
/// the store said of one is told again for some seconds only, since a token may become right, for
/// example by a backup that is restored. When there are too many, the one that has been quiet
/// longest is forgotten. One thread; only a new token in a full table costs a walk over it.
class WrongTokens
{
public:
    using Instant = std::chrono::steady_clock::time_point;
    using Now = std::function<Instant()>;

    explicit WrongTokens(Now now = &std::chrono::steady_clock::now, WrongTokenRules rules = {});

    [[nodiscard]] bool contains(const QByteArray &hash) const;
    /// A token is sent: the message to refuse it with at once. Nothing for one that is not
    /// remembered, and for one that has to be looked at again; until that is done, and for as long
    /// as an answer is told again, others of it get the old message.
    [[nodiscard]] std::optional<QString> refusalOf(const QByteArray &hash);
    void add(const QByteArray &hash, const QString &message);
    void remove(const QByteArray &hash) { m_tokens.remove(hash); }

    [[nodiscard]] qsizetype remembered() const noexcept { return m_tokens.size(); }

private:
    struct Wrong
    {
        QString message;
        Instant lookedAt;
        Instant sent; ///< the last time
    };

    [[nodiscard]] bool isForgotten(const Wrong &wrong, Instant now) const;
    void makeRoom(Instant now);

    Now m_now;
    WrongTokenRules m_rules;
    QHash<QByteArray, Wrong> m_tokens;
};

} // namespace tidemark::roboto

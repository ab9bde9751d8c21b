// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "model/ports/access_store.h"
#include "services/http/http_message.h"
#include "services/http/login_throttle.h"
#include "services/roboto/server/wrong_tokens.h"
#include "services/roboto/wire/roboto_error.h"

#include <QByteArray>
#include <QHash>
#include <QSet>

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark::roboto {

/// Why a request is not let in.
struct GateRefusal
{
    RobotoError error;
    std::chrono::seconds retryAfter{0};
};

using GateAnswer = tl::expected<Principal, GateRefusal>;

/// Tells who a request comes from by its bearer token, and slows down guessing: an address that
/// sent ten different wrong tokens has to wait, with 429, before others of its tokens are looked
/// at. Tokens that were right before are looked at all the same, since on one machine an honest
/// program and a guessing one have the same address. A wrong token that is sent again, or one that
/// was right before, is no guess: it is always answered with 401, which ends a program that repeats
/// a 429. Tokens that are being looked at count as wrong until they turn out right, so guesses sent
/// at once are as slow as one after the other. A request without a token is no guess. Any thread.
class CallerGate
{
public:
    explicit CallerGate(AccessStore &access,
                        http::LoginThrottle::Now now = &std::chrono::steady_clock::now);

    /// Answers at once, or later on the store's thread. The token is never kept or told; only its
    /// SHA-256 is, in memory.
    void identify(const http::HttpRequest &request, std::function<void(GateAnswer)> done);

    /// Whether the body of a request with this head may be read: `done` gets nothing then. A head
    /// without a token is refused at once; with one that was not right before, a body that is not
    /// small waits for identify(). The request is identified again when it is whole.
    void admit(const http::HttpRequest &head, bool isSmall,
               std::function<void(std::optional<GateRefusal>)> done);

private:
    using Attempt = std::pair<QString, QByteArray>; ///< who, and the token's hash

    [[nodiscard]] bool isRight(const QByteArray &hash) const;
    /// Books the attempt; why it may not be made.
    [[nodiscard]] std::optional<GateRefusal> begin(const Attempt &attempt);
    void end(const Attempt &attempt);
    [[nodiscard]] GateAnswer judged(Result<Principal> found, const Attempt &attempt);

    AccessStore &m_access;
    mutable std::mutex m_mutex;
    http::LoginThrottle m_throttle; // under m_mutex
    QHash<Attempt, int> m_underWay; // under m_mutex: how often; known ones are not here
    QSet<QByteArray> m_right;       // under m_mutex: hashes of tokens that were right before
    WrongTokens m_wrong;            // under m_mutex
};

/// The token of `Authorization: Bearer …`; empty when there is none, or more than one such field.
[[nodiscard]] QString bearerToken(const http::HeaderList &headers);

} // namespace tidemark::roboto

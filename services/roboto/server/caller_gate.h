// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "model/ports/access_store.h"
#include "services/http/http_message.h"
#include "services/http/login_throttle.h"
#include "services/roboto/wire/roboto_error.h"

#include <QByteArray>
#include <QSet>

#include <chrono>
#include <functional>
#include <mutex>

namespace tidemark::roboto {

/// Why a request is not let in.
struct GateRefusal
{
    RobotoError error;
    std::chrono::seconds retryAfter{0};
};

using GateAnswer = tl::expected<Principal, GateRefusal>;

/// Tells who a request comes from by its bearer token, and slows down guessing: an address that
/// sent ten wrong tokens has to wait, with 429, before others of its tokens are looked at. Tokens
/// that were right before are looked at all the same, since on one machine an honest program and a
/// guessing one have the same address. A request without a token is no guess. Any thread.
class CallerGate
{
public:
    explicit CallerGate(AccessStore &access,
                        http::LoginThrottle::Now now = &std::chrono::steady_clock::now);

    /// Answers at once, or later on the store's thread. The token is never kept or told; only the
    /// SHA-256 of right ones is, in memory.
    void identify(const http::HttpRequest &request, std::function<void(GateAnswer)> done);

private:
    [[nodiscard]] std::chrono::seconds waitOf(const QString &group, const QByteArray &hash) const;
    [[nodiscard]] GateAnswer judged(Result<Principal> found, const QString &group,
                                    const QByteArray &hash);

    AccessStore &m_access;
    mutable std::mutex m_mutex;
    http::LoginThrottle m_throttle; // under m_mutex
    QSet<QByteArray> m_right;       // under m_mutex: hashes of tokens that were right before
};

/// The token of `Authorization: Bearer …`; empty when there is none, or more than one such field.
[[nodiscard]] QString bearerToken(const http::HeaderList &headers);

} // namespace tidemark::roboto

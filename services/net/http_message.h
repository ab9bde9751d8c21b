// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/secret.h"
#include "services/net/peer_seen.h"
#include "services/net/retry_policy.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

class QDebug;

namespace tidemark::net {

inline constexpr std::int64_t kMiB = std::int64_t{1024} * 1024;
/// Most bytes of an answer's body as they come over the wire.
inline constexpr std::int64_t kMaxBody_bytes = 16 * kMiB;
/// Most bytes of a body after unpacking.
inline constexpr std::int64_t kMaxInflated_bytes = 64 * kMiB;

enum class HttpMethod
{
    Get,
    Post,
    Put,
    Patch,
    Delete,
};

[[nodiscard]] QByteArray verbOf(HttpMethod method);

struct HttpHeader
{
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HttpHeader &, const HttpHeader &) = default;
};

/// A header whose value must not become known, such as an API key or a signature.
struct SecretHeader
{
    QByteArray name;
    Secret value;
};

/// Limits of one attempt, all redirects of it included.
struct HttpLimits
{
    std::chrono::milliseconds deadline{30'000}; ///< from the start to the last byte
    std::chrono::milliseconds silence{15'000};  ///< without any byte in either direction
    std::int64_t body_bytes = kMaxBody_bytes;
    std::int64_t inflated_bytes = kMaxInflated_bytes;
};

/// How far an answer has come. `expected_bytes` is absent when the server does not say; both count
/// bytes on the wire.
struct HttpProgress
{
    std::int64_t received_bytes = 0;
    std::optional<std::int64_t> expected_bytes;
};

/// What to ask. The token is no part of it: the client adds it at the last moment.
struct HttpRequest
{
    HttpMethod method = HttpMethod::Get;
    QByteArray path;  ///< below the endpoint, percent-encoded (see pathSegment())
    QByteArray query; ///< percent-encoded (see formQuery()), without `?`
    /// Not Authorization, Accept-Encoding, Connection, Content-Length, Host or Transfer-Encoding.
    /// A write that may be repeated carries its idempotency key here, if the server knows one.
    std::vector<HttpHeader> headers;
    /// Sent to the endpoint's own origin only, and in no text. An Authorization among them takes
    /// the place of the connection's token; else the rule of `headers` holds.
    std::vector<SecretHeader> secretHeaders;
    QByteArray body; ///< also with Delete; never with Get
    /// Asking twice is the same as once, so that a lost answer may be asked for again.
    bool isIdempotent = false;
    /// When the connection is closed without an answer, look once whether HTTP is spoken there at
    /// all: for the test of a new source. Costs one more connection, to http addresses only.
    bool probesProtocol = false;
    HttpLimits limits;
    RetryLimits retry;
    /// Called on the network thread as bytes come in. May be empty.
    std::function<void(const HttpProgress &)> progress;
    /// Called on the network thread when more is known of the server: before the answer, and also
    /// when its certificate is refused. Nothing is told again on a connection that is reused.
    std::function<void(const PeerSeen &)> peerSeen;
};

/// What came back, whatever its status.
struct HttpAnswer
{
    int status = 0;
    std::vector<HttpHeader> headers;
    QByteArray body; ///< unpacked
    QUrl url;        ///< where it came from, after redirects
    /// How long the server asks to wait before the next request.
    std::optional<std::chrono::milliseconds> retryAfter;
    int attempts = 1;
    /// The body is whole: it has its announced length or its packing ends as it should. False for
    /// other bodies, chunked ones included, since Qt 6.4 at times takes the loss of a connection
    /// for their end: only their content can tell, so a JSON text that stops early was cut off.
    bool endIsProven = true;

    [[nodiscard]] bool isSuccess() const noexcept { return status >= 200 && status < 300; }
    /// The value of a header, in any spelling of its name; empty without it.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

/// An answer that is no success as an error: the status decides, the body is not looked at. Detail
/// `http.status.` and the number. Codes: PermissionDenied for 401 and 403, NotFound for 404 and
/// 410, Conflict for 409 and 412, Timeout for 408 and 504, InvalidArgument and Unsupported for
/// other 4xx, Network for all else.
[[nodiscard]] Error statusError(const HttpAnswer &answer);

/// Method, path and sizes; no header, query or body.
QDebug operator<<(QDebug debug, const HttpRequest &request);
QDebug operator<<(QDebug debug, const HttpAnswer &answer);

} // namespace tidemark::net

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <optional>

namespace tidemark::net {

/// Why there is no answer. A status such as 404 is an answer (see statusError()).
enum class HttpFault
{
    InvalidRequest,  ///< a mistake of ours: a header, path or address that may not be sent
    InvalidToken,    ///< a token with bytes that no header may hold
    HostNotFound,    ///< no such name
    Refused,         ///< nothing listens there
    Unreachable,     ///< no way to the host
    Closed,          ///< the connection ended before an answer began
    Deadline,        ///< the whole answer took longer than allowed
    Silence,         ///< nothing came for longer than allowed
    TlsSelfSigned,   ///< a certificate that vouches for itself
    TlsUntrusted,    ///< an authority that is not trusted here
    TlsExpired,      ///< expired, or not valid yet
    TlsHostName,     ///< issued for another name
    TlsPin,          ///< not the certificate that the connection names
    TlsHandshake,    ///< no TLS 1.2 or newer there, or no TLS at all
    TrustFile,       ///< the connection's CA file cannot be used
    Proxy,           ///< the proxy failed or wants a password
    NotHttp,         ///< another protocol answers on this port
    CutOff,          ///< the answer ended before its announced end
    Malformed,       ///< lengths or encodings that cannot be right
    TooBig,          ///< more bytes than are taken
    RedirectRefused, ///< sent on to where this request may not go
    RedirectLoop,    ///< sent on too often
    Cancelled,       ///< stopped on request
    Other,           ///< anything else; see the detail
};

/// A fault with what is known of it.
struct HttpFailure
{
    HttpFault fault = HttpFault::Other;
    QString text{};         ///< what the system or library said; untranslated, for the log
    std::int64_t limit = 0; ///< ms for Deadline and Silence, bytes for TooBig
};

/// The short name used in details, such as `dns` or `tls.expired`.
[[nodiscard]] QLatin1StringView nameOf(HttpFault fault);

/// The fault as an error. `place` is the host as the person wrote it, with a port if there is one.
/// The detail begins with `http.` and the fault's name; see faultOf(). Codes: Network, but
/// InvalidArgument for InvalidRequest, InvalidToken and TrustFile, Timeout for Deadline and
/// Silence, Unsupported for TooBig and RedirectRefused, Cancelled.
[[nodiscard]] Error faultError(const HttpFailure &failure, const QString &place);

/// Reads the fault back from an error of this folder; nothing from any other.
[[nodiscard]] std::optional<HttpFault> faultOf(const Error &error);

} // namespace tidemark::net

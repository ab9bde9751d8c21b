// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/header_list.h"
#include "services/http/request_target.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace tidemark::http {

/// What a request asks for. A handler answers what it does not know, such as Other, with an error
/// of its own.
enum class Method
{
    Get,
    Head, ///< answered like Get; the layer keeps the body back
    Post,
    Put,
    Delete,
    Options,
    Other ///< any further one, such as PATCH
};

/// Nothing for CONNECT, which asks for a tunnel and is refused before a handler sees it. Names are
/// case-sensitive (RFC 9110, 9.1).
[[nodiscard]] std::optional<Method> methodFromName(QByteArrayView name);
/// "OTHER" for Other: what was sent is not told.
[[nodiscard]] QByteArray nameOf(Method method);
/// False for Get, Head and Options, whose requests are refused when they carry a body.
[[nodiscard]] bool mayHaveBody(Method method);

/// A request that has come in whole and keeps all limits.
struct HttpRequest
{
    Method method = Method::Get;
    RequestTarget target; ///< path and query, decoded
    HeaderList headers;
    QByteArray body;     ///< without chunking; still packed if Content-Encoding says so
    QString peerAddress; ///< a numeric address, without port
    bool isTls = false;
};

/// What a handler answers.
struct HttpResponse
{
    int status = 200; ///< 200 to 599
    QByteArray contentType = QByteArrayLiteral("application/json");
    QByteArray body;
    /// Besides Date, Content-Type, Content-Length and Connection, which the layer writes. A name or
    /// value that could not be sent (a line end in it) turns the answer into a 500.
    HeaderList headers;
    /// Asking again does no harm: the answer may be held back, with 503, while too many others wait
    /// to be taken.
    bool isRepeatable = true;
    bool closesConnection = false;
};

} // namespace tidemark::http

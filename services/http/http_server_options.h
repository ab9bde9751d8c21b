// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_verdict.h"
#include "services/http/http_limits.h"
#include "services/http/http_message.h"
#include "services/http/http_reply.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <QStringList>

#include <functional>

namespace tidemark::http {

/// Words the body (JSON) of an answer that the layer makes itself. Called on the server's
/// thread; must not throw.
using ErrorBodyMaker = std::function<QByteArray(int status, const QString &message)>;

/// Gets each request on the server's thread and must come back soon: long work goes elsewhere and
/// takes the reply along. What it throws is logged and answered with 500.
using HttpHandler = std::function<void(HttpRequest, HttpReply)>;

/// {"error": message, "status": status}
[[nodiscard]] QByteArray plainErrorBody(int status, const QString &message);

struct HttpServerOptions
{
    /// Numeric, or "localhost": 127.0.0.1 and, where there is one, ::1. Any address that others can
    /// reach needs TLS and tokens, or a person's word (isOpenToOthers).
    QString address = QStringLiteral("localhost");
    quint16 port = 0;        ///< 0: a free one
    QStringList hostNames;   ///< answered for besides localhost and the address connected to
    QString certificateFile; ///< PEM, with its chain; empty: no TLS
    QString keyFile;         ///< PEM, without a pass phrase
    bool hasTokens = false;  ///< the handler refuses requests without a valid token
    /// A person said in so many words that others may reach it without TLS and tokens.
    bool isOpenToOthers = false;
    /// Media types that a body may have, lower case. None: the judge looks at them, and must.
    QByteArrayList bodyTypes = {QByteArrayLiteral("application/json"),
                                QByteArrayLiteral("application/x-protobuf"),
                                QByteArrayLiteral("application/protobuf")};
    HeadJudge judge = {}; ///< without one every body that keeps the rules is read
    HttpLimits limits;
    ErrorBodyMaker errorBody = &plainErrorBody;
};

} // namespace tidemark::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/net/redirect_rule.h"
#include "services/net/tls_trust.h"
#include "services/net/url_rules.h"

#include <QByteArray>

class QDebug;

namespace tidemark::net {

/// What a client knows of its server.
struct HttpConnection
{
    Endpoint endpoint; ///< from parseEndpoint()
    Secret token;      ///< sent as `Authorization: Bearer` to the endpoint's origin; empty for none
    TlsTrust trust;
    Redirects redirects = Redirects::SameOrigin;
    QByteArray userAgent = "Tidemark";
};

/// The address and whether there is a token.
QDebug operator<<(QDebug debug, const HttpConnection &connection);

} // namespace tidemark::net

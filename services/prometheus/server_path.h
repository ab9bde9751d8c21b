// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/url_rules.h"

#include <QByteArray>
#include <QString>

namespace tidemark::prometheus {

/// One address of a server, parted as HttpClient wants it.
struct ServerPath
{
    net::Endpoint endpoint; ///< scheme, host and port alone
    QByteArray path;        ///< below it, percent-encoded
    QByteArray query;       ///< percent-encoded, without "?"
};

/// Reads an address as a person types it; without a path it gets `defaultPath`. Errors: those of
/// net::parseEndpoint(), whose rule on queries does not hold here.
[[nodiscard]] Result<ServerPath> parseServerPath(const QString &address,
                                                 const QByteArray &defaultPath);

} // namespace tidemark::prometheus

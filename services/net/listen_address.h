// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

namespace tidemark::net {

/// Where a server listens.
struct ListenAddress
{
    QString host; ///< without the brackets of IPv6
    quint16 port = 0;

    friend bool operator==(const ListenAddress &, const ListenAddress &) = default;
};

/// Reads `127.0.0.1:8765`, `[::1]:8765` or `localhost:0` (any free port). Errors: InvalidArgument.
[[nodiscard]] Result<ListenAddress> parseListenAddress(const QString &text);

/// `127.0.0.1:8765` or `[::1]:8765`, as parseListenAddress() reads it.
[[nodiscard]] QString addressText(const ListenAddress &address);

/// `http://127.0.0.1:8765`, for people and programs to call.
[[nodiscard]] QString baseUrl(const ListenAddress &address, bool isTls);

} // namespace tidemark::net

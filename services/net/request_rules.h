// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/http_connection.h"
#include "services/net/http_message.h"

namespace tidemark::net {

/// Whether this may be sent: headers whose names are tokens and whose values hold no line end, none
/// that the transport sets itself, a token of visible ASCII, no body with GET. No text names a
/// value. Errors: InvalidArgument, detail `http.request` with the reason, or `http.token`.
[[nodiscard]] Result<void> checkRequest(const HttpConnection &connection,
                                        const HttpRequest &request);

} // namespace tidemark::net

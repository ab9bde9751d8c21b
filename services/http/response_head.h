// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"

#include <QByteArray>

#include <ctime>

namespace tidemark::http {

/// True when the response can be put on the wire as it is: a status from 200 to 599, names of token
/// characters, values without control characters, and no field that the layer writes itself.
[[nodiscard]] bool isSendable(const HttpResponse &response);

/// The status line and all fields up to the empty line. Content-Length is that of the body, also
/// when the body itself is kept back (HEAD); 204 and 304 have none.
[[nodiscard]] QByteArray responseHead(const HttpResponse &response, std::time_t now, bool isLast);

/// A time as HTTP writes it ("Sun, 06 Nov 1994 08:49:37 GMT"), whatever the locale. Source: RFC
/// 9110 section 5.6.7.
[[nodiscard]] QByteArray httpDate(std::time_t at);

/// True for answers that never have a body (204 and 304).
[[nodiscard]] bool isBodiless(int status);

} // namespace tidemark::http

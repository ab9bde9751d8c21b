// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_client.h"

#include <chrono>

namespace tidemark::net {

/// Sends and waits for the answer, at most until the deadline, to which the limits of the request
/// are shortened, repetitions included. Errors: those of HttpClient::send(), and Timeout when
/// the deadline is over before it begins. For workers only, never the network thread.
[[nodiscard]] Result<HttpAnswer> sendAndWait(HttpClient &client, HttpRequest request,
                                             std::chrono::steady_clock::time_point deadline);

} // namespace tidemark::net

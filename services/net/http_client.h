// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/http_connection.h"
#include "services/net/http_message.h"
#include "services/net/network_thread.h"

#include <QFuture>

#include <stop_token>

namespace tidemark::net {

class HttpWorker;

/// Asks one server over HTTP. Any thread; the work is done on the network thread, and nothing here
/// waits.
///
/// An answer of any status is a result: see HttpAnswer and statusError(). Without a whole answer
/// the result is an error whose message names the cause and whose detail faultOf() reads. Calls are
/// repeated by RetryPolicy; each attempt ends by its deadline, a stop is answered at once.
///
/// A write is sent once per attempt (see OneShotBody). Still, an attempt that ends without an
/// answer may have been carried out: mark the request idempotent, or give it a key that the server
/// knows as such, or look before asking again.
///
/// The token is in the Authorization header, from the moment of sending, and nowhere else: not in
/// addresses, messages, details or logs. Qt keeps copies of headers that it does not overwrite.
class HttpClient
{
public:
    /// `network` outlives the client.
    HttpClient(NetworkThread &network, HttpConnection connection);
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;
    ~HttpClient(); // answers what is under way with Cancelled

    [[nodiscard]] QFuture<Result<HttpAnswer>> send(HttpRequest request, std::stop_token stop = {});

    [[nodiscard]] const Endpoint &endpoint() const noexcept { return m_endpoint; }

private:
    NetworkThread &m_network;
    Endpoint m_endpoint;
    HttpWorker *m_worker; ///< lives on the network thread, which deletes it
};

} // namespace tidemark::net

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only header that shows Asio; for asio_transport.cpp and network.cpp alone.

#include "services/http/transport.h"

#include <memory>
#include <utility> // before Asio, which needs it and does not include it

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

namespace tidemark::http {

/// A transport over `socket`, with TLS when there is a context (which outlives it). Nothing when
/// the peer is gone already.
[[nodiscard]] std::unique_ptr<Transport> makeTransport(boost::asio::ip::tcp::socket socket,
                                                       boost::asio::ssl::context *tls);

} // namespace tidemark::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_message.h"
#include "services/http/http_reply.h"
#include "services/roboto/server/service_state.h"

namespace tidemark::roboto {

/// Takes requests to their handlers: finds the route, who asks and for which organisation, and lets
/// the route's handler answer. Roboto's metrics API on a store (roboto-api 2 to 4).
class RobotoService final
{
public:
    RobotoService(StoreScopes &store, const Clock &clock);
    ~RobotoService(); // finishes
    RobotoService(const RobotoService &) = delete;
    RobotoService &operator=(const RobotoService &) = delete;

    /// Comes back soon; the answer follows from any thread. Any thread.
    void handle(http::HttpRequest request, http::HttpReply reply);
    /// Stops what only reads, and waits until every call is answered. Not on the store's threads.
    void finish();

private:
    ServiceState m_state;
};

} // namespace tidemark::roboto

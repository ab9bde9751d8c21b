// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_verdict.h"
#include "services/http/http_message.h"
#include "services/http/http_reply.h"
#include "services/roboto/server/routes.h"
#include "services/roboto/server/service_state.h"

#include <optional>

namespace tidemark::roboto {

/// Takes requests to their handlers: finds the route, who asks and for which organisation, and lets
/// the route's handler answer. Roboto's metrics API on a store (roboto-api 2 to 4).
class RobotoService final
{
public:
    RobotoService(StoreScopes &store, const Clock &clock, const ServiceWatch &watch);
    ~RobotoService(); // finishes
    RobotoService(const RobotoService &) = delete;
    RobotoService &operator=(const RobotoService &) = delete;

    /// Decides by its head whether the body of a request is read: not for what is refused in any
    /// case, and a large one only for a token that is right. Any thread.
    void admit(const http::HttpRequest &head, const http::HeadFraming &framing,
               http::HeadVerdict verdict);
    /// Comes back soon; the answer follows from any thread. Any thread.
    void handle(http::HttpRequest request, http::HttpReply reply);
    /// Stops what only reads, and waits until every call is answered. Not on the store's threads.
    void finish();

private:
    [[nodiscard]] std::optional<RouteMatch> matchOf(const http::HttpRequest &request);

    ServiceState m_state;
};

} // namespace tidemark::roboto

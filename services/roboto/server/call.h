// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "model/ports/data_ports.h"
#include "services/http/http_message.h"
#include "services/http/http_reply.h"
#include "services/monitor/user_sessions.h"
#include "services/roboto/server/routes.h"
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/roboto_error.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

class QThreadPool;

namespace tidemark::roboto {

class ServiceState;

/// Who a call comes from and whose data it is about.
struct Caller
{
    Principal principal;
    QString org; ///< uid; empty for routes that are about none
};

/// One request on its way to its answer, shared by the steps that work on it. One step at a time,
/// on whichever thread; the last step that lets go of it unanswered has the client told so.
class Call final
{
public:
    /// `match` is nothing for a request that no route takes.
    Call(ServiceState &state, http::HttpRequest request, http::HttpReply reply,
         std::optional<RouteMatch> match);
    ~Call(); // answers what was forgotten
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    [[nodiscard]] const http::HttpRequest &request() const noexcept { return m_request; }
    [[nodiscard]] const std::optional<RouteMatch> &match() const noexcept { return m_match; }
    /// What stands in the path for the route's n-th name in braces, decoded.
    [[nodiscard]] const QString &argument(qsizetype index = 0) const
    {
        return m_match->arguments.at(index);
    }

    /// Counts the call as a session of its user, until it is answered, if users are monitored. One
    /// with a status of 500 or more ended by an error.
    void beginSession(const Principal &user);
    void setCaller(Caller caller);
    [[nodiscard]] const Principal &principal() const noexcept { return m_caller.principal; }
    [[nodiscard]] const QString &org() const noexcept { return m_caller.org; }
    /// The caller's view of the store, signed with the caller's name.
    [[nodiscard]] const DataPorts &ports() const noexcept { return m_ports; }
    [[nodiscard]] Timestamp now() const;
    /// What the caller may know of the server's users: of all, or of one. Only while users are
    /// monitored. Errors: Internal.
    [[nodiscard]] Result<monitor::PerUserMonitorResponse>
    seenUsers(const std::optional<QString> &userId) const;
    /// Fires when the server stops, so that long reading ends.
    [[nodiscard]] std::stop_token stop() const;
    /// Threads for work that neither the network nor the store should wait for.
    [[nodiscard]] QThreadPool &workers() const;

    /// Reads the body and lets go of its bytes: once. Errors: those of readRequest().
    template <class Request>
    [[nodiscard]] Result<Request> takeBody()
    {
        Result<Request> request = readRequest<Request>(m_request.body);
        m_request.body.clear();
        return request;
    }

    /// The first answer counts. With status 200.
    void answer(QByteArray body);
    /// The same for what must not be done again, such as creating: never held back.
    void answerOnce(QByteArray body);
    void answer(http::HttpResponse response) { send(std::move(response)); }
    void answerEmpty() { answer(writeEmptyAnswer()); }
    void fail(const Error &error);
    /// `retryAfter`: when another attempt makes sense; none told when zero.
    void fail(const RobotoError &error, std::chrono::seconds retryAfter = {});

private:
    void send(http::HttpResponse response);

    ServiceState &m_state;
    http::HttpRequest m_request;
    http::HttpReply m_reply;
    std::optional<RouteMatch> m_match;
    std::optional<monitor::SessionScope> m_session;
    Caller m_caller;
    DataPorts m_ports;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

} // namespace tidemark::roboto

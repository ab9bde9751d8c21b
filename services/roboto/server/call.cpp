// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/call.h"

#include "services/roboto/server/access_log.h"
#include "services/roboto/server/server_errors.h"
#include "services/roboto/server/service_state.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct CallText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Call)
};

constexpr int kServerError = 500;

} // namespace

Call::Call(ServiceState &state, http::HttpRequest request, http::HttpReply reply,
           std::optional<RouteMatch> match)
    : m_state(state)
    , m_request(std::move(request))
    , m_reply(std::move(reply))
    , m_match(std::move(match))
{
    m_state.openCalls().enter();
}

Call::~Call()
{
    if (!m_reply.isAnswered())
        fail(Error{ErrorCode::Internal,
                   CallText::tr("The server could not answer this call. Its log tells why."),
                   u"roboto.unanswered"_s});
    m_session.reset();
    m_state.openCalls().leave(); // the last thing: the state may go now
}

void Call::beginSession(const Principal &user)
{
    if (CallerMonitor *users = m_state.monitor(); users != nullptr)
        m_session.emplace(users->open(user));
}

void Call::setCaller(Caller caller)
{
    m_caller = std::move(caller);
    if (!m_caller.org.isEmpty())
        m_ports = m_state.store().portsFor({m_caller.org, m_caller.principal.user});
}

Timestamp Call::now() const
{
    return m_state.clock().now();
}

Result<monitor::PerUserMonitorResponse> Call::seenUsers(const std::optional<QString> &userId) const
{
    return m_state.monitor()->seenBy(m_caller.principal, userId);
}

std::stop_token Call::stop() const
{
    return m_state.stopToken();
}

QThreadPool &Call::workers() const
{
    return m_state.workers();
}

void Call::answer(QByteArray body)
{
    http::HttpResponse response;
    response.body = std::move(body);
    send(std::move(response));
}

void Call::answerOnce(QByteArray body)
{
    http::HttpResponse response;
    response.body = std::move(body);
    response.isRepeatable = false;
    send(std::move(response));
}

void Call::fail(const Error &error)
{
    logFailure(error);
    fail(serverError(error));
}

void Call::fail(const RobotoError &error, std::chrono::seconds retryAfter)
{
    send(errorAnswer(error, retryAfter));
}

void Call::send(http::HttpResponse response)
{
    if (m_reply.isAnswered())
        return;
    const auto took = std::chrono::steady_clock::now() - m_begun;
    logAnswer(m_request.method, m_match ? m_match->route->pattern : std::string_view("-"),
              response.status, took);
    if (m_state.meter() != nullptr)
        m_state.meter()->ended(Activity::Request, took,
                               response.status >= kServerError ? Ending::Failed : Ending::Done);
    if (m_session && response.status >= kServerError)
        m_session->markFailed();
    m_session.reset(); // before the client can ask again
    m_reply.answer(std::move(response));
}

} // namespace tidemark::roboto

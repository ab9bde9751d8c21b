// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/roboto_service.h"

#include "services/roboto/server/access_log.h"
#include "services/roboto/server/call.h"
#include "services/roboto/server/organisation_choice.h"
#include "services/roboto/server/server_errors.h"

#include <QCoreApplication>

#include <chrono>
#include <cstdint>
#include <exception>
#include <utility>

namespace tidemark::roboto {
namespace {

struct ServiceText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::RobotoService)
};

/// Bodies up to this size are read on whichever thread is there, larger ones by a worker.
constexpr std::uint64_t kSmallBody_bytes = std::uint64_t{64} * 1024;

void runHandler(const CallPointer &call)
{
    try {
        call->match()->route->handler(call);
    } catch (const std::exception &error) { // the call answers for itself
        qCWarning(lcRoboto, "A handler failed: %s", error.what());
    }
}

tl::expected<QString, RobotoError> orgOf(const Call &call, const Principal &principal)
{
    switch (call.match()->route->org) {
    case RouteOrg::None:
        return QString();
    case RouteOrg::InPath:
        return memberOf(principal, call.argument());
    case RouteOrg::Chosen:
        break;
    }
    return chooseOrganisation(principal, call.request());
}

void run(const CallPointer &call, GateAnswer answer)
{
    if (!answer)
        return call->fail(answer.error().error, answer.error().retryAfter);
    if (!call->match()->route->isMonitor) // looking changes nothing of what is seen
        call->beginSession(*answer);
    auto org = orgOf(*call, *answer);
    if (!org)
        return call->fail(org.error());
    call->setCaller({*std::move(answer), *std::move(org)});
    if (std::cmp_less_equal(call->request().body.size(), kSmallBody_bytes))
        runHandler(call);
    else
        call->workers().start([call] { runHandler(call); });
}

bool isPacked(const http::HttpRequest &request)
{
    const auto coding = request.headers.value("Content-Encoding");
    return coding && coding->compare("identity", Qt::CaseInsensitive) != 0;
}

/// What speaks against a request whoever sent it.
std::optional<RobotoError> refusalOf(const http::HttpRequest &request,
                                     const std::optional<RouteMatch> &match)
{
    if (!match)
        return robotoError(RobotoErrorCode::NotFound,
                           ServiceText::tr("There is nothing to call here. Check the method and "
                                           "the path."));
    if (isPacked(request))
        return robotoError(RobotoErrorCode::InvalidRequest,
                           ServiceText::tr("The body is packed. Send it without "
                                           "Content-Encoding."));
    return std::nullopt;
}

/// A head on the way to its verdict.
class Admission
{
public:
    Admission(ServiceState &state, const http::HttpRequest &head,
              const std::optional<RouteMatch> &match, http::HeadVerdict verdict)
        : m_open(state.openCalls())
        , m_method(head.method)
        , m_pattern(match ? match->route->pattern : std::string_view("-"))
        , m_verdict(std::move(verdict))
    {}
    void admit() { m_verdict.admit(); }
    void refuse(const RobotoError &error, std::chrono::seconds retryAfter = {})
    {
        logAnswer(m_method, m_pattern, error.status, std::chrono::steady_clock::now() - m_begun);
        m_verdict.refuse(errorAnswer(error, retryAfter));
    }

private:
    OpenCall m_open; // ends last
    http::Method m_method;
    std::string_view m_pattern;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
    http::HeadVerdict m_verdict;
};

} // namespace

RobotoService::RobotoService(StoreScopes &store, const Clock &clock, const ServiceWatch &watch)
    : m_state(store, clock, watch)
{}

RobotoService::~RobotoService()
{
    finish();
}

std::optional<RouteMatch> RobotoService::matchOf(const http::HttpRequest &request)
{
    auto match = findRoute(request.method, request.target.segments);
    const bool isOff = match && match->route->isMonitor && m_state.monitor() == nullptr;
    return isOff ? std::nullopt : std::move(match);
}

void RobotoService::admit(const http::HttpRequest &head, const http::HeadFraming &framing,
                          http::HeadVerdict verdict)
{
    const auto match = matchOf(head);
    const auto admission = std::make_shared<Admission>(m_state, head, match, std::move(verdict));
    if (const auto refusal = refusalOf(head, match))
        return admission->refuse(*refusal);
    const bool isSmall = !framing.isChunked && framing.length_bytes <= kSmallBody_bytes;
    m_state.gate().admit(head, isSmall, [admission](const std::optional<GateRefusal> &refusal) {
        if (refusal)
            admission->refuse(refusal->error, refusal->retryAfter);
        else
            admission->admit();
    });
}

void RobotoService::handle(http::HttpRequest request, http::HttpReply reply)
{
    auto match = matchOf(request);
    const auto call =
        std::make_shared<Call>(m_state, std::move(request), std::move(reply), std::move(match));
    if (const auto refusal = refusalOf(call->request(), call->match()))
        return call->fail(*refusal);
    m_state.gate().identify(call->request(),
                            [call](GateAnswer answer) { run(call, std::move(answer)); });
}

void RobotoService::finish()
{
    m_state.requestStop();
    m_state.openCalls().waitForNone();
}

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/roboto_service.h"

#include "services/roboto/server/access_log.h"
#include "services/roboto/server/call.h"
#include "services/roboto/server/organisation_choice.h"

#include <QCoreApplication>

#include <exception>

namespace tidemark::roboto {
namespace {

struct ServiceText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::RobotoService)
};

/// Bodies up to this size are read on whichever thread is there, larger ones by a worker.
constexpr qsizetype kSmallBody_bytes = qsizetype{64} * 1024;

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
    auto org = orgOf(*call, *answer);
    if (!org)
        return call->fail(org.error());
    call->setCaller({*std::move(answer), *std::move(org)});
    if (call->request().body.size() <= kSmallBody_bytes)
        runHandler(call);
    else
        call->workers().start([call] { runHandler(call); });
}

bool isPacked(const http::HttpRequest &request)
{
    const auto coding = request.headers.value("Content-Encoding");
    return coding && coding->compare("identity", Qt::CaseInsensitive) != 0;
}

} // namespace

RobotoService::RobotoService(StoreScopes &store, const Clock &clock)
    : m_state(store, clock)
{}

RobotoService::~RobotoService()
{
    finish();
}

void RobotoService::handle(http::HttpRequest request, http::HttpReply reply)
{
    auto match = findRoute(request.method, request.target.segments);
    const auto call =
        std::make_shared<Call>(m_state, std::move(request), std::move(reply), std::move(match));
    if (!call->match())
        return call->fail(robotoError(RobotoErrorCode::NotFound,
                                      ServiceText::tr("There is nothing to call here. Check the "
                                                      "method and the path.")));
    if (isPacked(call->request()))
        return call->fail(robotoError(RobotoErrorCode::InvalidRequest,
                                      ServiceText::tr("The body is packed. Send it without "
                                                      "Content-Encoding.")));
    m_state.gate().identify(call->request(),
                            [call](GateAnswer answer) { run(call, std::move(answer)); });
}

void RobotoService::finish()
{
    m_state.requestStop();
    m_state.openCalls().waitForNone();
}

} // namespace tidemark::roboto

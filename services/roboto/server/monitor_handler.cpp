// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/monitor_json.h"
#include "services/roboto/server/call.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/server_errors.h"

#include <QCoreApplication>

namespace tidemark::roboto {

namespace {

struct MonitorText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::MonitorHandler)
};

constexpr int kMethodNotAllowed = 405;

} // namespace

void tellUsers(const CallPointer &call)
{
    const auto told = call->seenUsers(call->request().target.queryValue(u"user_id"));
    if (told)
        call->answer(monitor::writeMonitorResponse(*told));
    else
        call->fail(told.error());
}

void refuseMonitorMethod(const CallPointer &call)
{
    http::HttpResponse refusal =
        errorAnswer({RobotoErrorCode::UnknownOperation, kMethodNotAllowed,
                     MonitorText::tr("The users can only be read. Use GET.")});
    refusal.headers.add("Allow", "GET, HEAD");
    call->answer(std::move(refusal));
}

} // namespace tidemark::roboto

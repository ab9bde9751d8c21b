// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/call.h"
#include "services/roboto/server/handlers.h"

#include <QCoreApplication>

namespace tidemark::roboto {
namespace {

struct ReservedText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Reserved)
};

void refuse(const CallPointer &call, const QString &message)
{
    call->fail(robotoError(RobotoErrorCode::NotImplemented, message));
}

} // namespace

void refuseDashboards(const CallPointer &call)
{
    refuse(call, ReservedText::tr("This server keeps no dashboards. Make them in Tidemark's "
                                  "window."));
}

void refuseDeviceTokens(const CallPointer &call)
{
    refuse(call, ReservedText::tr("This server has no tokens of devices. Make a token with "
                                  "\"tidemark token create\"."));
}

void refuseSearch(const CallPointer &call)
{
    refuse(call, ReservedText::tr("This server has no search. Query metrics by their name."));
}

} // namespace tidemark::roboto

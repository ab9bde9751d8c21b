// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/wire/devices.h"

namespace tidemark::roboto {

void attachSessionDevice(const CallPointer &call)
{
    const auto request = call->takeBody<SessionDeviceRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call,
             call->ports().sessions->attachDevice(call->argument(), request->deviceId,
                                                  DevicePolicy::MustExist),
             [call](ChangeId) { call->answerEmpty(); });
}

void detachSessionDevice(const CallPointer &call)
{
    const auto request = call->takeBody<SessionDeviceRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call, call->ports().sessions->detachDevice(call->argument(), request->deviceId),
             [call](ChangeId) { call->answerEmpty(); });
}

void listSessionDevices(const CallPointer &call)
{
    whenDone(call, call->ports().sessions->findSession(call->argument()),
             [call](const Session &found) {
                 Page<QString> page;
                 page.items.assign(found.devices.begin(), found.devices.end());
                 call->answer(writeAnswer(page));
             });
}

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/listing.h"
#include "services/roboto/wire/devices.h"

#include <algorithm>

namespace tidemark::roboto {
namespace {

/// The devices after a place. The store's order is that of their bytes, which QString's is not.
Page<QString> pageOf(const QStringList &devices, const std::optional<DevicesCursor> &cursor)
{
    auto first = devices.begin();
    if (cursor)
        first = std::upper_bound(
            first, devices.end(), cursor->deviceId.toUtf8(),
            [](const QByteArray &place, const QString &device) { return place < device.toUtf8(); });
    const auto count = std::min<qsizetype>(devices.end() - first, kListingPageSize);
    Page<QString> page;
    page.items.assign(first, first + count);
    if (first + count != devices.end())
        page.nextToken = pageToken(DevicesCursor{page.items.back()});
    return page;
}

} // namespace

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
    const auto cursor = cursorOf<DevicesCursor>(*call, &devicesCursor);
    if (!cursor)
        return call->fail(cursor.error());
    whenDone(call, call->ports().sessions->findSession(call->argument()),
             [call, cursor = *cursor](const Session &found) {
                 call->answer(writeAnswer(pageOf(found.devices, cursor)));
             });
}

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/device_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/session_pages.h"
#include "services/roboto/server/store_values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct DeviceText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Devices)
};

void answerWith(const CallPointer &call, const Device &device)
{
    call->answer(writeAnswer(deviceRecord(device, call->org())));
}

void answerOnceWith(const CallPointer &call, const Device &device)
{
    call->answerOnce(writeAnswer(deviceRecord(device, call->org())));
}

} // namespace

void createDevice(const CallPointer &call)
{
    const auto request = call->takeBody<CreateDeviceRequest>();
    if (!request)
        return call->fail(request.error());
    if (request->orgId && *request->orgId != call->org())
        return call->fail(Error{ErrorCode::InvalidArgument,
                                DeviceText::tr("The field org_id names another organisation than "
                                               "the one this call is made for."),
                                u"roboto.device"_s});
    whenDone(call, call->ports().devices->create(newDevice(*request)),
             [call](const DeviceOutcome &made) { answerOnceWith(call, made.device); });
}

void getDevice(const CallPointer &call)
{
    whenDone(call, call->ports().devices->find(call->argument()),
             [call](const Device &found) { answerWith(call, found); });
}

void updateDevice(const CallPointer &call)
{
    auto request = call->takeBody<UpdateDeviceRequest>();
    if (!request)
        return call->fail(request.error());
    const auto edit = [request = *std::move(request)](const Device &device) {
        return changeOf(request, device);
    };
    whenDone(call, call->ports().devices->update(call->argument(), edit),
             [call](const DeviceOutcome &changed) { answerOnceWith(call, changed.device); });
}

void deleteDevice(const CallPointer &call)
{
    whenDone(call, call->ports().devices->remove(call->argument()),
             [call](ChangeId) { call->answerEmpty(); });
}

void listDevices(const CallPointer &call)
{
    const auto cursor = cursorOf<DevicesCursor>(*call, &devicesCursor);
    if (!cursor)
        return call->fail(cursor.error());
    std::optional<QString> after;
    if (*cursor)
        after = (*cursor)->deviceId;
    whenDoneByWorker(call, call->ports().devices->page(after, kListingPageSize),
                     [call](const DevicePage &found) {
                         Page<DeviceRecord> page;
                         for (const Device &device : found.devices)
                             page.items.push_back(deviceRecord(device, call->org()));
                         if (found.next)
                             page.nextToken = pageToken(DevicesCursor{*found.next});
                         call->answer(writeAnswer(page));
                     });
}

void listDeviceSessions(const CallPointer &call)
{
    const auto after = sessionsAfter(*call);
    if (!after)
        return call->fail(after.error());
    whenDoneByWorker(call,
                     call->ports().devices->sessionsOf(call->argument(), *after, kListingPageSize),
                     [call](const SessionUidPage &found) { answerWithPage(call, found); });
}

void inferDevices(const CallPointer &call)
{
    const auto request = call->takeBody<InferDevicesRequest>();
    if (request)
        call->answer(writeAnswer(InferDevicesResponse()));
    else
        call->fail(request.error());
}

} // namespace tidemark::roboto

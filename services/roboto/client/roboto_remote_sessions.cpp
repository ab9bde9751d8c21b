// SPDX-License-Identifier: GPL-3.0-or-later
// The remote's sessions, with their devices and files.
#include "model/core/when_finished.h"
#include "services/roboto/client/identity_lookup.h"
#include "services/roboto/client/roboto_reading.h"
#include "services/roboto/client/roboto_remote.h"
#include "services/roboto/client/session_search.h"
#include "services/roboto/wire/devices.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct SessionsText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::RemoteSessions)
};

using net::HttpMethod;

RobotoCall sessionCall(HttpMethod method, const QString &uid, const QByteArray &rest = {},
                       QByteArray body = {})
{
    RobotoCall call;
    call.method = method;
    call.path = sessionPath(uid, rest);
    call.body = std::move(body);
    call.isWrite = method != HttpMethod::Get;
    return call;
}

RobotoCall pageCall(QByteArray path, const std::optional<QString> &page)
{
    RobotoCall call;
    call.path = std::move(path);
    call.query = pageQuery(page);
    return call;
}

RemoteFuture<RemoteSession> putSession(const RobotoCaller &caller, const QString &uid,
                                       const UpdateSessionRequest &request, std::stop_token stop)
{
    return ask<SessionRecord>(caller, sessionCall(HttpMethod::Put, uid, {}, writeRequest(request)),
                              std::move(stop), remoteSession);
}

// Devices are listed by organisation, whose uid must therefore be known.
RemoteFuture<RemotePage<QString>> devicesOfOrganisation(const RobotoCaller &caller,
                                                        const QString &organisation,
                                                        const std::optional<QString> &page,
                                                        std::stop_token stop)
{
    RobotoCall call = pageCall("v1/devices/org/" + net::pathSegment(organisation), page);
    call.role = OrgRole::None;
    using Wire = Page<DeviceRecord>;
    return ask<Wire>(caller, std::move(call), std::move(stop), [](Wire &&wire) {
        RemotePage<QString> devices;
        for (const DeviceRecord &record : wire.items)
            devices.items.push_back(record.deviceId);
        devices.next = std::move(wire.nextToken);
        return devices;
    });
}

RemoteError noOrganisation()
{
    RemoteError error;
    error.fault = RemoteFault::Unauthorized;
    error.error = {ErrorCode::InvalidArgument,
                   SessionsText::tr("The token of this source sees several organisations, or none. "
                                    "Name the organisation in the source."),
                   u"roboto.organisation"_s, ErrorSubject::Organisation};
    return error;
}

} // namespace

RemoteFuture<RemoteSession> RobotoRemote::createSession(NewRemoteSession session,
                                                        std::stop_token stop)
{
    RobotoCall call;
    call.method = HttpMethod::Post;
    call.path = "v1/sessions";
    call.body = writeRequest(createRequest(session));
    call.role = OrgRole::Caller;
    call.isWrite = true;
    call.isRepeatable = false; // each one makes a session
    return ask<SessionRecord>(*m_caller, std::move(call), std::move(stop), remoteSession);
}

RemoteFuture<std::vector<RemoteSession>> RobotoRemote::sessionsByKey(QStringList keys,
                                                                     std::stop_token stop)
{
    return searchSessions(m_caller, keys, std::move(stop));
}

RemoteFuture<std::optional<RemoteSession>> RobotoRemote::findSession(QString uid,
                                                                     std::stop_token stop)
{
    return orNothing(ask<SessionRecord>(*m_caller, sessionCall(HttpMethod::Get, uid),
                                        std::move(stop), remoteSession));
}

RemoteFuture<RemotePage<RemoteSession>> RobotoRemote::sessions(std::optional<QString> page,
                                                               std::stop_token stop)
{
    RobotoCall call = pageCall("v1/sessions", page);
    call.role = OrgRole::Caller;
    using Wire = Page<SessionRecord>;
    return ask<Wire>(*m_caller, std::move(call), std::move(stop),
                     [](Wire &&wire) { return remotePage(std::move(wire), &remoteSession); });
}

RemoteFuture<RemoteSession> RobotoRemote::updateSession(QString uid, RemoteSessionChange change,
                                                        std::stop_token stop)
{
    if (!needsPresent(change))
        return putSession(*m_caller, uid, updateRequest(change, {}), std::move(stop));
    const auto promise = newPromise<RemoteSession>();
    const auto onPresent =
        [promise, uid, change = std::move(change), stop,
         weak = std::weak_ptr(m_caller)](const RemoteResult<SessionRecord> &present) {
            const auto caller = weak.lock();
            if (!present || !caller) {
                fulfil(promise, RemoteResult<RemoteSession>(
                                    tl::unexpected(present ? stoppedError() : present.error())));
                return;
            }
            whenAnswered(
                putSession(*caller, uid, updateRequest(change, *present), stop),
                [promise](RemoteResult<RemoteSession> done) { fulfil(promise, std::move(done)); });
        };
    whenAnswered(
        ask<SessionRecord>(*m_caller, sessionCall(HttpMethod::Get, uid), stop, std::identity()),
        onPresent);
    return promise->future();
}

RemoteFuture<void> RobotoRemote::removeSession(QString uid, std::stop_token stop)
{
    RobotoCall call = sessionCall(HttpMethod::Delete, uid);
    call.isRepeatable = false; // the second one would find it gone
    return tell(*m_caller, std::move(call), std::move(stop));
}

RemoteFuture<void> RobotoRemote::createDevice(NewRemoteDevice device, std::stop_token stop)
{
    CreateDeviceRequest request;
    request.deviceId = std::move(device.name);
    if (!m_caller->organisation().isEmpty())
        request.orgId = m_caller->organisation();
    request.metadata = std::move(device.metadata);
    request.tags = std::move(device.labels);
    request.customFields = std::move(device.customFields);
    RobotoCall call;
    call.method = HttpMethod::Post;
    call.path = "v1/devices/create";
    call.body = writeRequest(request);
    call.role = OrgRole::Caller;
    call.isWrite = true;
    call.isRepeatable = false; // the second one would find the name taken
    return tell(*m_caller, std::move(call), std::move(stop));
}

RemoteFuture<RemotePage<QString>> RobotoRemote::devices(std::optional<QString> page,
                                                        std::stop_token stop)
{
    if (!m_caller->organisation().isEmpty())
        return devicesOfOrganisation(*m_caller, m_caller->organisation(), page, std::move(stop));
    const auto promise = newPromise<RemotePage<QString>>();
    whenAnswered(
        organisationsOfCaller(*m_caller, stop),
        [promise, page, stop,
         weak = std::weak_ptr(m_caller)](const RemoteResult<QStringList> &uids) {
            const auto caller = weak.lock();
            using Devices = RemoteResult<RemotePage<QString>>;
            if (!uids || !caller) {
                fulfil(promise, Devices(tl::unexpected(uids ? stoppedError() : uids.error())));
            } else if (uids->size() != 1) {
                fulfil(promise, Devices(tl::unexpected(noOrganisation())));
            } else {
                whenAnswered(devicesOfOrganisation(*caller, uids->front(), page, stop),
                             [promise](Devices devices) { fulfil(promise, std::move(devices)); });
            }
        });
    return promise->future();
}

RemoteFuture<void> RobotoRemote::attachDevice(QString sessionUid, QString device,
                                              std::stop_token stop)
{
    const QByteArray body = writeRequest(SessionDeviceRequest{std::move(device)});
    return tell(*m_caller, sessionCall(HttpMethod::Post, sessionUid, "/devices", body),
                std::move(stop));
}

RemoteFuture<void> RobotoRemote::detachDevice(QString sessionUid, QString device,
                                              std::stop_token stop)
{
    const QByteArray body = writeRequest(SessionDeviceRequest{std::move(device)});
    return tell(*m_caller, sessionCall(HttpMethod::Delete, sessionUid, "/devices", body),
                std::move(stop));
}

RemoteFuture<RemotePage<QString>>
RobotoRemote::devicesOf(QString sessionUid, std::optional<QString> page, std::stop_token stop)
{
    using Wire = Page<QString>;
    return ask<Wire>(
        *m_caller, pageCall(sessionPath(sessionUid, "/devices"), page), std::move(stop),
        [](Wire &&wire) {
            return RemotePage<QString>{std::move(wire.items), std::move(wire.nextToken)};
        });
}

RemoteFuture<RemoteSession>
RobotoRemote::addFiles(QString sessionUid, std::vector<NewContribution> files, std::stop_token stop)
{
    const QByteArray body = writeRequest(addRequest(files));
    return ask<SessionRecord>(*m_caller, sessionCall(HttpMethod::Post, sessionUid, "/files", body),
                              std::move(stop), remoteSession);
}

RemoteFuture<RemoteSession> RobotoRemote::removeFiles(QString sessionUid, QStringList files,
                                                      std::stop_token stop)
{
    const QByteArray body = writeRequest(RemoveFilesRequest{std::move(files)});
    return ask<SessionRecord>(*m_caller,
                              sessionCall(HttpMethod::Delete, sessionUid, "/files", body),
                              std::move(stop), remoteSession);
}

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/remote_api.h"
#include "services/net/http_connection.h"
#include "services/net/network_thread.h"
#include "services/roboto/client/roboto_caller.h"

#include <memory>

namespace tidemark::roboto {

/// A service that speaks Roboto's metrics and sessions API, over HTTP. Source: roboto-api 2 to 4.
///
/// Any thread; nothing here waits. Answers are read on the network thread, whole or not at all: one
/// that is not what the protocol says is RemoteFault::Server, and nothing of it is handed out.
///
/// Calls that make or remove something are sent once. The others are repeated by
/// RobotoRemoteOptions::retry. Calls under way when the remote goes end with Stopped.
///
/// A session's key is in its metadata, as `tidemark_key`. An update that touches metadata reads
/// the session first: all of it is told at once, with what others put there.
class RobotoRemote final : public RemoteApi
{
public:
    /// `network` outlives the remote. `connection`: see robotoConnection().
    RobotoRemote(net::NetworkThread &network, net::HttpConnection connection,
                 RobotoRemoteOptions options = {});
    RobotoRemote(const RobotoRemote &) = delete;
    RobotoRemote &operator=(const RobotoRemote &) = delete;
    ~RobotoRemote() override;

    RemoteFuture<RemoteIdentity> whoAmI(std::stop_token stop) override;

    RemoteFuture<RemoteDefinition> createDefinition(QString name,
                                                    std::optional<QString> description,
                                                    std::stop_token stop) override;
    RemoteFuture<std::optional<RemoteDefinition>> findDefinition(QString name,
                                                                 std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteDefinition>> definitions(std::optional<QString> page,
                                                           std::stop_token stop) override;
    RemoteFuture<RemoteDefinition> describeDefinition(QString name,
                                                      std::optional<QString> description,
                                                      std::stop_token stop) override;
    RemoteFuture<void> removeDefinition(QString name, std::stop_token stop) override;

    RemoteFuture<RemoteSession> createSession(NewRemoteSession session,
                                              std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteSession>> sessionsByKey(QStringList keys,
                                                           std::stop_token stop) override;
    RemoteFuture<std::optional<RemoteSession>> findSession(QString uid,
                                                           std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteSession>> sessions(std::optional<QString> page,
                                                     std::stop_token stop) override;
    RemoteFuture<RemoteSession> updateSession(QString uid, RemoteSessionChange change,
                                              std::stop_token stop) override;
    RemoteFuture<void> removeSession(QString uid, std::stop_token stop) override;

    RemoteFuture<void> createDevice(NewRemoteDevice device, std::stop_token stop) override;
    RemoteFuture<RemotePage<QString>> devices(std::optional<QString> page,
                                              std::stop_token stop) override;
    RemoteFuture<void> attachDevice(QString sessionUid, QString device,
                                    std::stop_token stop) override;
    RemoteFuture<void> detachDevice(QString sessionUid, QString device,
                                    std::stop_token stop) override;
    RemoteFuture<RemotePage<QString>> devicesOf(QString sessionUid, std::optional<QString> page,
                                                std::stop_token stop) override;

    RemoteFuture<RemoteSession> addFiles(QString sessionUid, std::vector<NewContribution> files,
                                         std::stop_token stop) override;
    RemoteFuture<RemoteSession> removeFiles(QString sessionUid, QStringList files,
                                            std::stop_token stop) override;

    RemoteFuture<RemotePublishResult> publish(RemotePublish values, std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteRecord>> recordsOf(QString sessionUid,
                                                      std::stop_token stop) override;
    RemoteFuture<RemotePage<RemoteRecord>> query(RemoteQuery query, std::optional<QString> page,
                                                 std::stop_token stop) override;
    RemoteFuture<std::vector<RemoteBucket>> aggregate(RemoteAggregateQuery query,
                                                      std::stop_token stop) override;

private:
    std::shared_ptr<RobotoCaller> m_caller; ///< what goes on in steps holds it weakly
};

} // namespace tidemark::roboto

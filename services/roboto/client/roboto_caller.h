// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/remote.h"
#include "model/ports/remote_api.h"
#include "services/net/http_client.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <stop_token>

namespace tidemark::roboto {

/// Which header names the organisation (roboto-api 1.3).
enum class OrgRole
{
    None,
    Caller, ///< on whose behalf something is made
    Owner,  ///< whose thing it is
};

/// One request to a service.
struct RobotoCall
{
    net::HttpMethod method = net::HttpMethod::Get;
    QByteArray path;       ///< percent-encoded, see net::pathSegment()
    QByteArray query = {}; ///< percent-encoded
    QByteArray body = {};  ///< JSON
    OrgRole role = OrgRole::Owner;
    bool isWrite = false;     ///< changes something there
    bool isRepeatable = true; ///< done twice it is as if done once
};

/// A success; the body has not been read yet.
struct RobotoReply
{
    QByteArray body;
    int status = 0;
    bool isWrite = false;
    bool endIsProven = true; ///< see net::HttpAnswer
    QString place;           ///< who answered, for messages
};

/// How calls are made.
struct RobotoRemoteOptions
{
    QString organisation = {}; ///< uid there; empty: the token's only one
    net::HttpLimits limits = {};
    /// Of calls that may be done twice. A delivery, which has a schedule of its own, wants one
    /// attempt. Calls that make or remove something are sent once in any case.
    net::RetryLimits retry = {};
    bool probesProtocol = false;                              ///< see net::HttpRequest
    std::function<void(const net::PeerSeen &)> peerSeen = {}; ///< likewise
};

/// Sends the requests of a remote: headers, limits, and what a failure means. Any thread; nothing
/// blocks. Calls under way end with Stopped when it goes.
class RobotoCaller
{
public:
    RobotoCaller(net::NetworkThread &network, net::HttpConnection connection,
                 RobotoRemoteOptions options);

    /// A reply of status 2xx; anything else is the error.
    [[nodiscard]] RemoteFuture<RobotoReply> send(RobotoCall call, std::stop_token stop) const;

    [[nodiscard]] const QString &organisation() const noexcept { return m_options.organisation; }
    /// To be taken out of what the service says in a success.
    [[nodiscard]] const Secret &token() const noexcept { return m_token; }

private:
    [[nodiscard]] net::HttpRequest requestOf(RobotoCall call) const;

    Secret m_token; ///< to be taken out of what the service says
    RobotoRemoteOptions m_options;
    mutable net::HttpClient m_client;
};

} // namespace tidemark::roboto

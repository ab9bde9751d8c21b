// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/file_contribution.h"
#include "model/domain/remote.h"

#include <QFuture>
#include <tl/expected.hpp>

#include <chrono>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

/// What kind of failure it was, to decide what happens to the queue.
enum class RemoteFault
{
    Offline,      ///< no connection: nothing was sent
    Lost,         ///< sent, and no answer came: a time-out, a connection that broke
    Busy,         ///< 429 or 503: come again
    Server,       ///< another 5xx, or an answer that makes no sense
    Unauthorized, ///< 401: the token is missing, wrong or revoked; or it has several organisations
                  ///< and none is named
    Refused,      ///< any other 4xx: the request will not be taken as it is
    NotFound,     ///< 404
    Exists,       ///< 409: the name is taken
    TooLarge,     ///< 413
    Insecure,     ///< the server's certificate is not trusted
    Stopped,      ///< by the stop token
};

struct RemoteError
{
    RemoteFault fault = RemoteFault::Offline;
    Error error;    ///< for people and the log; never with a secret
    int status = 0; ///< of HTTP; 0 without an answer
    /// The request may have been done all the same: look before a request that must not be done
    /// twice is repeated.
    bool mayBeDone = false;
    /// Repeating the same request later may help.
    bool mayRetry = false;
    std::optional<std::chrono::milliseconds> retryAfter = {}; ///< what the remote asked for

    friend bool operator==(const RemoteError &, const RemoteError &) = default;
};

template <class T>
using RemoteResult = tl::expected<T, RemoteError>;
template <class T>
using RemoteFuture = QFuture<RemoteResult<T>>;

/// A remote service of the Roboto kind, for one organisation there. Any thread may call; none
/// blocks; each call is one request or as many as it has pages, and is not repeated by itself
/// where it could be done twice. A request that is stopped ends with Stopped soon.
class RemoteApi
{
public:
    virtual ~RemoteApi() = default;

    [[nodiscard]] virtual RemoteFuture<RemoteIdentity> whoAmI(std::stop_token stop) = 0;

    /// Faults: Exists.
    [[nodiscard]] virtual RemoteFuture<RemoteDefinition>
    createDefinition(QString name, std::optional<QString> description, std::stop_token stop) = 0;
    /// Nothing when there is none.
    [[nodiscard]] virtual RemoteFuture<std::optional<RemoteDefinition>>
    findDefinition(QString name, std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<RemotePage<RemoteDefinition>>
    definitions(std::optional<QString> page, std::stop_token stop) = 0;
    /// Names cannot be changed there. Nothing clears the description. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<RemoteDefinition>
    describeDefinition(QString name, std::optional<QString> description, std::stop_token stop) = 0;
    /// With every value under it, for good. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<void> removeDefinition(QString name,
                                                              std::stop_token stop) = 0;

    /// Makes a session each time it is done: look for the key before it is repeated.
    [[nodiscard]] virtual RemoteFuture<RemoteSession> createSession(NewRemoteSession session,
                                                                    std::stop_token stop) = 0;
    /// The sessions that hold one of these keys in their metadata, oldest first; more than one of
    /// a key where a lost request was done too. Reads the list of all sessions.
    [[nodiscard]] virtual RemoteFuture<std::vector<RemoteSession>>
    sessionsByKey(QStringList keys, std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<std::optional<RemoteSession>>
    findSession(QString uid, std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<RemotePage<RemoteSession>>
    sessions(std::optional<QString> page, std::stop_token stop) = 0;
    /// Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<RemoteSession>
    updateSession(QString uid, RemoteSessionChange change, std::stop_token stop) = 0;
    /// With its values. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<void> removeSession(QString uid, std::stop_token stop) = 0;

    /// Faults: Exists.
    [[nodiscard]] virtual RemoteFuture<void> createDevice(NewRemoteDevice device,
                                                          std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<RemotePage<QString>> devices(std::optional<QString> page,
                                                                    std::stop_token stop) = 0;
    /// Again changes nothing. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<void> attachDevice(QString sessionUid, QString device,
                                                          std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<void> detachDevice(QString sessionUid, QString device,
                                                          std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<RemotePage<QString>>
    devicesOf(QString sessionUid, std::optional<QString> page, std::stop_token stop) = 0;

    /// Again with another range replaces it. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<RemoteSession>
    addFiles(QString sessionUid, std::vector<NewContribution> files, std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<RemoteSession>
    removeFiles(QString sessionUid, QStringList files, std::stop_token stop) = 0;

    /// Replaces the value of each metric in the session, so it may be repeated. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<RemotePublishResult> publish(RemotePublish values,
                                                                    std::stop_token stop) = 0;
    /// At most kMostRecordsOfSession values. Faults: NotFound.
    [[nodiscard]] virtual RemoteFuture<std::vector<RemoteRecord>>
    recordsOf(QString sessionUid, std::stop_token stop) = 0;
    /// Faults: NotFound (metric).
    [[nodiscard]] virtual RemoteFuture<RemotePage<RemoteRecord>>
    query(RemoteQuery query, std::optional<QString> page, std::stop_token stop) = 0;
    [[nodiscard]] virtual RemoteFuture<std::vector<RemoteBucket>>
    aggregate(RemoteAggregateQuery query, std::stop_token stop) = 0;
};

} // namespace tidemark

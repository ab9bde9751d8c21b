// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/when_finished.h"
#include "services/roboto/client/remote_faults.h"
#include "services/roboto/client/remote_values.h"
#include "services/roboto/client/roboto_caller.h"
#include "services/roboto/wire/bodies.h"

#include <QPromise>

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace tidemark::roboto {

/// How RobotoRemote reads what its caller brings. On the network thread.

/// What both sides of a step share.
template <class T>
using RemotePromise = std::shared_ptr<QPromise<RemoteResult<T>>>;

template <class T>
[[nodiscard]] RemotePromise<T> newPromise()
{
    auto promise = std::make_shared<QPromise<RemoteResult<T>>>();
    promise->start();
    return promise;
}

template <class T>
void fulfil(const RemotePromise<T> &promise, RemoteResult<T> result)
{
    promise->addResult(std::move(result));
    promise->finish();
}

/// One record, response or page, as a value of ours.
template <class Wire, class Convert>
[[nodiscard]] auto readAs(const RemoteResult<RobotoReply> &reply, Convert convert)
    -> RemoteResult<std::decay_t<decltype(convert(std::declval<Wire>()))>>
{
    if (!reply)
        return tl::unexpected(reply.error());
    Result<Wire> wire = readAnswer<Wire>(reply->body);
    if (!wire)
        return tl::unexpected(unreadableError(wire.error(), *reply));
    return convert(*std::move(wire));
}

/// Sends, then readAs().
template <class Wire, class Convert>
[[nodiscard]] auto ask(const RobotoCaller &caller, RobotoCall call, std::stop_token stop,
                       Convert convert)
{
    return mapAnswer(
        caller.send(std::move(call), std::move(stop)),
        [convert](const RemoteResult<RobotoReply> &reply) { return readAs<Wire>(reply, convert); });
}

/// Of calls that give nothing back: the body is empty or some JSON, not a page of a proxy.
[[nodiscard]] RemoteFuture<void> tell(const RobotoCaller &caller, RobotoCall call,
                                      std::stop_token stop);

/// A thing that is not there is no failure.
template <class T>
[[nodiscard]] RemoteFuture<std::optional<T>> orNothing(RemoteFuture<T> future)
{
    return mapAnswer(future, [](RemoteResult<T> result) -> RemoteResult<std::optional<T>> {
        if (result)
            return std::optional<T>(*std::move(result));
        if (result.error().fault == RemoteFault::NotFound)
            return std::optional<T>();
        return tl::unexpected(result.error());
    });
}

/// The query that asks for this page; empty for the first.
[[nodiscard]] QByteArray pageQuery(const std::optional<QString> &page);

/// `v1/sessions/id/` and the session, with what follows.
[[nodiscard]] QByteArray sessionPath(const QString &uid, const QByteArray &rest = {});

} // namespace tidemark::roboto

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/outbox/fake_remote.h"

namespace tidemark::test {

/// How the fake remote answers: what goes wrong with a request, and what comes back.

inline RemoteError remoteError(RemoteFault fault, int status, bool mayBeDone, bool mayRetry)
{
    RemoteError error;
    error.fault = fault;
    error.status = status;
    error.mayBeDone = mayBeDone;
    error.mayRetry = mayRetry;
    error.error = {ErrorCode::Network, QStringLiteral("The remote failed (%1).").arg(status),
                   QStringLiteral("status %1").arg(status)};
    return error;
}

inline RemoteError refusal(RemoteFault fault, int status)
{
    return remoteError(fault, status, false, false);
}

template <class T>
RemoteFuture<T> ready(RemoteResult<T> result)
{
    QPromise<RemoteResult<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

/// A request that is answered when it is stopped. The remote keeps it until it goes itself.
template <class T>
class HangingRequest
{
public:
    explicit HangingRequest(const std::stop_token &stop)
        : m_future(begin())
        , m_callback(stop, [this] { end(); })
    {}
    [[nodiscard]] RemoteFuture<T> future() const { return m_future; }

private:
    [[nodiscard]] RemoteFuture<T> begin()
    {
        m_promise.start();
        return m_promise.future();
    }
    void end()
    {
        m_promise.addResult(
            RemoteResult<T>(tl::unexpected(remoteError(RemoteFault::Stopped, 0, true, true))));
        m_promise.finish();
    }

    QPromise<RemoteResult<T>> m_promise;
    RemoteFuture<T> m_future;
    std::stop_callback<std::function<void()>> m_callback; // last: it uses what is above
};

template <class T>
RemoteFuture<T> FakeRemote::hanging(const std::stop_token &stop)
{
    const auto request = std::make_shared<HangingRequest<T>>(stop);
    m_hanging.push_back(request);
    return request->future();
}

template <class T, class Work>
RemoteFuture<T> FakeRemote::answer(const QString &request, const std::stop_token &stop, Work work)
{
    RemoteFuture<T> future = answerLocked<T>(request, stop, work);
    if (m_after)
        m_after(request);
    return future;
}

template <class T, class Work>
RemoteFuture<T> FakeRemote::answerLocked(const QString &request, const std::stop_token &stop,
                                         Work work)
{
    const std::lock_guard lock(m_mutex);
    m_requests.append(request);
    if (stop.stop_requested())
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Stopped, 0, false, true)));
    if (!m_isTokenValid)
        return ready<T>(tl::unexpected(refusal(RemoteFault::Unauthorized, 401)));
    m_fault = m_faults ? m_faults(request) : Fault::None;
    switch (m_fault) {
    case Fault::Offline:
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Offline, 0, false, true)));
    case Fault::LostBefore:
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Lost, 0, true, true)));
    case Fault::Busy: {
        RemoteError error = remoteError(RemoteFault::Busy, 429, false, true);
        error.retryAfter = std::chrono::seconds(7);
        return ready<T>(tl::unexpected(error));
    }
    case Fault::Server:
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Server, 500, true, true)));
    case Fault::Forbidden:
        return ready<T>(tl::unexpected(refusal(RemoteFault::Refused, 403)));
    case Fault::BadRequest:
        return ready<T>(tl::unexpected(refusal(RemoteFault::Refused, 400)));
    case Fault::NotThere:
        return ready<T>(tl::unexpected(refusal(RemoteFault::NotFound, 404)));
    case Fault::TooLarge:
        return ready<T>(tl::unexpected(refusal(RemoteFault::TooLarge, 413)));
    case Fault::Insecure:
        return ready<T>(tl::unexpected(refusal(RemoteFault::Insecure, 0)));
    case Fault::Hang:
        return hanging<T>(stop);
    default:
        break;
    }
    RemoteResult<T> result = work();
    if (!request.startsWith(QLatin1StringView("find")) &&
        !request.startsWith(QLatin1StringView("records of")))
        keep();
    if (m_fault == Fault::LostAfter)
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Lost, 0, true, true)));
    if (m_fault == Fault::ServerDone)
        return ready<T>(tl::unexpected(remoteError(RemoteFault::Server, 500, true, true)));
    return ready<T>(std::move(result));
}

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/client/roboto_remote.h"

#include <QTest>

#include <memory>

namespace tidemark::test {

/// Waits for the end of a call of a remote, at most 20 seconds.
template <class T>
[[nodiscard]] RemoteResult<T> ended(RemoteFuture<T> future)
{
    RemoteError none;
    none.fault = RemoteFault::Stopped;
    none.error = {ErrorCode::Internal, QStringLiteral("The call does not end."), {}};
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) || future.resultCount() == 0)
        return tl::unexpected(none);
    return future.takeResult();
}

/// How long calls wait before they give up: long enough for a busy machine, or a second.
enum class Patience
{
    Long,
    Short,
};

/// A remote with a network thread of its own; calls are tried once unless told otherwise.
class RemoteBench
{
public:
    explicit RemoteBench(const QString &url, const QString &token = QStringLiteral("tok-en"),
                         const QString &organisation = {}, int attempts = 1,
                         Patience patience = Patience::Long)
    {
        net::HttpConnection connection;
        connection.endpoint = net::parseEndpoint(url).value();
        connection.token = Secret::fromText(token);
        roboto::RobotoRemoteOptions options;
        options.organisation = organisation;
        if (patience == Patience::Short) {
            options.limits.deadline = std::chrono::milliseconds(1200);
            options.limits.silence = std::chrono::milliseconds(600);
        }
        options.retry.attempts = attempts;
        options.retry.first = std::chrono::milliseconds(5);
        m_remote = std::make_unique<roboto::RobotoRemote>(m_network, connection, options);
    }
    RemoteApi *operator->() { return m_remote.get(); }
    [[nodiscard]] RemoteApi &api() { return *m_remote; }
    void drop() { m_remote.reset(); }

private:
    net::NetworkThread m_network;
    std::unique_ptr<roboto::RobotoRemote> m_remote;
};

/// What a call that failed says; empty for one that did not.
template <class T>
[[nodiscard]] QByteArray complaintOf(const RemoteResult<T> &result)
{
    return result ? QByteArray()
                  : (result.error().error.message + u'|' + result.error().error.detail).toUtf8();
}

/// The fault of a call that failed, as a number for QCOMPARE; -1 for one that did not.
template <class T>
[[nodiscard]] int faultOf(const RemoteResult<T> &result)
{
    return result ? -1 : static_cast<int>(result.error().fault);
}

} // namespace tidemark::test

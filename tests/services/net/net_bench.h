// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_client.h"
#include "tests/support/hostile_server.h"

#include <QByteArray>
#include <QTest>

#include <stop_token>

namespace tidemark::test {

/// A connection to a server on loopback.
[[nodiscard]] inline net::HttpConnection connectionTo(const QString &url,
                                                      const char *token = "token-of-the-test")
{
    net::HttpConnection connection;
    connection.endpoint = net::parseEndpoint(url).value();
    connection.token = Secret(QByteArrayView(token));
    return connection;
}

/// A request that is patient with a busy machine and is tried once.
[[nodiscard]] inline net::HttpRequest quickRequest(net::HttpMethod method = net::HttpMethod::Get)
{
    net::HttpRequest request;
    request.method = method;
    request.path = "v1/thing";
    request.limits.deadline = std::chrono::seconds(20);
    request.limits.silence = std::chrono::seconds(20);
    request.retry.attempts = 1;
    request.retry.first = std::chrono::milliseconds(1);
    if (method != net::HttpMethod::Get) {
        request.body = R"({"a":1})";
        request.headers.push_back({"Content-Type", "application/json"});
    }
    return request;
}

/// Waits for the end of a call, at most 20 seconds.
[[nodiscard]] inline Result<net::HttpAnswer> answerOf(QFuture<Result<net::HttpAnswer>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        return failure(ErrorCode::Internal, QStringLiteral("The call does not end."));
    if (future.resultCount() == 0)
        return failure(ErrorCode::Internal, QStringLiteral("The call ended without an answer."));
    return future.takeResult();
}

/// One call by a client of its own.
[[nodiscard]] inline Result<net::HttpAnswer> ask(net::HttpConnection connection,
                                                 net::HttpRequest request)
{
    net::NetworkThread network;
    net::HttpClient client(network, std::move(connection));
    return answerOf(client.send(std::move(request)));
}

/// The fault of a call without an answer, for QCOMPARE; empty when there is one.
[[nodiscard]] inline QString faultNameOf(const Result<net::HttpAnswer> &answer)
{
    if (answer)
        return {};
    const auto fault = net::faultOf(answer.error());
    return fault ? QString(net::nameOf(*fault)) : answer.error().detail;
}

/// Packed as Content-Encoding calls deflate.
[[nodiscard]] inline QByteArray gzipOf(const QByteArray &bytes)
{
    return qCompress(bytes).sliced(4); // four bytes of length, then zlib
}

} // namespace tidemark::test

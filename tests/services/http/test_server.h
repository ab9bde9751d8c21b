// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/http_server.h"
#include "tests/services/http/raw_client.h"

#include <QByteArray>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace tidemark::test {

/// Answers with what it was asked, as text: method, segments, parameters, body, one a line. Paths
/// of their own: /big (its one parameter in bytes), /drop (drops the reply), /throw.
void echo(http::HttpRequest request, http::HttpReply reply);

/// A server on a free port of loopback that echoes.
struct TestServer
{
    explicit TestServer(http::HttpServerOptions options = {}, http::HttpHandler handler = &echo)
        : server(std::move(options), std::move(handler))
    {
        const auto started = server.start();
        port = started ? *started : quint16{0};
    }
    [[nodiscard]] RawClient client() const { return RawClient(port); }

    http::HttpServer server;
    quint16 port = 0; ///< 0: it did not start
};

/// A handler that keeps every reply until it is told to answer.
class HeldReplies
{
public:
    [[nodiscard]] http::HttpHandler handler();
    /// Waits until that many requests wait for their answer; false when it takes too long.
    [[nodiscard]] bool waitFor(std::size_t count);
    /// Answers all that wait, each with its path. From the caller's thread.
    void answerAll();
    [[nodiscard]] std::vector<http::HttpReply> takeAll();

private:
    struct Held
    {
        QByteArray path;
        http::HttpReply reply;
    };

    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<Held> m_held;
};

/// "METHOD target HTTP/1.1" with a Host, `fields` (each with its line end) and the body, if any,
/// with its length and type.
[[nodiscard]] QByteArray request(const QByteArray &method, const QByteArray &target,
                                 const QByteArray &fields = {}, const QByteArray &body = {});

/// The usual options with other limits.
[[nodiscard]] http::HttpServerOptions
optionsWith(const std::function<void(http::HttpLimits &)> &change);

} // namespace tidemark::test

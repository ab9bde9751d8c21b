// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/http/test_server.h"

#include <stdexcept>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::test {

using namespace tidemark::http;

void echo(HttpRequest request, HttpReply reply)
{
    const QString path = u'/' + request.target.segments.join(u'/');
    if (path == u"/drop")
        return;
    if (path == u"/throw")
        throw std::runtime_error("on purpose");
    HttpResponse response;
    response.contentType = "text/plain";
    if (path == u"/big") {
        response.body =
            QByteArray(request.target.queryValue(u"size").value_or(u"0"_s).toInt(), 'x');
    } else {
        QStringList lines{QString::fromLatin1(nameOf(request.method)), path};
        for (const auto &[name, value] : request.target.query)
            lines.append(name + u'=' + value);
        lines.append(request.peerAddress + (request.isTls ? u" tls"_s : u" plain"_s));
        response.body = lines.join(u'\n').toUtf8() + '\n' + request.body;
    }
    reply.answer(std::move(response));
}

HttpHandler HeldReplies::handler()
{
    return [this](HttpRequest request, HttpReply reply) {
        {
            const std::lock_guard lock(m_mutex);
            m_held.push_back({request.target.segments.join(u'/').toUtf8(), std::move(reply)});
        }
        m_arrived.notify_all();
    };
}

bool HeldReplies::waitFor(std::size_t count)
{
    std::unique_lock lock(m_mutex);
    return m_arrived.wait_for(lock, std::chrono::milliseconds(RawClient::kPatience_ms),
                              [this, count] { return m_held.size() >= count; });
}

void HeldReplies::answerAll()
{
    std::vector<Held> held;
    {
        const std::lock_guard lock(m_mutex);
        held = std::exchange(m_held, {});
    }
    for (Held &item : held) {
        HttpResponse response;
        response.body = item.path;
        item.reply.answer(std::move(response));
    }
}

std::vector<HttpReply> HeldReplies::takeAll()
{
    const std::lock_guard lock(m_mutex);
    std::vector<HttpReply> replies;
    for (Held &item : std::exchange(m_held, {}))
        replies.push_back(std::move(item.reply));
    return replies;
}

QByteArray request(const QByteArray &method, const QByteArray &target, const QByteArray &fields,
                   const QByteArray &body)
{
    QByteArray wire = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields;
    if (!body.isEmpty())
        wire +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
            "\r\n";
    return wire + "\r\n" + body;
}

http::HttpServerOptions optionsWith(const std::function<void(http::HttpLimits &)> &change)
{
    http::HttpServerOptions options;
    change(options.limits);
    return options;
}

} // namespace tidemark::test

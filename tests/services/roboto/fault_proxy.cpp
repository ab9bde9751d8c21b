// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/fault_proxy.h"

#include "tests/services/http/raw_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr std::chrono::milliseconds kDelay{30};
constexpr std::chrono::milliseconds kSilence{600}; // longer than the client waits

const QByteArray kRefusal(
    R"({"error": {"error_code": "RobotoInvalidRequestException", "message": "not today"}})");

bool isPublish(const SeenRequest &request)
{
    return request.firstLine() == "POST /v1/metrics HTTP/1.1";
}

// The same request with another body, for a connection of its own.
QByteArray bytesOf(const SeenRequest &request, const QByteArray &body)
{
    QByteArray bytes;
    for (const QByteArray &line : request.head.split('\n')) {
        if (!line.isEmpty() && !line.toLower().startsWith("content-length:") &&
            !line.toLower().startsWith("connection:"))
            bytes += line + '\n';
    }
    return bytes + "Content-Length: " + QByteArray::number(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

SeenRequest halved(const SeenRequest &request)
{
    QJsonObject body = QJsonDocument::fromJson(request.body).object();
    QJsonArray values = body.value(u"metrics"_s).toArray();
    for (qsizetype left = values.size() / 2; left > 0; --left)
        values.removeLast();
    body.insert(u"metrics"_s, values);
    return {request.head, QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

} // namespace

FaultProxy::FaultProxy(Choice choice, Replacement replacement)
    : m_choice(std::move(choice))
    , m_replacement(std::move(replacement))
    , m_server([this](HostileConnection &connection) { serve(connection); })
{}

std::vector<FaultProxy::Publication> FaultProxy::publications() const
{
    const std::lock_guard lock(m_mutex);
    return m_publications;
}

std::map<ProxyFault, int> FaultProxy::faults() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults;
}

void FaultProxy::serve(HostileConnection &connection)
{
    while (connection.read()) {
        ++m_requests;
        if (!handle(connection))
            return;
    }
}

ProxyFault FaultProxy::chosen(const SeenRequest &request)
{
    const std::lock_guard lock(m_mutex);
    ProxyFault fault = m_choice(request);
    if (fault == ProxyFault::HalfBatch && !isPublish(request))
        fault = ProxyFault::None;
    if (fault != ProxyFault::None)
        ++m_faults[fault];
    if (fault == ProxyFault::Refused)
        noteRefused(request);
    if (request.head.startsWith("POST /v1/sessions "))
        m_madeSessions += request.body;
    return fault;
}

void FaultProxy::noteRefused(const SeenRequest &request)
{
    const bool isList = request.head.startsWith("GET /v1/sessions ") ||
                        request.head.startsWith("GET /v1/sessions?");
    m_refused.append(request.firstLine() + '\n' + request.body +
                     (isList ? m_madeSessions : QByteArray()));
}

QByteArrayList FaultProxy::refused() const
{
    const std::lock_guard lock(m_mutex);
    return m_refused;
}

bool FaultProxy::handle(HostileConnection &connection)
{
    const SeenRequest &request = connection.request();
    if (const auto answer = m_replacement ? m_replacement(request) : std::nullopt)
        return connection.answer(answer->status, answer->body);
    const ProxyFault fault = chosen(request);
    switch (fault) {
    case ProxyFault::CutBefore:
        return false;
    case ProxyFault::ErrorBefore:
        return connection.answer(500, "<html>");
    case ProxyFault::BusyBefore:
        return connection.answer(503, {}, "Retry-After: 1\r\n");
    case ProxyFault::TooMany:
        return connection.answer(429, {}, "Retry-After: 1\r\n");
    case ProxyFault::Refused:
        return connection.answer(400, kRefusal);
    case ProxyFault::Redirect:
        return connection.answer(307, {}, "Location: http://127.0.0.1:1/v1\r\n");
    default:
        break;
    }
    const Answer answer = forward(fault == ProxyFault::HalfBatch ? halved(request) : request);
    if (answer.status == 0)
        return false; // the server is away
    switch (fault) {
    case ProxyFault::CutAfter:
        connection.reset();
        return false;
    case ProxyFault::HalfAnswer:
        connection.send(
            "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(answer.body.size() + 1) +
            "\r\n\r\n" + answer.body.first(answer.body.size() / 2));
        return false;
    case ProxyFault::Delay:
        connection.pause(kDelay);
        break;
    case ProxyFault::Silence:
        connection.pause(kSilence);
        break;
    case ProxyFault::ErrorAfter:
        return connection.answer(500, "<html>");
    case ProxyFault::BusyAfter:
        return connection.answer(503, {});
    case ProxyFault::NoJson:
        return connection.answer(200, "<html>");
    case ProxyFault::WrongTypes:
        return connection.answer(200, R"({"data": [1, {"succeeded": 2}], "error": null})");
    case ProxyFault::TooBig:
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n{\"data\"");
        return false;
    default:
        break;
    }
    return connection.answer(answer.status, answer.body);
}

FaultProxy::Answer FaultProxy::forward(const SeenRequest &request)
{
    RawClient server(m_upstream);
    if (!server.isConnected() || !server.send(bytesOf(request, request.body)))
        return {};
    const RawResponse response = server.response();
    if (isPublish(request) && response.status == 200)
        noteAnswered(QJsonDocument::fromJson(response.body)[u"data"][u"succeeded"].toArray());
    else if (isPublish(request) && response.status == 0)
        noteUnanswered(QJsonDocument::fromJson(request.body).object());
    return {response.status, response.body};
}

void FaultProxy::noteAnswered(const QJsonArray &records)
{
    const std::lock_guard lock(m_mutex);
    for (const QJsonValue record : records)
        m_publications.push_back({record[u"name"].toString(), record[u"session_id"].toString(),
                                  record[u"value"].toDouble()});
}

void FaultProxy::noteUnanswered(const QJsonObject &asked)
{
    const std::lock_guard lock(m_mutex);
    const QJsonArray values = asked[u"metrics"].toArray();
    for (const QJsonValue value : values)
        m_publications.push_back({value[u"name"].toString(), asked[u"session_id"].toString(),
                                  value[u"value"].toDouble(), false});
}

} // namespace tidemark::test

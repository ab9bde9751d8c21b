// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/monitor/fake_nemo_server.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

/// As datetime.isoformat() has it.
QString isoFormat(Timestamp at, std::chrono::seconds ahead)
{
    const std::int64_t us = at.posixNs() / 1'000 + std::int64_t{ahead.count()} * 1'000'000;
    const QString day = QDateTime::fromMSecsSinceEpoch(us / 1'000, QTimeZone::utc())
                            .toString(u"yyyy-MM-ddTHH:mm:ss"_s);
    const std::int64_t fraction_us = us % 1'000'000;
    return fraction_us == 0 ? day
                            : day + u'.' + QString::number(fraction_us).rightJustified(6, u'0');
}

QJsonObject jsonOf(const monitor::PerUserResourceUsage &user, std::chrono::seconds ahead)
{
    return {
        {u"user_id"_s, user.userId},
        {u"session"_s,
         QJsonObject{{u"created_at"_s, isoFormat(user.session.createdAt, ahead)},
                     {u"last_activity"_s, isoFormat(user.session.lastActivity, ahead)},
                     {u"ref_count"_s, qint64{user.session.refCount}},
                     {u"is_active"_s, user.session.isActive}}},
        {u"requests"_s, QJsonObject{{u"total_requests"_s, qint64{user.requests.totalRequests}},
                                    {u"active_requests"_s, qint64{user.requests.activeRequests}},
                                    {u"avg_latency_ms"_s, user.requests.avgLatency_ms},
                                    {u"error_count"_s, qint64{user.requests.errorCount}}}},
        {u"memory"_s,
         QJsonObject{{u"per_user_functions_count"_s, qint64{user.memory.functionsCount}},
                     {u"per_user_function_groups_count"_s, qint64{user.memory.functionGroupsCount}},
                     {u"exit_stack_size"_s, qint64{user.memory.exitStackSize}}}}};
}

constexpr qint64 kPiece_bytes = 1 << 20;
constexpr int kPieces = 1024; // 1 GB

} // namespace

FakeNemoServer::FakeNemoServer()
    : m_server([this](HostileConnection &connection) { serve(connection); })
{}

void FakeNemoServer::setManner(Manner manner, std::chrono::milliseconds pause)
{
    const std::lock_guard lock(m_mutex);
    m_state.manner = manner;
    m_state.pause = pause;
}

void FakeNemoServer::setUsers(std::vector<monitor::PerUserResourceUsage> users)
{
    const std::lock_guard lock(m_mutex);
    m_state.users = std::move(users);
}

void FakeNemoServer::setClock(std::chrono::seconds ahead, Timestamp now)
{
    const std::lock_guard lock(m_mutex);
    m_state.ahead = ahead;
    m_state.now = now;
}

FakeNemoServer::State FakeNemoServer::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

QByteArray FakeNemoServer::body(const State &state, const QByteArray &target)
{
    const QUrlQuery query(QUrl::fromEncoded(target));
    QJsonArray users;
    for (const monitor::PerUserResourceUsage &user : state.users) {
        const bool isWanted =
            !query.hasQueryItem(u"user_id"_s) || query.queryItemValue(u"user_id"_s) == user.userId;
        if (isWanted)
            users.append(jsonOf(user, state.ahead));
    }
    QJsonObject answer{{u"timestamp"_s, isoFormat(state.now, state.ahead)},
                       {u"total_active_users"_s, users.size()}};
    if (state.manner != Manner::WithoutUsers)
        answer.insert(u"users"_s, users);
    return QJsonDocument(answer).toJson(QJsonDocument::Compact);
}

void FakeNemoServer::serve(HostileConnection &connection) const
{
    while (connection.read()) {
        const State state = this->state();
        const QByteArray target = connection.request().firstLine().split(' ').value(1);
        const QByteArray type = "Content-Type: application/json\r\n";
        if (QUrl::fromEncoded(target).path() != "/monitor/users"_L1) {
            connection.answer(404, R"({"detail":"Not Found"})", type);
            continue;
        }
        switch (state.manner) {
        case Manner::SwitchedOff:
            connection.answer(404, R"({"detail":"Not Found"})", type);
            break;
        case Manner::Failing:
            connection.answer(500, "Internal Server Error");
            break;
        case Manner::CutOff:
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"timestamp\"");
            return;
        case Manner::Closing:
            return;
        case Manner::Announced:
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" +
                            QByteArray(kPiece_bytes, 'x'));
            connection.hang();
            return;
        case Manner::Endless: {
            const QByteArray piece = "100000\r\n" + QByteArray(kPiece_bytes, 'x') + "\r\n";
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < kPieces && connection.send(piece); ++i) {
            }
            return;
        }
        case Manner::Redirecting:
            connection.answer(307, {}, "Location: http://localhost:9/monitor/users\r\n");
            break;
        case Manner::AnotherPage:
            connection.answer(200, "<html><body>Welcome</body></html>",
                              "Content-Type: text/html\r\n");
            break;
        case Manner::Slow:
            connection.pause(state.pause);
            connection.answer(200, body(state, target), type);
            break;
        case Manner::Regular:
        case Manner::WithoutUsers:
            connection.answer(200, body(state, target), type);
            break;
        }
    }
}

} // namespace tidemark::test

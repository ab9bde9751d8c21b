// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_server.h"

#include <QElapsedTimer>
#include <QSslSocket>
#include <QTcpServer>
#include <QThread>

#include <future>
#include <utility>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

constexpr int kTick_ms = 10; // how often a waiting thread looks whether the server ends

class Listener final : public QTcpServer
{
public:
    explicit Listener(std::function<void(qintptr)> onConnection)
        : m_onConnection(std::move(onConnection))
    {}

protected:
    void incomingConnection(qintptr descriptor) override { m_onConnection(descriptor); }

private:
    std::function<void(qintptr)> m_onConnection;
};

} // namespace

QByteArray SeenRequest::header(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

HostileConnection::HostileConnection(HostileServer &server, QSslSocket &socket, int number)
    : m_server(server)
    , m_socket(socket)
    , m_number(number)
{}

bool HostileConnection::isOver() const
{
    return m_server.m_isEnding || m_socket.state() != QAbstractSocket::ConnectedState;
}

bool HostileConnection::read()
{
    QByteArray bytes;
    qsizetype need = -1;
    while (need < 0 || bytes.size() < need) {
        bytes += m_socket.readAll();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (need < 0 && end >= 0) {
            const SeenRequest request{bytes.first(end + 2), {}};
            need = end + 4 + request.header("Content-Length").toLongLong();
            continue;
        }
        if (need >= 0 && bytes.size() >= need)
            break;
        if (isOver())
            return false;
        m_socket.waitForReadyRead(kTick_ms);
    }
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    m_request = {bytes.first(end + 2), bytes.sliced(end + 4)};
    const std::lock_guard lock(m_server.m_mutex);
    m_server.m_requests.push_back(m_request);
    return true;
}

bool HostileConnection::send(const QByteArray &bytes)
{
    if (isOver() || m_socket.write(bytes) != bytes.size())
        return false;
    while (m_socket.bytesToWrite() > 0 || m_socket.encryptedBytesToWrite() > 0) {
        if (isOver())
            return false;
        m_socket.waitForBytesWritten(kTick_ms);
    }
    m_server.m_sent_bytes += bytes.size();
    return true;
}

bool HostileConnection::answer(int status, const QByteArray &body, const QByteArray &headers)
{
    return send("HTTP/1.1 " + QByteArray::number(status) + " Status\r\n" + headers +
                "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void HostileConnection::pause(std::chrono::milliseconds length)
{
    QElapsedTimer since;
    since.start();
    while (!isOver() && !since.hasExpired(length.count()))
        m_socket.waitForReadyRead(kTick_ms);
}

void HostileConnection::hang()
{
    while (!isOver())
        m_socket.waitForReadyRead(kTick_ms);
}

void HostileConnection::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                 sizeof atOnce);
    m_socket.abort();
}

HostileServer::HostileServer(Script script, std::optional<QSslConfiguration> tls)
    : m_script(std::move(script))
    , m_tls(std::move(tls))
{
    std::promise<int> port;
    m_listener.reset(QThread::create(
        [this, &port] { listen([&port](int number) { port.set_value(number); }); }));
    m_listener->start();
    m_port = port.get_future().get();
}

HostileServer::~HostileServer()
{
    m_isEnding = true;
    m_listener->wait();
    for (const auto &thread : m_threads)
        thread->wait();
}

QString HostileServer::url() const
{
    return (m_tls ? u"https://127.0.0.1:"_s : u"http://127.0.0.1:"_s) + QString::number(m_port);
}

std::vector<SeenRequest> HostileServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void HostileServer::listen(const std::function<void(int)> &tellPort)
{
    Listener listener([this](qintptr descriptor) {
        const int number = ++m_connections;
        m_threads.emplace_back(
            QThread::create([this, descriptor, number] { serve(descriptor, number); }));
        m_threads.back()->start();
    });
    listener.listen(QHostAddress::LocalHost);
    tellPort(listener.serverPort());
    while (!m_isEnding)
        listener.waitForNewConnection(kTick_ms);
}

void HostileServer::serve(qintptr descriptor, int number)
{
    QSslSocket socket;
    socket.setSocketDescriptor(descriptor);
    if (m_tls) {
        socket.setSslConfiguration(*m_tls);
        socket.startServerEncryption();
        constexpr int kHandshake_ms = 10'000;
        if (!socket.waitForEncrypted(kHandshake_ms))
            return;
    }
    HostileConnection connection(*this, socket, number);
    m_script(connection);
    if (socket.state() == QAbstractSocket::ConnectedState) {
        socket.disconnectFromHost();
        QElapsedTimer since;
        since.start();
        constexpr int kClose_ms = 1'000;
        while (socket.state() != QAbstractSocket::UnconnectedState && !m_isEnding &&
               !since.hasExpired(kClose_ms))
            socket.waitForDisconnected(kTick_ms);
    }
}

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/protocol_probe.h"

#include "services/net/url_rules.h"

#include <QNetworkProxy>

#include <chrono>
#include <utility>

namespace tidemark::net {
namespace {

constexpr std::chrono::milliseconds kPatience{2'000};
constexpr QLatin1StringView kBeginning{"HTTP/"};

} // namespace

ProtocolProbe::ProtocolProbe(QUrl url, std::function<void(bool)> whenDone, QObject *parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_whenDone(std::move(whenDone))
{
    m_socket.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { finish(false); });
    connect(&m_socket, &QTcpSocket::connected, this, &ProtocolProbe::onConnected);
    connect(&m_socket, &QTcpSocket::readyRead, this, &ProtocolProbe::onBytes);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { finish(!looksLikeHttp()); });
}

void ProtocolProbe::start()
{
    m_deadline.start(kPatience);
    const Origin origin = originOf(m_url);
    m_socket.connectToHost(origin.host, static_cast<quint16>(origin.port));
}

void ProtocolProbe::onConnected()
{
    m_socket.write("HEAD / HTTP/1.1\r\nHost: " + placeOf(m_url).toLatin1() +
                   "\r\nConnection: close\r\n\r\n");
}

void ProtocolProbe::onBytes()
{
    const bool isHttp = looksLikeHttp();
    if (!isHttp || m_socket.bytesAvailable() >= kBeginning.size())
        finish(!isHttp);
}

bool ProtocolProbe::looksLikeHttp()
{
    return kBeginning.startsWith(QLatin1StringView(m_socket.peek(kBeginning.size())));
}

void ProtocolProbe::finish(bool isOtherProtocol)
{
    m_deadline.stop();
    m_socket.disconnect(this);
    m_socket.abort();
    if (auto whenDone = std::exchange(m_whenDone, {}))
        whenDone(isOtherProtocol);
}

} // namespace tidemark::net

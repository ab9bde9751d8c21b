// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/http/raw_client.h"

#include <QDir>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::test {

QByteArray RawResponse::field(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.sliced(colon + 1).trimmed();
    }
    return {};
}

RawClient::RawClient(quint16 port, const char *address, int receive_bytes)
{
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (getaddrinfo(address, QByteArray::number(port).constData(), &hints, &found) != 0)
        return;
    m_socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_bytes > 0) {
        setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
        const int segment_bytes = 536; // what the server's socket takes goes with it
        setsockopt(m_socket, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes);
    }
    const int yes = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (m_socket >= 0 && ::connect(m_socket, found->ai_addr, found->ai_addrlen) != 0)
        close();
    freeaddrinfo(found);
}

RawClient::~RawClient()
{
    close();
}

RawClient::RawClient(RawClient &&other) noexcept
    : m_socket(std::exchange(other.m_socket, -1))
    , m_input(std::move(other.m_input))
{}

void RawClient::close()
{
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

void RawClient::endSending()
{
    ::shutdown(m_socket, SHUT_WR);
}

bool RawClient::waitFor(short events, int time_ms) const
{
    pollfd watched{m_socket, events, 0};
    return ::poll(&watched, 1, time_ms) > 0;
}

bool RawClient::trySend(const QByteArray &bytes)
{
    const auto sent = ::send(m_socket, bytes.constData(), static_cast<std::size_t>(bytes.size()),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent >= 0 || errno == EAGAIN;
}

bool RawClient::send(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        const auto sent =
            ::send(m_socket, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            at += sent;
        else if (errno != EAGAIN || !waitFor(POLLOUT, kPatience_ms))
            return false;
    }
    return true;
}

bool RawClient::tryRead(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    const auto got = ::recv(m_socket, bytes.data(), static_cast<std::size_t>(size), MSG_DONTWAIT);
    return got > 0 || (got < 0 && errno == EAGAIN);
}

int RawClient::tryStatus()
{
    if (m_input.size() < 12 && !isQuietFor(0))
        (void)readSome(0);
    return m_input.size() < 12 ? 0 : m_input.mid(9, 3).toInt();
}

RawClient::Read RawClient::readSome(int time_ms)
{
    if (m_socket < 0)
        return Read::End;
    if (!waitFor(POLLIN, time_ms))
        return Read::Nothing;
    std::array<char, 65536> bytes{};
    const auto got = ::recv(m_socket, bytes.data(), bytes.size(), 0);
    if (got <= 0)
        return Read::End;
    m_input.append(bytes.data(), got);
    return Read::Some;
}

RawResponse RawClient::response(bool isBodiless)
{
    QElapsedTimer patience;
    patience.start();
    for (;;) {
        const qsizetype end = m_input.indexOf("\r\n\r\n");
        RawResponse answer;
        if (end >= 0) {
            answer.head = m_input.first(end + 2);
            const qsizetype size = isBodiless ? 0 : answer.field("Content-Length").toLongLong();
            if (m_input.size() >= end + 4 + size) {
                answer.body = m_input.sliced(end + 4, size);
                m_input.remove(0, end + 4 + size);
                answer.status = answer.head.mid(9, 3).toInt();
                return answer;
            }
        }
        const int left = kPatience_ms - static_cast<int>(patience.elapsed());
        if (readSome(std::max(left, 0)) != Read::Some)
            return {};
    }
}

RawResponse RawClient::ask(const QByteArray &bytes)
{
    send(bytes);
    return response();
}

bool RawClient::sawEnd()
{
    QElapsedTimer patience;
    patience.start();
    while (patience.elapsed() < kPatience_ms) {
        if (readSome(kPatience_ms) == Read::End)
            return true;
    }
    return false;
}

bool RawClient::isQuietFor(int time_ms)
{
    return !waitFor(POLLIN, time_ms);
}

int openDescriptors()
{
    return static_cast<int>(QDir(u"/proc/self/fd"_s)
                                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                                .size());
}

int threadCount()
{
    return static_cast<int>(
        QDir(u"/proc/self/task"_s).entryList(QDir::NoDotAndDotDot | QDir::Dirs).size());
}

} // namespace tidemark::test

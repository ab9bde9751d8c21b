// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/datagram_sender.h"

#include "services/statsd/socket_address.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/un.h>

namespace tidemark::statsd {

namespace {

struct SenderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::DatagramSender)
};

tl::unexpected<Error> cannotSend(const QString &where, int number)
{
    const bool isGone = number == ENOENT || number == ECONNREFUSED;
    return failure(isGone ? ErrorCode::NotFound : ErrorCode::Network,
                   SenderText::tr("Nothing can be sent to %1. Look whether the receiver runs "
                                  "there.")
                       .arg(where),
                   QString::fromLocal8Bit(std::strerror(number)));
}

Descriptor makeSocket(int family)
{
    return Descriptor(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

} // namespace

Result<DatagramSender> DatagramSender::toPort(const QString &host, quint16 port)
{
    const auto place = socketAddress(host, port);
    if (!place)
        return failure(place.error());
    Descriptor socket = makeSocket(place->family());
    if (!socket.isOpen() || ::connect(socket.number(), place->get(), place->size()) != 0)
        return cannotSend(host, errno);
    return DatagramSender(std::move(socket));
}

Result<DatagramSender> DatagramSender::toUnixSocket(const QString &path)
{
    const QByteArray bytes = QFile::encodeName(path);
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    if (bytes.isEmpty() || bytes.size() >= static_cast<qsizetype>(sizeof place.sun_path))
        return failure(ErrorCode::InvalidArgument,
                       SenderText::tr("The path of a Unix socket has 1 to %1 bytes. Choose another "
                                      "one.")
                           .arg(sizeof place.sun_path - 1));
    std::copy(bytes.begin(), bytes.end(), place.sun_path);
    Descriptor socket = makeSocket(AF_UNIX);
    if (!socket.isOpen() ||
        ::connect(socket.number(), reinterpret_cast<const sockaddr *>(&place), sizeof place) != 0)
        return cannotSend(path, errno);
    return DatagramSender(std::move(socket));
}

// A port without a listener is told of by the next sending, which then has sent nothing: that one
// is counted as dropped.
bool DatagramSender::send(std::string_view datagram)
{
    const ssize_t taken =
        ::send(m_socket.number(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    const bool isSent = taken == static_cast<ssize_t>(datagram.size());
    ++(isSent ? m_sent : m_dropped);
    return isSent;
}

} // namespace tidemark::statsd

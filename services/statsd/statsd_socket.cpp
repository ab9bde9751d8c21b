// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_socket.h"

#include "services/statsd/socket_address.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <linux/sock_diag.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::statsd {

namespace {

struct SocketText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdSocket)
};

constexpr int kForcedBuffer_bytes = 8 << 20;
constexpr int kWantedBuffer_bytes = 256 << 20; // more than any system allows: it gives what it may

Error bindError(int number, const QString &address, quint16 port)
{
    const QString detail = QString::fromLocal8Bit(std::strerror(number));
    if (number == EADDRINUSE)
        return {ErrorCode::AlreadyExists,
                SocketText::tr("Could not receive on port %1: another program uses it. Choose "
                               "another port, or end that program.")
                    .arg(port),
                detail};
    if (number == EACCES || number == EPERM)
        return {ErrorCode::PermissionDenied,
                SocketText::tr("Could not receive on port %1: the system does not allow it. "
                               "Choose a port above 1023.")
                    .arg(port),
                detail};
    return {ErrorCode::Network,
            SocketText::tr("Could not receive on the address %1. Choose an address of this "
                           "machine, such as 127.0.0.1.")
                .arg(address),
            detail};
}

} // namespace

/// What recvmmsg() fills.
struct StatsdSocket::Buffers
{
    struct Control
    {
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> bytes;
    };
    std::array<std::array<char, kLongestPacket>, kBatch> packets;
    std::array<Control, kBatch> controls;
    std::array<iovec, kBatch> parts;
    std::array<mmsghdr, kBatch> heads;

    void prepare()
    {
        for (std::size_t i = 0; i < heads.size(); ++i) {
            parts[i] = {packets[i].data(), packets[i].size()};
            heads[i] = {};
            heads[i].msg_hdr.msg_iov = &parts[i];
            heads[i].msg_hdr.msg_iovlen = 1;
            heads[i].msg_hdr.msg_control = controls[i].bytes.data();
            heads[i].msg_hdr.msg_controllen = controls[i].bytes.size();
        }
    }
};

Result<std::unique_ptr<StatsdSocket>> StatsdSocket::bind(const QString &address, quint16 port)
{
    const auto place = socketAddress(address, port);
    if (!place)
        return failure(place.error());
    Descriptor socket(::socket(place->family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!socket.isOpen() || !wake.isOpen() ||
        ::bind(socket.number(), place->get(), place->size()) != 0)
        return failure(bindError(errno, address, port));
    const int yes = 1;
    (void)::setsockopt(socket.number(), SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
    // Only the administrator may have more than the system's limit.
    if (::setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUFFORCE, &kForcedBuffer_bytes,
                     sizeof kForcedBuffer_bytes) != 0)
        (void)::setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUF, &kWantedBuffer_bytes,
                           sizeof kWantedBuffer_bytes);
    const quint16 bound = boundPort(socket.number());
    return std::unique_ptr<StatsdSocket>(
        new StatsdSocket(std::move(socket), std::move(wake), bound));
}

StatsdSocket::StatsdSocket(Descriptor socket, Descriptor wake, quint16 port)
    : m_socket(std::move(socket))
    , m_wake(std::move(wake))
    , m_port(port)
    , m_buffers(std::make_unique<Buffers>())
{}

StatsdSocket::~StatsdSocket() = default;

std::int64_t StatsdSocket::bufferBytes() const
{
    int bytes = 0;
    socklen_t size = sizeof bytes;
    (void)::getsockopt(m_socket.number(), SOL_SOCKET, SO_RCVBUF, &bytes, &size);
    return bytes;
}

void StatsdSocket::wait(std::chrono::nanoseconds longest) const
{
    std::array<pollfd, 2> polled{{{m_socket.number(), POLLIN, 0}, {m_wake.number(), POLLIN, 0}}};
    const auto nanoseconds = std::max<std::int64_t>(0, longest.count());
    const timespec patience{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    (void)::ppoll(polled.data(), polled.size(), &patience, nullptr);
}

void StatsdSocket::wake() const
{
    const std::uint64_t one = 1;
    (void)!::write(m_wake.number(), &one, sizeof one);
}

int StatsdSocket::receive(const Take &take)
{
    m_buffers->prepare();
    const int count =
        ::recvmmsg(m_socket.number(), m_buffers->heads.data(), kBatch, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count; ++i) {
        mmsghdr &head = m_buffers->heads[static_cast<std::size_t>(i)];
        for (cmsghdr *note = CMSG_FIRSTHDR(&head.msg_hdr); note != nullptr;
             note = CMSG_NXTHDR(&head.msg_hdr, note)) {
            if (note->cmsg_level != SOL_SOCKET || note->cmsg_type != SO_RXQ_OVFL)
                continue;
            std::uint32_t drops = 0;
            std::memcpy(&drops, CMSG_DATA(note), sizeof drops);
            noteDrops(drops);
        }
        take({m_buffers->packets[static_cast<std::size_t>(i)].data(), head.msg_len},
             (head.msg_hdr.msg_flags & MSG_TRUNC) != 0);
    }
    return std::max(0, count);
}

// A packet tells only of drops before it, so the socket is asked for those after the last one.
std::int64_t StatsdSocket::drops()
{
    std::array<std::uint32_t, SK_MEMINFO_VARS> facts{};
    socklen_t size = sizeof facts;
    if (::getsockopt(m_socket.number(), SOL_SOCKET, SO_MEMINFO, facts.data(), &size) == 0 &&
        size > SK_MEMINFO_DROPS * sizeof facts[0])
        noteDrops(facts[SK_MEMINFO_DROPS]);
    return m_drops;
}

// The system counts in 32 bits and starts again. A packet's number may be older than the last one.
void StatsdSocket::noteDrops(std::uint32_t sinceBound)
{
    const auto more = static_cast<std::int32_t>(sinceBound - m_lastDrops);
    if (more <= 0)
        return;
    m_drops += more;
    m_lastDrops = sinceBound;
}

} // namespace tidemark::statsd

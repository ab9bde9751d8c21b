// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/datagram_sender.h"
#include "services/statsd/descriptor.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace tidemark::test {

/// A Unix socket that takes datagrams, as few as its small buffer holds while nobody reads.
class UnixReceiver
{
public:
    UnixReceiver()
        : m_path(m_folder.filePath(QStringLiteral("s")))
        , m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        const QByteArray bytes = QFile::encodeName(m_path);
        std::copy(bytes.begin(), bytes.end(), place.sun_path);
        if (::bind(m_socket.number(), reinterpret_cast<const sockaddr *>(&place), sizeof place) !=
            0)
            qFatal("The socket cannot be bound.");
        m_filler.emplace(sender());
    }
    [[nodiscard]] statsd::DatagramSender sender() const
    {
        return statsd::DatagramSender::toUnixSocket(m_path).value();
    }
    /// Sends something of its own. Whether it was taken.
    [[nodiscard]] bool isRoom() { return m_filler->send("filler:1|c"); }
    /// What has come since; without what isRoom() sent.
    [[nodiscard]] std::vector<std::string> take()
    {
        read();
        std::vector<std::string> taken;
        taken.swap(m_datagrams);
        std::erase(taken, std::string("filler:1|c"));
        return taken;
    }

private:
    void read()
    {
        std::array<char, 65'536> bytes;
        for (;;) {
            const ssize_t length = ::recv(m_socket.number(), bytes.data(), bytes.size(), 0);
            if (length < 0)
                return;
            m_datagrams.emplace_back(bytes.data(), static_cast<std::size_t>(length));
        }
    }

    QTemporaryDir m_folder;
    QString m_path;
    statsd::Descriptor m_socket;
    std::vector<std::string> m_datagrams;
    std::optional<statsd::DatagramSender> m_filler;
};

/// How often the calling thread has given the processor away by itself.
[[nodiscard]] inline long waitsOfThisThread()
{
    rusage usage{};
    (void)::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

} // namespace tidemark::test

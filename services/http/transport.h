// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/peer_address.h"

#include <QByteArray>

#include <cstddef>
#include <functional>
#include <span>

namespace tidemark::http {

/// One accepted connection, plain or TLS, without the library behind it. Each call starts something
/// and comes back soon; its callback is called exactly once on the network's thread, also after
/// close(): later, or by handshake() and finish() perhaps at once. One call at a time. The
/// callbacks hold whoever owns the transport.
class Transport
{
public:
    using Done = std::function<void(bool isDone)>;
    using ReadDone = std::function<void(std::size_t size)>; ///< 0: it ended, failed or was closed

    Transport() = default;
    virtual ~Transport() = default;
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;

    /// TLS: agrees on keys. Otherwise nothing.
    virtual void handshake(Done done) = 0;
    virtual void read(std::span<char> into, ReadDone done) = 0;
    /// Writes both, in one piece where that is possible.
    virtual void write(QByteArray head, QByteArray body, Done done) = 0;
    /// Tells the peer that nothing more comes.
    virtual void finish(Done done) = 0;
    /// Reads what the peer still sends after finish(), without understanding it.
    virtual void discard(std::span<char> into, ReadDone done) = 0;
    virtual void close() noexcept = 0;

    [[nodiscard]] virtual const PeerAddress &peer() const noexcept = 0;
    [[nodiscard]] virtual const PeerAddress &local() const noexcept = 0;
    [[nodiscard]] virtual bool isTls() const noexcept = 0;
};

} // namespace tidemark::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/http/transport.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

namespace tidemark::http {

/// Where to listen, and how.
struct NetworkOptions
{
    QStringList
        addresses;    ///< numeric; of "::1" beside others it is no error that it does not exist
    quint16 port = 0; ///< the same for all addresses; 0: a free one
    QString certificateFile; ///< PEM, with the chain; empty: no TLS
    QString keyFile;         ///< PEM, without a pass phrase
    int backlog = 0;
    std::chrono::milliseconds acceptPause{};
};

/// Listening sockets, one alarm and a queue of calls, all served by the one thread that is in
/// run(). What is not marked otherwise belongs to that thread.
class Network
{
public:
    using Instant = std::chrono::steady_clock::time_point;
    struct Callbacks
    {
        std::function<void(std::unique_ptr<Transport>)> accepted;
        std::function<void()> alarm;
        /// The process has no descriptor left for a new connection; false when none is given up.
        std::function<bool()> makeRoom;
    };

    /// Binds and listens; connections wait until run(). Errors: InvalidArgument (address,
    /// certificate or key), AlreadyExists (the port is in use), PermissionDenied, Network.
    [[nodiscard]] static Result<std::unique_ptr<Network>> open(const NetworkOptions &options);
    ~Network();
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;

    /// Any thread.
    [[nodiscard]] quint16 port() const noexcept;
    /// Serves until nothing is left to do: after stopAccepting(), when all transports are closed.
    void run(Callbacks callbacks);
    /// Any thread, while the object lives.
    void post(std::function<void()> call);
    /// Calls `alarm` at that time instead of at any time set before.
    void setAlarm(Instant at);
    void clearAlarm();
    void stopAccepting();

private:
    struct Impl;

    explicit Network(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tidemark::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QString>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

class QSslSocket;
class QThread;

namespace tidemark::test {

/// A request as it came over the wire.
struct SeenRequest
{
    QByteArray head; ///< with its last line end
    QByteArray body;

    [[nodiscard]] QByteArray firstLine() const { return head.left(head.indexOf("\r\n")); }
    /// The value of a header, in any spelling of its name; empty without it.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

class HostileServer;

/// One connection in the hands of a script. Every call returns at once when the peer is gone or the
/// server ends.
class HostileConnection
{
public:
    HostileConnection(HostileServer &server, QSslSocket &socket, int number);

    /// From 1.
    [[nodiscard]] int number() const noexcept { return m_number; }
    /// Waits for a request with its body by Content-Length, and notes it. False when none came.
    bool read();
    /// The one that was read last.
    [[nodiscard]] const SeenRequest &request() const noexcept { return m_request; }
    /// False when the peer is gone.
    bool send(const QByteArray &bytes);
    /// Sends a head, with `Content-Length` when `body` is one, and the body.
    bool answer(int status, const QByteArray &body = {}, const QByteArray &headers = {});
    void pause(std::chrono::milliseconds length);
    /// Until the peer is gone.
    void hang();
    /// Ends the connection with a reset instead of a regular close.
    void reset();

private:
    [[nodiscard]] bool isOver() const;

    HostileServer &m_server;
    QSslSocket &m_socket;
    int m_number;
    SeenRequest m_request;
};

/// A server on loopback that does what it is told, however wrong: each connection runs the script
/// in a thread of its own. Ends all of them when it goes.
class HostileServer
{
public:
    using Script = std::function<void(HostileConnection &)>;

    /// With a configuration (certificate and key) it speaks TLS.
    explicit HostileServer(Script script, std::optional<QSslConfiguration> tls = {});
    HostileServer(const HostileServer &) = delete;
    HostileServer &operator=(const HostileServer &) = delete;
    ~HostileServer();

    [[nodiscard]] int port() const noexcept { return m_port; }
    /// `http://127.0.0.1:port` or the same with https.
    [[nodiscard]] QString url() const;
    [[nodiscard]] int connections() const noexcept { return m_connections; }
    [[nodiscard]] std::vector<SeenRequest> requests() const;
    /// Bytes that the sockets took, heads included.
    [[nodiscard]] qint64 sent_bytes() const noexcept { return m_sent_bytes; }

private:
    friend class HostileConnection;

    void listen(const std::function<void(int)> &tellPort);
    void serve(qintptr descriptor, int number);

    Script m_script;
    std::optional<QSslConfiguration> m_tls;
    int m_port = 0;
    std::atomic<bool> m_isEnding{false};
    std::atomic<int> m_connections{0};
    std::atomic<qint64> m_sent_bytes{0};
    mutable std::mutex m_mutex;
    std::vector<SeenRequest> m_requests;
    std::vector<std::unique_ptr<QThread>> m_threads; ///< of the connections; the listener's own
    std::unique_ptr<QThread> m_listener;
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace tidemark::test {

/// An answer as it came over the wire.
struct RawResponse
{
    int status = 0; ///< 0: no whole answer came
    QByteArray head;
    QByteArray body;

    /// The value of a field; empty without it.
    [[nodiscard]] QByteArray field(const QByteArray &name) const;
    [[nodiscard]] bool isLast() const { return field("Connection") == "close"; }
};

/// A TCP client that sends exactly the bytes it is told to. Waits at most `kPatience_ms`. One
/// thread.
class RawClient final
{
public:
    static constexpr int kPatience_ms = 20'000;

    /// Connects at once. `receive_bytes` makes the sockets of both sides take little before this
    /// one is read.
    explicit RawClient(quint16 port, const char *address = "127.0.0.1", int receive_bytes = 0);
    ~RawClient();
    RawClient(RawClient &&other) noexcept;
    RawClient &operator=(RawClient &&) = delete;
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    [[nodiscard]] bool isConnected() const { return m_socket >= 0; }
    /// Waits until all is taken; false when the server has closed.
    bool send(const QByteArray &bytes);
    /// Sends what is taken at once; false when the server has closed.
    bool trySend(const QByteArray &bytes);
    /// At most that many bytes that are there already; false when the server has closed.
    bool tryRead(qsizetype size);
    /// The status of an answer that has begun to come; 0 while it has not. It can still be read.
    [[nodiscard]] int tryStatus();
    void endSending();
    void close();

    /// Waits for the next answer. `isBodiless` for one to HEAD.
    [[nodiscard]] RawResponse response(bool isBodiless = false);
    /// Sends and waits for the answer.
    [[nodiscard]] RawResponse ask(const QByteArray &bytes);
    /// Reads on until the server closes; true when it did in time.
    [[nodiscard]] bool sawEnd();
    /// True when nothing came and nothing ended for that long.
    [[nodiscard]] bool isQuietFor(int time_ms);
    /// What was read and belongs to no answer.
    [[nodiscard]] const QByteArray &unread() const { return m_input; }

private:
    enum class Read
    {
        Some,
        End,
        Nothing ///< in time
    };
    Read readSome(int time_ms);
    [[nodiscard]] bool waitFor(short events, int time_ms) const;

    int m_socket = -1;
    QByteArray m_input;
};

/// How many file descriptors this process has open.
[[nodiscard]] int openDescriptors();
/// How many threads this process has.
[[nodiscard]] int threadCount();

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/monitor/user_metrics.h"
#include "tests/support/hostile_server.h"

#include <QString>

#include <chrono>
#include <mutex>
#include <vector>

namespace tidemark::test {

/// A server with a user monitor on loopback, which writes its JSON as Python does, by code of its
/// own: times in its zone without saying so, a fraction of six digits or none. It can be told to do
/// each odd thing that such a server, or what stands in its place, may do. Any thread.
class FakeNemoServer
{
public:
    enum class Manner
    {
        Regular,
        SwitchedOff,  ///< 404
        Slow,         ///< answers after `pause`
        WithoutUsers, ///< an answer without the member
        Failing,      ///< 500
        CutOff,       ///< ends within the body
        Closing,      ///< ends without an answer
        Announced,    ///< says that a body of 1 GB follows
        Endless,      ///< 1 GB in pieces, without saying how much
        Redirecting,  ///< to another origin
        AnotherPage,  ///< 200 and HTML
    };

    FakeNemoServer();
    ~FakeNemoServer() = default;
    FakeNemoServer(const FakeNemoServer &) = delete;
    FakeNemoServer &operator=(const FakeNemoServer &) = delete;

    void setManner(Manner manner, std::chrono::milliseconds pause = {});
    void setUsers(std::vector<monitor::PerUserResourceUsage> users);
    /// How far its clock is ahead of UTC; and what it shows, in UTC.
    void setClock(std::chrono::seconds ahead, Timestamp now);

    [[nodiscard]] QString url() const { return m_server.url(); }
    [[nodiscard]] std::vector<SeenRequest> requests() const { return m_server.requests(); }
    [[nodiscard]] qint64 sent_bytes() const noexcept { return m_server.sent_bytes(); }

private:
    struct State
    {
        Manner manner = Manner::Regular;
        std::chrono::milliseconds pause{};
        std::vector<monitor::PerUserResourceUsage> users;
        std::chrono::seconds ahead{};
        Timestamp now;
    };

    void serve(HostileConnection &connection) const;
    [[nodiscard]] State state() const;
    [[nodiscard]] static QByteArray body(const State &state, const QByteArray &target);

    mutable std::mutex m_mutex;
    State m_state;          // under m_mutex
    HostileServer m_server; // ends first
};

} // namespace tidemark::test

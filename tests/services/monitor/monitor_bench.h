// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/monitor/user_monitor_client.h"
#include "services/monitor/user_monitor_poller.h"
#include "services/net/network_thread.h"
#include "tests/services/monitor/example.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/support/store_bench.h"

#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <memory>
#include <utility>

namespace tidemark::test {

/// Waits are asked for and pass when the test says so.
class HeldPollTimer final : public monitor::PollTimer
{
public:
    void start(std::chrono::milliseconds wait, std::function<void()> due) override
    {
        m_wait = wait;
        m_due = std::move(due);
    }
    void stop() override { m_due = {}; }
    [[nodiscard]] std::chrono::milliseconds now() const override { return m_now; }

    [[nodiscard]] bool isWaiting() const { return static_cast<bool>(m_due); }
    [[nodiscard]] std::chrono::milliseconds wait() const { return m_wait; }
    void pass(std::chrono::milliseconds time) { m_now += time; }
    /// Lets the wait pass.
    void fire()
    {
        m_now += m_wait;
        const auto due = std::exchange(m_due, {});
        due();
    }

private:
    std::chrono::milliseconds m_now{1'000'000};
    std::chrono::milliseconds m_wait{};
    std::function<void()> m_due;
};

/// A fake server, and a poller that asks it over the network whenever the test lets time pass. The
/// jitter is in the middle unless told otherwise.
class MonitorBench
{
public:
    static constexpr std::chrono::milliseconds kPatience{20'000};

    explicit MonitorBench(std::chrono::milliseconds deadline = kPatience,
                          const monitor::PollIntervals &intervals = {})
        : m_client(m_network, monitor::parseMonitorTarget(server.url()).value(), Secret(), deadline)
    {
        server.setClock(std::chrono::seconds(0), clock.now());
        auto held = std::make_unique<HeldPollTimer>();
        timer = held.get();
        poller = std::make_unique<monitor::UserMonitorPoller>(
            monitor::PollerParts{[this](std::stop_token stop) {
                                     ++asked;
                                     return m_client.fetch(std::move(stop));
                                 },
                                 std::move(held), [this] { return jitter; }},
            clock, intervals);
    }

    /// Lets the wait pass, or begins, and waits for the end of the poll. False when none ended.
    [[nodiscard]] bool poll()
    {
        QSignalSpy polled(poller.get(), &monitor::UserMonitorPoller::polled);
        if (timer->isWaiting())
            timer->fire();
        else
            poller->start();
        return polled.wait(static_cast<int>(kPatience.count()));
    }

    FakeNemoServer server;
    StillClock clock{utc("2025-12-17T10:30:00Z")};
    double jitter = 0.5;
    int asked = 0;

private:
    net::NetworkThread m_network;
    monitor::UserMonitorClient m_client;

public:
    HeldPollTimer *timer = nullptr;
    std::unique_ptr<monitor::UserMonitorPoller> poller; // ends first
};

} // namespace tidemark::test

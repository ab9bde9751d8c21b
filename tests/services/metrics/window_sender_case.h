// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"
#include "services/net/network_thread.h"
#include "tests/services/metrics/fake_clock.h"

#include <QObject>

#include <chrono>
#include <string>

namespace tidemark::test {

/// A test class that sends windows of a manager to a service over the network.
class WindowSenderCase : public QObject
{
protected:
    [[nodiscard]] static metrics::Deadline within(std::chrono::milliseconds time)
    {
        return std::chrono::steady_clock::now() + time;
    }
    /// A window of a minute that has just ended.
    [[nodiscard]] static metrics::MetricSnapshot windowOf(const FakeClock &clock,
                                                          const std::string &name,
                                                          std::uint64_t count = 1, double sum = 1)
    {
        return {
            name,           count, sum, 0, sum, {{"stream", "s"}}, clock.wall_ns() - 60'000'000'000,
            clock.wall_ns()};
    }

    net::NetworkThread m_network;
    FakeClock m_clock;
};

} // namespace tidemark::test

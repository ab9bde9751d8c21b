// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/datadog/fake_datadog.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <string>

namespace tidemark::test {

/// A test class that sends to a FakeDatadog.
class DatadogCase : public QObject
{
protected:
    [[nodiscard]] static metrics::Deadline
    soon(std::chrono::milliseconds time = std::chrono::seconds(60))
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
    [[nodiscard]] static FakeDatadog::Answer refused(int status, const QByteArray &headers = {})
    {
        return {FakeDatadog::Fault::Refuse, status, headers};
    }
    [[nodiscard]] std::unique_ptr<datadog::DatadogSender> sender(const FakeDatadog &service)
    {
        return datadog::DatadogSender::make(m_network, service.options(), m_clock).value();
    }

    net::NetworkThread m_network;
    FakeClock m_clock;
};

} // namespace tidemark::test

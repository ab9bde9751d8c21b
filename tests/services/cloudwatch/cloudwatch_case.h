// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/cloudwatch/fake_cloudwatch.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <string>

namespace tidemark::test {

/// A test class that sends to a FakeCloudWatch.
class CloudWatchCase : public QObject
{
protected:
    [[nodiscard]] static metrics::Deadline
    soon(std::chrono::milliseconds time = std::chrono::seconds(30))
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
    [[nodiscard]] std::unique_ptr<cloudwatch::CloudWatchSender>
    sender(const FakeCloudWatch &service, cloudwatch::CloudWatchShape shape = {})
    {
        cloudwatch::CloudWatchOptions options = service.options();
        options.shape = shape;
        return cloudwatch::CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(),
                                                  m_clock)
            .value();
    }

    net::NetworkThread m_network;
    FakeClock m_clock;
};

} // namespace tidemark::test

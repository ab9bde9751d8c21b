// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_sender.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/net/net_bench.h"

#include <chrono>
#include <memory>

namespace tidemark::test {

/// A sender to a server on loopback, with a clock that stands.
struct SendingBench
{
    explicit SendingBench(const QString &url, otlp::OtlpSenderOptions options = {})
        : sender(std::make_shared<otlp::OtlpSender>(
              std::make_shared<net::HttpClient>(network, connectionTo(url)), clock,
              std::move(options)))
    {}

    /// Far enough away for a busy machine.
    [[nodiscard]] static metrics::Deadline soon()
    {
        return std::chrono::steady_clock::now() + std::chrono::seconds(60);
    }

    FakeClock clock;
    net::NetworkThread network;
    std::shared_ptr<otlp::OtlpSender> sender;
};

/// What is sent once and repeated fast.
[[nodiscard]] inline otlp::OtlpSenderOptions quick(int attempts = 3)
{
    otlp::OtlpSenderOptions options;
    options.attempts = attempts;
    options.firstRetry = std::chrono::milliseconds(1);
    return options;
}

} // namespace tidemark::test

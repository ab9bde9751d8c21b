// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/cloudwatch/fake_cloudwatch.h"
#include "tests/services/metrics/window_sender_case.h"

#include <chrono>
#include <memory>

namespace tidemark::test {

/// A test class that sends to a FakeCloudWatch.
class CloudWatchCase : public WindowSenderCase
{
protected:
    [[nodiscard]] static metrics::Deadline
    soon(std::chrono::milliseconds time = std::chrono::seconds(30))
    {
        return within(time);
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
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/datadog/fake_datadog.h"
#include "tests/services/metrics/window_sender_case.h"

#include <chrono>
#include <memory>

namespace tidemark::test {

/// A test class that sends to a FakeDatadog.
class DatadogCase : public WindowSenderCase
{
protected:
    [[nodiscard]] static metrics::Deadline
    soon(std::chrono::milliseconds time = std::chrono::seconds(60))
    {
        return within(time);
    }
    [[nodiscard]] static FakeDatadog::Answer refused(int status, const QByteArray &headers = {})
    {
        return {FakeDatadog::Fault::Refuse, status, headers};
    }
    [[nodiscard]] std::unique_ptr<datadog::DatadogSender> sender(const FakeDatadog &service)
    {
        return datadog::DatadogSender::make(m_network, service.options(), m_clock).value();
    }
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/stream_hub.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace tidemark::test {

/// A test class that reads streams of a collector.
class StreamCase : public QObject
{
protected:
    [[nodiscard]] static metrics::Deadline soon()
    {
        // far beyond what any of this takes
        return std::chrono::steady_clock::now() + std::chrono::seconds(30);
    }
    /// To be called from init().
    void openNew()
    {
        failOnUnexpectedWarnings();
        m_collector = std::make_shared<metrics::MetricCollector>(m_clock);
        m_hub = std::make_shared<metrics::StreamHub>(m_collector, m_clock);
    }
    [[nodiscard]] metrics::MetricsStream stream(const metrics::Settings &filters = {},
                                                std::size_t most = 10'000)
    {
        return *m_hub->subscribe(*metrics::StreamFilter::of(filters), most);
    }

    FakeClock m_clock;
    std::shared_ptr<metrics::MetricCollector> m_collector;
    std::shared_ptr<metrics::StreamHub> m_hub;
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_aggregator.h"
#include "tests/services/metrics/fake_clock.h"

#include <QObject>

#include <memory>
#include <string_view>

namespace tidemark::test {

/// A test class that asks an aggregator of a collector and its history.
class AggregatorCase : public QObject
{
protected:
    struct Rig
    {
        explicit Rig(const metrics::Clock &clock)
            : collector(clock)
            , history(collector, clock)
            , aggregator(collector, history, clock)
        {}
        metrics::MetricCollector collector;
        metrics::MetricHistory history;
        metrics::MetricsAggregator aggregator;
    };
    /// To be called from init().
    void openNew() { m_rig = std::make_unique<Rig>(m_clock); }
    void passAndTick(double seconds)
    {
        m_clock.pass(seconds);
        m_rig->collector.tick();
        m_rig->history.tick();
    }
    [[nodiscard]] metrics::MetricsAggregator::Summary
    summary(std::string_view name, metrics::MetricsAggregator::Window window = {}) const
    {
        return m_rig->aggregator.summary(name, window)
            .value_or(metrics::MetricsAggregator::Summary());
    }

    FakeClock m_clock;
    std::unique_ptr<Rig> m_rig;
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/text/prometheus_text.h"
#include "tests/services/metrics/fake_clock.h"

#include <QString>

#include <cmath>
#include <memory>
#include <string>

namespace tidemark::test {

/// A collector whose content is to become text.
struct TextBench
{
    [[nodiscard]] metrics::MetricsSnapshot snapshot() const
    {
        return metrics::MetricsSnapshot::of(*collector, clock, {{"service.name", "tidemark"}});
    }
    [[nodiscard]] QString prometheus(metrics::PrometheusText options = {}) const
    {
        return QString::fromStdString(options.write(snapshot()));
    }
    /// Counters with odd tags, gauges of all units, distributions of both signs.
    void fillWithEverything() const
    {
        collector->recordCounter("http.requests", 3,
                                 {{"path", "/a\\b\"c\nd"}, {"ключ", "значение"}});
        collector->recordCounter("http.requests", 4.5, {{"path", "/"}});
        for (int unit = 0; unit <= static_cast<int>(metrics::MetricUnit::OperationsPerSecond);
             ++unit) {
            const auto text = metrics::textOf(static_cast<metrics::MetricUnit>(unit));
            collector->recordGauge("level." + std::to_string(unit), unit + 0.5, {{"unit", text}});
        }
        collector->recordGauge("nothing", std::nan(""));
        for (int i = 1; i <= 100; ++i) {
            collector->recordTimer("op.time", i, metrics::MetricUnit::Milliseconds,
                                   {{"le", "mine"}});
            collector->recordHistogram("balance", i - 50);
            collector->recordHistogram("size", i * 100, {{"unit", "kb"}});
        }
        collector->describe("op.time", "How long it took,\nwith a \\ and a \"quote\".");
    }

    FakeClock clock;
    std::unique_ptr<metrics::MetricCollector> collector =
        std::make_unique<metrics::MetricCollector>(clock);
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "tests/services/metrics/fake_clock.h"

#include <QObject>

#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::test {

/// A test class that records with a collector and reads it.
class CollectorCase : public QObject
{
protected:
    static constexpr double kInfinity = std::numeric_limits<double>::infinity();
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

    /// To be called from init().
    void openNew() { m_collector = std::make_unique<metrics::MetricCollector>(m_clock); }
    /// The one reading of that name, else an empty one.
    [[nodiscard]] metrics::Reading only(std::string_view name) const
    {
        std::vector<metrics::Reading> found;
        for (metrics::Reading &reading : m_collector->readings()) {
            if (reading.series->family->name == name)
                found.push_back(std::move(reading));
        }
        return found.size() == 1 ? found.front() : metrics::Reading();
    }
    [[nodiscard]] double total(std::string_view name) const
    {
        const metrics::Reading reading = only(name);
        return reading.series == nullptr
                   ? kNone
                   : metrics::toReal(std::get<metrics::Number>(reading.value));
    }
    [[nodiscard]] double gauge(std::string_view name) const
    {
        const metrics::Reading reading = only(name);
        return reading.series == nullptr ? kNone
                                         : std::get<metrics::GaugeState>(reading.value).value;
    }

    FakeClock m_clock;
    std::unique_ptr<metrics::MetricCollector> m_collector;
};

} // namespace tidemark::test

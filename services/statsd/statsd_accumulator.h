// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/distribution.h"
#include "services/statsd/statsd_flush.h"
#include "services/statsd/statsd_line.h"
#include "services/statsd/unique_count.h"

#include <memory>
#include <optional>

namespace tidemark::statsd {

/// The values of one series since the last flush. Not for several threads at once.
class StatsdAccumulator
{
public:
    explicit StatsdAccumulator(StatsdKind kind)
        : m_kind(kind)
    {}

    /// Takes all values of a line of its kind. False when a sum would not be finite: nothing is
    /// taken then.
    [[nodiscard]] bool add(const StatsdLine &line);
    /// Ends the interval. A counter says zero, and a gauge its value, until they are forgotten;
    /// timings and sets say nothing without values.
    [[nodiscard]] std::optional<StatsdReading> flush(double length_s);
    /// Of quantiles and sets.
    [[nodiscard]] std::size_t sizeBytes() const noexcept;
    /// Whether something was added since the last flush.
    [[nodiscard]] bool isTouched() const noexcept { return m_isTouched; }

private:
    struct Timing
    {
        double count = 0; ///< by the rates with which they were sent, so not always whole
        double sum = 0;
        metrics::Distribution values;
    };
    [[nodiscard]] bool addToCounter(const StatsdLine &line);
    [[nodiscard]] bool addToGauge(const StatsdLine &line);
    [[nodiscard]] bool addToTiming(const StatsdLine &line);
    [[nodiscard]] static TimingSummary summaryOf(const Timing &timing);

    StatsdKind m_kind;
    bool m_isTouched = false;
    bool m_hasValue = false; // ever
    double m_value = 0;      // of counters and gauges
    std::unique_ptr<Timing> m_timing;
    UniqueCount m_members;
};

} // namespace tidemark::statsd

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/activity_meter.h"
#include "services/metrics/collector/metric_collector.h"

#include <array>
#include <memory>
#include <string_view>

namespace tidemark::own {

/// What a part of the program does, as metrics of a collector (own_metric_names.h). Any thread.
class OwnMeter final : public ActivityMeter
{
public:
    /// `program`: kWindow or kServer. Of what it does not do there is no metric. `clock` is that of
    /// the collector.
    OwnMeter(std::shared_ptr<metrics::MetricCollector> collector,
             std::shared_ptr<const metrics::Clock> clock, std::string_view program);

    void ended(Activity activity, std::chrono::nanoseconds took, Ending ending) noexcept override;
    void stored(Stored what, std::int64_t count) noexcept override;

private:
    static constexpr std::size_t kActivities = 4;

    /// Those of one activity; what is not bound records nothing.
    struct Handles
    {
        metrics::Timer durations; ///< of what was done
        metrics::Counter failures;
        metrics::Counter cancelled;
    };

    const std::shared_ptr<const metrics::Clock> m_clock; ///< kept for the collector
    const std::shared_ptr<metrics::MetricCollector> m_collector;
    std::array<Handles, kActivities> m_activities;
    metrics::Counter m_samples;
    metrics::Counter m_records;
};

} // namespace tidemark::own

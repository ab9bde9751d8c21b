// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"
#include "services/metrics/system/export_endpoints.h"
#include "services/metrics/system/system_configuration.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::metrics {

/// How a metrics system does. A value.
/// Source: the metrics protocol, get_system_health.
struct SystemHealth
{
    struct Part
    {
        std::string name; ///< store, exports, disk or errors
        bool isHealthy = true;
        std::string why = {}; ///< when it is not: a sentence that says what to do
    };

    /// `healthy`, `error_rate` (0 to 1), `error_rate_known`, `uptime_seconds`, `metrics_total`,
    /// `series_total`, `records_stored`, `dropped_total`, `queue_depth`, `export_ok`,
    /// `export_failures`, `store_ok`, `active_timers` and, as far as they are known,
    /// `last_export_age_seconds`, `cpu_percent`, `memory_percent`, `disk_percent`.
    Metadata indicators = {};
    std::vector<Part> parts = {}; ///< by weight
    bool isHealthy = true;        ///< all parts are
    std::string worst = {};       ///< the first part that is not; empty: all are
};

/// What health is made of.
struct HealthFigures
{
    double uptime_s = 0;
    std::uint64_t successes = 0; ///< of all operations, in the last five minutes
    std::uint64_t failures = 0;
    std::uint64_t metrics = 0;
    std::uint64_t series = 0;
    std::uint64_t recordsStored = 0;
    std::uint64_t dropped = 0;
    std::uint64_t waiting = 0;
    std::uint64_t activeTimers = 0;
    bool isStoreGood = true;
    std::string whyStore = {};
    ExportEndpoints::State exports = {};
    std::optional<double> cpu_pct = {};
    std::optional<double> memory_pct = {};
    std::optional<double> disk_pct = {};
};

/// Healthy is: the store works, no configured endpoint has failed for longer than five intervals,
/// there is room on the disk, and few operations fail.
[[nodiscard]] SystemHealth healthOf(const HealthFigures &figures,
                                    const SystemConfiguration &configuration);

} // namespace tidemark::metrics

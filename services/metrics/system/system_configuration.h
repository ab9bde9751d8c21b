// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_error.h"
#include "services/metrics/system/settings.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// How a metrics system works. A value.
/// Source: the metrics protocol, initialize_metrics.
struct SystemConfiguration
{
    double collectionInterval_s = 60;              ///< `collection_interval`, 0.1 to 86,400
    int retentionDays = 30;                        ///< `retention_days`, 1 to 36,500
    std::vector<std::string> exportEndpoints = {}; ///< `export_endpoints`, names or URLs
    double maxErrorRate = 0.05;                    ///< `max_error_rate`, 0 to 1
    double maxDiskPercent = 95;                    ///< `max_disk_percent`, 0 to 100
    Settings others = {};                          ///< unknown ones, kept as they are
    std::vector<std::string> warnings = {};        ///< one for each of them

    /// What is not given is as above. Fault InvalidArgument: a value of the wrong kind or out of
    /// range; the message names it.
    [[nodiscard]] static Outcome<SystemConfiguration> of(const Settings &settings);
    [[nodiscard]] static std::vector<std::string_view> keys();
};

} // namespace tidemark::metrics

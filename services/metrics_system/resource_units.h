// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <string_view>

namespace tidemark::metrics_system {

/// The unit of a figure of a ResourceMonitor by the prefix of its gauge, as `system.memory.`, and
/// its key. Any thread.
[[nodiscard]] metrics::MetricUnit unitOfFigure(std::string_view prefix,
                                               std::string_view key) noexcept;

} // namespace tidemark::metrics_system

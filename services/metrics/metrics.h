// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// All that a program needs to tell of itself: a collector, timers, a tracker of successes, and its
/// values as text. See README.md beside this file and example/line_lengths.cpp.
#include "services/metrics/clock.h"                             // IWYU pragma: export
#include "services/metrics/collector/metric_collector.h"        // IWYU pragma: export
#include "services/metrics/collector/metric_history.h"          // IWYU pragma: export
#include "services/metrics/collector/performance_timer.h"       // IWYU pragma: export
#include "services/metrics/collector/success_failure_tracker.h" // IWYU pragma: export
#include "services/metrics/metrics_aggregator.h"                // IWYU pragma: export
#include "services/metrics/system/async_metrics_system.h"       // IWYU pragma: export
#include "services/metrics/text/prometheus_text.h"              // IWYU pragma: export

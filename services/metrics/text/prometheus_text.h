// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// The text that Prometheus reads, version 0.0.4, or OpenMetrics 1.0.0. Names get what both ask
/// for: other characters become "_", counters end in "_total", times and sizes are in seconds and
/// bytes and say so. Of two metrics that get one name the second is left out, and a comment tells.
/// Series of one metric that get the same labels (prometheusLabelsOf()) are one to a reader, who
/// refuses a text with the same line twice: counters and distributions are added up, of gauges the
/// one counts that was set last, and a comment tells how many were joined. OpenMetrics has no such
/// comments. Texts that are no UTF-8 are made so: what is recorded can make no text invalid.
struct PrometheusText
{
    enum class Dialect
    {
        Prometheus,
        OpenMetrics
    };

    Dialect dialect = Dialect::Prometheus;
    /// Upper bounds of the buckets of histograms and timers, rising; those of a distribution are
    /// found to within 0.78 %.
    std::vector<double> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    [[nodiscard]] std::string write(const MetricsSnapshot &snapshot) const;

    /// What a reader who sends this `Accept` wants.
    [[nodiscard]] static Dialect dialectFor(std::string_view accept) noexcept;
    [[nodiscard]] static std::string_view contentType(Dialect dialect) noexcept;
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_history.h"
#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/metrics_error.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// Answers questions about what was collected. Any thread.
/// Source: the metrics protocol, MetricsAggregator.
class MetricsAggregator
{
public:
    using Summary = std::map<std::string, double, std::less<>>;
    using Window = MetricHistory::Window;

    MetricsAggregator(const MetricCollector &collector, const MetricHistory &history,
                      const Clock &clock, Tags resource = {});

    /// count, sum, avg, min, max, stddev, p50, p90, p95, p99, first, last and rate (count or, of a
    /// counter, sum per second) over all series of a name, in the unit of the first of them (a
    /// series whose unit is of another kind is left out): of histograms and timers their values, of
    /// counters what was added from tick to tick and `total`, of gauges what they stood at at each
    /// tick and `time_weighted_avg`. A name without values in the window has a count of 0 and
    /// nothing else, an unknown name nothing at all. Windows of up to a day. Fault InvalidArgument:
    /// a window that is not positive, or longer.
    [[nodiscard]] Outcome<Summary> summary(std::string_view name, Window window = {}) const;

    /// Where each series stands whose tags are as the filter has it: all pairs must hold. As a
    /// value "*" is any, "!v" anything but v, also nothing, "~re" a whole match of a regular
    /// expression. An empty filter is everything. By name and then by tags; of distributions the
    /// value is the mean, and the metadata holds count, sum, min, max, p50, p95 and p99.
    /// Fault InvalidArgument: what is no regular expression.
    [[nodiscard]] Outcome<std::vector<MetricValue>>
    byTags(const std::map<std::string, std::string> &filter) const;

    /// Where each series of a name stands, by tags; as byTags() tells it.
    [[nodiscard]] std::vector<MetricValue> byName(std::string_view name) const;

    /// The largest of a type, first; none for a limit of 0 or less. Times and sizes rank by seconds
    /// and bytes, whatever the unit of each is. Histograms and timers rank by
    /// p95, rates, which are those of counters over the last minute, by rate; values that are no
    /// number come last, and equal ones by name and tags.
    [[nodiscard]] std::vector<MetricValue> top(MetricType type, int limit = 10) const;

    /// json, jsonl, csv, prometheus, openmetrics or one that was added, in any case of letters.
    /// Fault InvalidArgument: another one; the message names these.
    [[nodiscard]] Outcome<std::string> exportMetrics(std::string_view format = "json") const;
    [[nodiscard]] std::vector<std::string_view> formats() const;
    /// A format that this library does not know, by a name in lower case; of two with one name the
    /// first one counts. Before other threads ask.
    using FormatWriter = std::function<std::string(const MetricsSnapshot &snapshot)>;
    void addFormat(std::string name, FormatWriter writer);

private:
    [[nodiscard]] std::vector<MetricValue> ratesOfCounters() const;

    const MetricCollector &m_collector;
    const MetricHistory &m_history;
    const Clock &m_clock;
    const Tags m_resource;
    std::vector<std::pair<std::string, FormatWriter>> m_formats; ///< that were added
};

/// A reading as the protocol tells it; timers in their unit.
[[nodiscard]] MetricValue valueOf(const Reading &reading, std::int64_t now_ns);

} // namespace tidemark::metrics

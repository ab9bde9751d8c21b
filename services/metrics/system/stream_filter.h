// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/registry.h"
#include "services/metrics/system/settings.h"
#include "services/metrics/tag_condition.h"

#include <chrono>
#include <limits>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// Which values a stream shows. A value; any thread.
/// Source: the metrics protocol, metrics_stream.
class StreamFilter
{
public:
    /// All that are given must hold: `type` (a type or several), `name`, `name_prefix`,
    /// `name_regex` (a whole match), `tags` (as TagCondition has them), `min_value` and
    /// `min_interval_ms` (of one series). None: everything.
    /// Fault InvalidArgument: another filter, a value of the wrong kind, an unknown type; the
    /// message names the choices.
    [[nodiscard]] static Outcome<StreamFilter> of(const Settings &filters);
    [[nodiscard]] static std::vector<std::string_view> names();

    /// Whether values of the series are shown at all.
    [[nodiscard]] bool admits(const Series &series) const;
    /// In the unit of the series. What is no number is at least nothing.
    [[nodiscard]] bool admits(double value) const noexcept
    {
        return !m_minValue || value >= *m_minValue;
    }
    /// Shortest time between two values of a series.
    [[nodiscard]] std::chrono::nanoseconds minInterval() const noexcept { return m_minInterval; }

private:
    [[nodiscard]] Outcome<void> set(std::string_view name, const Setting &setting);
    [[nodiscard]] Outcome<void> setTypes(const Setting &setting);
    [[nodiscard]] Outcome<void> setPattern(const Setting &setting);
    [[nodiscard]] Outcome<void> setInterval(const Setting &setting);

    std::vector<MetricType> m_types;
    std::optional<std::string> m_name;
    std::string m_prefix;
    std::optional<std::regex> m_pattern;
    std::vector<TagCondition> m_tags;
    std::optional<double> m_minValue;
    std::chrono::nanoseconds m_minInterval{0};
};

} // namespace tidemark::metrics

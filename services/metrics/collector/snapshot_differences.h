// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/metrics_snapshot.h"

#include <unordered_map>
#include <variant>

namespace tidemark::metrics {

/// What was recorded from one export to the next, for receivers that add up what they are sent.
/// What an export did not deliver is not noted, and so comes with the next one. One thread; for
/// snapshots of one collector.
class SnapshotDifferences
{
public:
    /// Counters and distributions as what came since they were noted, without those to which
    /// nothing came; gauges as they are, without those that have no value.
    [[nodiscard]] MetricsSnapshot since(const MetricsSnapshot &now) const;
    /// One of them, also where nothing came: then zero, or empty.
    [[nodiscard]] Reading since(Reading now) const;
    /// Since when that of a series is; at first its own beginning. How long ago that was is told by
    /// the steady clock: the other one may have been set since.
    [[nodiscard]] ClockPair startOf(const Series &series) const;

    /// All of a snapshot was delivered.
    void note(const MetricsSnapshot &delivered);
    /// That much of one series was, at a time: a reading of a snapshot, not a difference.
    void note(const Reading &delivered, const ClockPair &at);

private:
    struct Noted
    {
        std::variant<Number, GaugeState, Distribution> value = {};
        ClockPair at = {};
    };

    std::unordered_map<const Series *, Noted> m_noted;
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::metrics {

/// What of a series is to be sent. It names series of the snapshot.
struct ReadingPart
{
    const Series *series = nullptr;
    /// Of a counter by how much it grew, of a gauge its value, of a histogram or timer what came;
    /// timers in seconds.
    std::variant<double, GaugeState, Distribution> value = 0.0;
    Number total = std::int64_t{0}; ///< of a counter, where it stands
};

/// Makes of totals what came since they were last taken, for servers that add up what they get.
/// What is not taken comes again with the next snapshot. A total that fell is one that began anew.
/// Gauges come each time. One thread.
class TakenReadings
{
public:
    /// What was not taken yet, in the order of the snapshot, without what did not change and
    /// without gauges that have no value. A distribution of more buckets comes in several parts.
    [[nodiscard]] std::vector<ReadingPart> rest(const MetricsSnapshot &snapshot,
                                                std::size_t mostBuckets);
    /// A part of rest() was taken.
    void take(const ReadingPart &part);

private:
    using Key = std::pair<std::string, Tags>;
    using Taken = std::variant<Number, Distribution>;

    /// Null when nothing was taken of it, or it began anew since, which is forgotten then.
    template <class T>
    [[nodiscard]] const T *takenOf(const Series &series, const T &now);

    std::map<Key, Taken> m_taken;
};

} // namespace tidemark::metrics

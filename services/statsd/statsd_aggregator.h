// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/stamped_totals.h"
#include "services/statsd/statsd_accumulator.h"
#include "services/statsd/statsd_counts.h"
#include "services/statsd/statsd_flush.h"
#include "services/statsd/statsd_names.h"
#include "services/statsd/tag_set.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::statsd {

/// How much senders may make the receiver keep.
struct StatsdLimits
{
    std::size_t names = 10'000;   ///< for good
    std::size_t tagSets = 2'000;  ///< of one name; further ones share its overflow series
    std::size_t series = 100'000; ///< then each name's new ones go to its overflow series
    std::size_t keyBytes = std::size_t{64}
                           << 20; ///< of names and tags of all series; then likewise
    std::size_t points = 100'000; ///< values with a time, of one interval
    std::size_t sketchBytes = std::size_t{128} << 20; ///< of quantiles and sets, about
    int idleFlushes = 30;         ///< after so many without a value a series is let go
    int idleGaugeFlushes = 8'640; ///< that of a gauge, which keeps its value
};

/// The same instant by both clocks.
struct StatsdMoment
{
    std::chrono::steady_clock::time_point steady;
    Timestamp wall;
};

/// Puts what came within an interval into series: counters are summed, gauges keep their last
/// value, timings and sets are summed up. Counters and gauges with a time of their own lie there: a
/// counter is all that came for that time, in earlier intervals too (StampedTotals), a gauge the
/// last; there a sign is no change, since only DogStatsD sends times, which knows no changes.
/// Where the messages come from (`c:`, `e:`, `card:`) is read and not kept. Memory is bounded by
/// the limits, whatever comes. Not for several threads at once.
class StatsdAggregator
{
public:
    static constexpr Timedelta kFarthestAhead{86'400'000'000'000}; ///< of a value's own time

    explicit StatsdAggregator(StatsdMoment begin, StatsdLimits limits = {});

    /// Lines with LF between them. `now` is the wall clock's. Of a packet that was cut off, what
    /// stands behind the last LF is no line.
    void addPacket(std::string_view packet, Timestamp now, bool isCut = false);
    /// Ends the interval and begins the next one.
    [[nodiscard]] StatsdFlush flush(StatsdMoment now);

    [[nodiscard]] const StatsdCounts &counts() const noexcept { return m_counts; }
    [[nodiscard]] std::size_t nameCount() const noexcept { return m_names.size(); }
    [[nodiscard]] std::size_t seriesCount() const noexcept { return m_series.size(); }
    [[nodiscard]] std::size_t sketchBytes() const noexcept { return m_sketchBytes; }

private:
    struct Series
    {
        std::shared_ptr<const StatsdSeries> identity;
        StatsdNames::Name *name = nullptr;
        StatsdAccumulator values;
        bool isOverflow = false;
        int idle = 0; ///< flushes since the last value
    };
    using Taken = tl::expected<void, StatsdDrop>;

    void addLine(std::string_view text, Timestamp now);
    [[nodiscard]] Taken take(const StatsdLine &line, std::string_view name, Timestamp now);
    [[nodiscard]] Taken takePoint(const StatsdLine &line, Series &series, Timestamp now);
    [[nodiscard]] tl::expected<Series *, StatsdDrop> seriesOf(const StatsdLine &line,
                                                              std::string_view name);
    [[nodiscard]] Series &make(StatsdNames::Name &name, TagMap tags, bool isOverflow);

    StatsdLimits m_limits;
    StatsdCounts m_counts;
    StatsdNames m_names;
    TextMap<Series> m_series; // by name, LF and TagSet::key()
    std::vector<StatsdPoint> m_points;
    StampedTotals m_totals; // of counters
    std::chrono::steady_clock::time_point m_begin;
    std::uint64_t m_lastNumber = 0;
    std::size_t m_sketchBytes = 0;
    std::size_t m_keyBytes = 0;
    TagSet m_tags;      // of the line at hand
    std::string m_key;  // of its series
    std::string m_name; // its name, where it is not ASCII
};

} // namespace tidemark::statsd

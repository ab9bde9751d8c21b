// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::metrics {

/// What happened to a series, or to several, in some time. Of one series they are joined in order
/// of time, of several in any order.
struct HistorySlice
{
    /// Of histograms and timers the values themselves; of counters what was added from tick to
    /// tick; of gauges what they stood at at each tick.
    Distribution values = {};
    double first = 0; ///< of `values`, by time; the mean of its tick for histograms and timers
    double last = 0;  ///< likewise
    std::int64_t firstAt_s = 0; ///< when that was, by the steady clock
    std::int64_t lastAt_s = 0;
    std::int64_t setAt_s = -1; ///< of gauges: when one was last set; -1: not in that time
    double weighted = 0;       ///< of gauges: value times seconds that it was held
    double held_s = 0;

    HistorySlice &operator+=(const HistorySlice &later);
    /// Of values that were multiplied by a positive number.
    [[nodiscard]] HistorySlice times(double factor) const;
};

/// Remembers what a collector's series did: each second for a minute, each ten seconds for ten
/// minutes, each five minutes for a day. It looks once a tick and keeps differences, so that
/// recording costs nothing for it. A series that stands still takes no room. Any thread.
class MetricHistory
{
public:
    using Window = std::optional<std::chrono::seconds>; ///< nothing: since the beginning

    MetricHistory(const MetricCollector &collector, const Clock &clock);

    /// Takes in what was recorded since the last one; once a second.
    void tick();
    struct Past
    {
        HistorySlice slice = {};
        double window_s = 0; ///< what it is of, as far as it is remembered
    };
    /// Of all series of a name together, in the family's unit (durations: in seconds); those whose
    /// unit is of another kind are left out. `window`: positive, rounded up to whole steps.
    [[nodiscard]] Past of(std::string_view name, Window window) const;
    /// One series, step by step; steps in which nothing happened are missing.
    struct Track
    {
        const Series *series = nullptr;
        std::vector<std::pair<std::int64_t, HistorySlice>> steps = {}; ///< by number, rising
    };
    struct Tracks
    {
        std::int64_t width_s = 1; ///< step n begins at second n · width_s of the steady clock
        std::int64_t first = 0;   ///< number of the first step of the window
        std::int64_t last = 0;    ///< the one that is on
        std::int64_t now_s = 0;   ///< the second that is on
        std::vector<Track> tracks = {}; ///< by tags
    };
    /// Of each series of a name. `window`: as of().
    [[nodiscard]] Tracks tracks(std::string_view name, std::chrono::seconds window) const;
    /// By which `of()` may be asked for a day; beyond that nothing is remembered in steps.
    static constexpr std::chrono::seconds kLongest{86'400};

private:
    /// Steps of one width that hold something, the oldest first.
    class Steps
    {
    public:
        Steps(std::int64_t width_s, std::int64_t most)
            : m_width_s(width_s)
            , m_most(most)
        {}
        void add(std::int64_t second, const HistorySlice &slice);
        [[nodiscard]] HistorySlice since(std::int64_t second) const;
        [[nodiscard]] std::vector<std::pair<std::int64_t, HistorySlice>>
        from(std::int64_t number) const;
        [[nodiscard]] std::int64_t width_s() const noexcept { return m_width_s; }

    private:
        std::int64_t m_width_s;
        std::int64_t m_most;
        std::deque<std::pair<std::int64_t, HistorySlice>> m_steps;
    };
    struct Memory
    {
        std::variant<Number, GaugeState, Distribution> before = Number();
        HistorySlice all = {};
        Steps seconds{1, 60};
        Steps tens{10, 61};
        Steps fives{300, 289};

        /// Those that reach back as far.
        [[nodiscard]] const Steps &stepsOf(std::int64_t window_s) const noexcept
        {
            if (window_s <= 60)
                return seconds;
            return window_s <= 600 ? tens : fives;
        }
    };

    void take(const Reading &reading, std::int64_t second, double passed_s);

    const MetricCollector &m_collector;
    const Clock &m_clock;
    const std::int64_t m_begin_ns; ///< of the steady clock
    std::mutex m_ticking;          ///< of two ticks the later one has the later readings
    mutable std::mutex m_mutex;    ///< of all below; taken after the other
    std::int64_t m_last_ns;
    std::unordered_map<const Series *, Memory> m_memories;
    std::map<std::string_view, std::vector<const Series *>, std::less<>> m_byName;
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/value_ticks.h"
#include "model/time/time_window.h"

#include <cstddef>
#include <deque>
#include <optional>

namespace tidemark::charts {

/// What a chart shows: a window of time and, when the value axis was zoomed too, its span.
struct ChartRange
{
    TimeWindow time;
    std::optional<ValueSpan> values;

    friend bool operator==(const ChartRange &, const ChartRange &) = default;
};

/// How a chart came to another range, so that linked charts make the same move in their histories.
enum class ZoomMove
{
    Step,
    Continued, ///< the step before goes on: one gesture is one step
    Undone,    ///< the gesture was cancelled: its step is none
    Back,
    Forward,
    First,
};

/// The ranges that were shown, to go back and forth in. The first one is where zooming began.
class ZoomHistory
{
public:
    /// Steps that are kept; older ones are forgotten, the first range never.
    static constexpr std::size_t kCapacity = 200;

    /// Begins anew: a range that was chosen, not zoomed to.
    void start(const ChartRange &range);
    /// A range zoomed or panned to; what could be gone forward to is forgotten. The current range
    /// again changes nothing.
    void push(const ChartRange &range);

    /// The current step ends here instead.
    void replace(const ChartRange &range);

    /// What looks like the current range is passed over.
    [[nodiscard]] std::optional<ChartRange> back();
    [[nodiscard]] std::optional<ChartRange> forward();
    /// Back over all steps.
    [[nodiscard]] std::optional<ChartRange> toFirst();
    /// Goes where a linked chart went: to the nearest range of that window in that direction.
    /// Nothing when there is none, and for moves that go nowhere.
    [[nodiscard]] std::optional<ChartRange> follow(const TimeWindow &window, ZoomMove move);

    [[nodiscard]] bool canGoBack() const noexcept { return m_current > 0; }
    [[nodiscard]] bool canGoForward() const noexcept { return m_current + 1 < m_ranges.size(); }

private:
    std::deque<ChartRange> m_ranges;
    std::size_t m_current = 0;
};

} // namespace tidemark::charts

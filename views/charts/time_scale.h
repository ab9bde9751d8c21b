// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_window.h"

namespace tidemark::charts {

/// Maps a window of time onto pixels. Positions are computed from whole nanoseconds since the
/// window's begin, so neighbours 1 ns apart stay apart however late the window lies. A value type;
/// any thread.
class TimeScale
{
public:
    TimeScale() = default;
    /// `window` must not be empty; `width` > 0. Both pixels are logical.
    TimeScale(TimeWindow window, double left, double width);

    [[nodiscard]] const TimeWindow &window() const noexcept { return m_window; }
    [[nodiscard]] double left() const noexcept { return m_left; }
    [[nodiscard]] double width() const noexcept { return m_width; }
    /// Length of the window; a window longer than 292 years counts as that long.
    [[nodiscard]] std::int64_t span_ns() const noexcept { return m_span_ns; }

    /// The pixel of an instant; left of left() before the window, right of its end after it.
    [[nodiscard]] double xOf(Timestamp at) const noexcept;
    /// The instant at a pixel, rounded down to a whole nanosecond, kept within 64 bits.
    [[nodiscard]] Timestamp timeAt(double x) const noexcept;
    /// The length that `pixels` cover.
    [[nodiscard]] std::int64_t lengthOf(double pixels) const noexcept;

private:
    TimeWindow m_window{Timestamp(0), Timestamp(1)};
    double m_left = 0;
    double m_width = 1;
    std::int64_t m_span_ns = 1;
};

} // namespace tidemark::charts

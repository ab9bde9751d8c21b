// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "model/time/time_window.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::exchange {

/// The way through a range of time of which some places cannot be read: halves a window that fails,
/// down to a millisecond, and steps over what is left. In a long unreadable stretch the steps grow,
/// so that an end is reached after some thousand failures. One thread.
class ReadableWindows
{
public:
    /// `order` says from which end the range is walked.
    ReadableWindows(TimeWindow range, SortOrder order);

    /// What to read next; nothing at the end.
    [[nodiscard]] std::optional<TimeWindow> current() const;
    /// The current window was read up to `at`, where its rest begins (or ends, when descending).
    void continueAt(Timestamp at);
    /// The current window was read whole. An empty one between places that fail tells nothing.
    void succeeded(bool hadRows);
    /// The current window cannot be read.
    void failed();
    /// Stretches that were stepped over; those without a row between them are one.
    [[nodiscard]] std::int64_t leftOut() const { return m_leftOut; }

private:
    void stepOver();
    void foundRows();

    SortOrder m_order;
    std::vector<TimeWindow> m_pending; ///< the current one last
    Timedelta m_smallest;
    int m_steppedInARow = 0;
    std::int64_t m_leftOut = 0;
    bool m_isInGap = false; ///< something was stepped over since the last rows
};

/// The end to ask for: none where the range that is walked has none, so that what lies at the last
/// instant there is comes too.
[[nodiscard]] inline std::optional<Timestamp> endOf(const TimeWindow &window,
                                                    std::optional<Timestamp> rangeEnd)
{
    const bool isOpen = !rangeEnd && window.end == Timestamp::max();
    return isOpen ? std::nullopt : std::optional(window.end);
}

} // namespace tidemark::exchange

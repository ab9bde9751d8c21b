// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/window_statistics.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace tidemark::metrics {

/// The window of aiokpl.metrics, bit for bit and with its faults, for who compares with it: NaN
/// and infinities are taken, a clock that goes back makes bounds that are inverted and keeps old
/// seconds alive, and bounds that are read alone may be of any age. Use WindowRing for anything
/// else. One thread.
///
/// Source: aiokpl.metrics, `_Accumulator`: a list of buckets, one for each second with a value.
class CompatibleWindow
{
public:
    explicit CompatibleWindow(int seconds = 60)
        : m_seconds(seconds)
    {}

    /// Times are seconds of the steady clock with their fraction, which is cut off towards zero.
    void put(double at_s, double value);
    /// Nothing when the window is empty. Removes what has left it.
    [[nodiscard]] std::optional<WindowStatistics> read(double at_s);
    /// From the first bucket to the last, whatever the time is.
    [[nodiscard]] SecondBounds bounds() const noexcept;

private:
    struct Bucket
    {
        std::int64_t second = 0;
        WindowStatistics statistics = {};
    };

    void evict(std::int64_t second);

    int m_seconds;
    std::deque<Bucket> m_buckets;
};

} // namespace tidemark::metrics

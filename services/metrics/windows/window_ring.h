// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/window_statistics.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tidemark::metrics {

/// Statistics of the last W whole seconds, by W slots of one second each. At second s of the steady
/// clock the window is [s - W + 1, s + 1): a value is seen for more than W - 1 seconds and at most
/// W. Nothing is allocated after construction, and the clock may go back: what comes late goes to
/// its own second, or is counted as dropped when that second has left the window. One thread.
class WindowRing
{
public:
    static constexpr int kSeconds = 60;

    enum class NonFinite : std::uint8_t
    {
        Reject, ///< and count
        Keep
    };

    enum class Outcome : std::uint8_t
    {
        Taken,
        Late,     ///< for the window; counted
        NotFinite ///< counted
    };

    /// `seconds` is at least 1; less is taken as 1.
    explicit WindowRing(int seconds = kSeconds, NonFinite nonFinite = NonFinite::Reject);

    Outcome put(std::int64_t second, double value) noexcept
    {
        if (!std::isfinite(value) && m_nonFinite == NonFinite::Reject) [[unlikely]] {
            ++m_rejectedNonFinite;
            return Outcome::NotFinite;
        }
        if (m_slots[m_at].second != second && !moveTo(second)) [[unlikely]] {
            ++m_lateDropped;
            return Outcome::Late;
        }
        m_slots[m_at].statistics.add(value);
        return Outcome::Taken;
    }
    [[nodiscard]] WindowReading read(std::int64_t second) const noexcept;

    /// Of all seconds that slots hold, also those that have left the window since; (0, 0) when
    /// there are none.
    [[nodiscard]] SecondBounds heldBounds() const noexcept;
    /// The latest second that was put to; the least int64 before the first.
    [[nodiscard]] std::int64_t newestSecond() const noexcept { return m_newest; }
    [[nodiscard]] std::uint64_t lateDropped() const noexcept { return m_lateDropped; }
    [[nodiscard]] std::uint64_t rejectedNonFinite() const noexcept { return m_rejectedNonFinite; }

private:
    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();

    struct Slot
    {
        std::int64_t second = kNone;
        WindowStatistics statistics = {};
    };

    [[nodiscard]] std::size_t indexOf(std::int64_t second) const noexcept;
    bool moveTo(std::int64_t second) noexcept;

    std::vector<Slot> m_slots;
    std::size_t m_at = 0; ///< the slot that was put to last
    std::int64_t m_newest = kNone;
    std::uint64_t m_lateDropped = 0;
    std::uint64_t m_rejectedNonFinite = 0;
    NonFinite m_nonFinite;
};

} // namespace tidemark::metrics

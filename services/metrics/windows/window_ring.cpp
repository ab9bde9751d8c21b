// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/window_ring.h"

#include <algorithm>

namespace tidemark::metrics {

WindowRing::WindowRing(int seconds, NonFinite nonFinite)
    : m_slots(static_cast<std::size_t>(std::max(seconds, 1)))
    , m_nonFinite(nonFinite)
{}

std::size_t WindowRing::indexOf(std::int64_t second) const noexcept
{
    const auto size = static_cast<std::int64_t>(m_slots.size());
    const std::int64_t rest = second % size;
    return static_cast<std::size_t>(rest < 0 ? rest + size : rest);
}

bool WindowRing::moveTo(std::int64_t second) noexcept
{
    // Of a second within the window, the slot holds it or an older one, never a newer one.
    if (m_newest != kNone && second <= m_newest - static_cast<std::int64_t>(m_slots.size()))
        return false;
    m_newest = std::max(m_newest, second);
    m_at = indexOf(second);
    if (m_slots[m_at].second != second)
        m_slots[m_at] = {second, {}};
    return true;
}

WindowReading WindowRing::read(std::int64_t second) const noexcept
{
    WindowReading reading;
    reading.nominal = {second - static_cast<std::int64_t>(m_slots.size()) + 1, second + 1};
    WindowStatistics sum;
    std::size_t at = indexOf(reading.nominal.begin);
    for (std::int64_t s = reading.nominal.begin; s < reading.nominal.end; ++s) {
        if (const Slot &slot = m_slots[at]; slot.second == s) {
            if (sum.isEmpty())
                reading.observed.begin = s;
            reading.observed.end = s + 1;
            sum += slot.statistics;
        }
        at = at + 1 == m_slots.size() ? 0 : at + 1;
    }
    if (!sum.isEmpty())
        reading.statistics = sum;
    return reading;
}

SecondBounds WindowRing::heldBounds() const noexcept
{
    SecondBounds held;
    bool isFirst = true;
    for (const Slot &slot : m_slots) {
        if (slot.second == kNone)
            continue;
        held.begin = isFirst ? slot.second : std::min(held.begin, slot.second);
        held.end = isFirst ? slot.second + 1 : std::max(held.end, slot.second + 1);
        isFirst = false;
    }
    return held;
}

} // namespace tidemark::metrics

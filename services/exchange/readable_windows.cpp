// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/readable_windows.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tidemark::exchange {
namespace {

constexpr Timedelta kSmallest{1'000'000}; // a millisecond
constexpr int kStepsBeforeGrowth = 64;
constexpr std::int64_t kGrowth = 8;
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

// Without overflow for windows of more than 292 years.
Timestamp middleOf(const TimeWindow &window)
{
    const auto begin = window.begin.posixNs();
    const auto end = window.end.posixNs();
    return Timestamp(begin / 2 + end / 2 + (begin % 2 + end % 2) / 2);
}

} // namespace

ReadableWindows::ReadableWindows(TimeWindow range, SortOrder order)
    : m_order(order)
    , m_smallest(kSmallest)
{
    if (!range.isEmpty())
        m_pending.push_back(range);
}

std::optional<TimeWindow> ReadableWindows::current() const
{
    return m_pending.empty() ? std::nullopt : std::optional(m_pending.back());
}

void ReadableWindows::continueAt(Timestamp at)
{
    TimeWindow &window = m_pending.back();
    (m_order == SortOrder::Ascending ? window.begin : window.end) = at;
    foundRows();
}

void ReadableWindows::succeeded(bool hadRows)
{
    m_pending.pop_back();
    if (hadRows)
        foundRows();
}

void ReadableWindows::foundRows()
{
    m_isInGap = false;
    m_steppedInARow = 0;
    m_smallest = kSmallest;
}

void ReadableWindows::failed()
{
    const TimeWindow window = m_pending.back();
    const Timestamp middle = middleOf(window);
    if (window.duration() <= m_smallest || middle <= window.begin || middle >= window.end) {
        stepOver();
        return;
    }
    m_pending.pop_back();
    TimeWindow first{window.begin, middle};
    TimeWindow second{middle, window.end};
    if (m_order == SortOrder::Descending)
        std::swap(first, second);
    m_pending.push_back(second);
    m_pending.push_back(first);
}

void ReadableWindows::stepOver()
{
    m_pending.pop_back();
    m_leftOut += m_isInGap ? 0 : 1;
    m_isInGap = true;
    if (++m_steppedInARow % kStepsBeforeGrowth == 0)
        m_smallest = Timedelta(std::min(m_smallest.ns(), kLargest / kGrowth) * kGrowth);
}

} // namespace tidemark::exchange

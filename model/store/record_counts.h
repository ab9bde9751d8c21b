// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_map>

namespace tidemark::store {

/// How many records metrics had when they were counted last, by row id. Whoever pages through a
/// metric chooses a plan for each page, and need not count the metric anew for each. What is not
/// true any more costs time, never rows, and is forgotten soon. Any thread.
class RecordCounts
{
public:
    static constexpr std::chrono::seconds kKept{2};

    /// So many at least; 0 when nothing is known.
    [[nodiscard]] std::int64_t atLeast(std::int64_t metric) const;
    void note(std::int64_t metric, std::int64_t records);

private:
    using Clock = std::chrono::steady_clock;

    struct Count
    {
        std::int64_t records = 0;
        Clock::time_point at;
    };

    mutable std::mutex m_mutex;
    std::unordered_map<std::int64_t, Count> m_counts;
};

} // namespace tidemark::store

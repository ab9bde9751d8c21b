// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/statsd_flush.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

namespace tidemark::statsd {

/// How many samples of a store a flush becomes.
[[nodiscard]] std::size_t sampleCount(const StatsdFlush &flush);

/// Flushes that wait to be stored, in their order, bounded by their samples. Any thread.
class FlushQueue
{
public:
    explicit FlushQueue(std::size_t mostSamples)
        : m_most(mostSamples)
    {}

    /// Drops the oldest ones until there is room; one that is larger than all room has it alone.
    /// How many samples were dropped.
    [[nodiscard]] std::int64_t push(StatsdFlush flush);
    /// Waits for one. Nothing once the queue is closed and empty.
    [[nodiscard]] std::optional<StatsdFlush> pop();
    /// Nothing comes any more.
    void close();
    /// Takes out what is there. How many samples it was.
    [[nodiscard]] std::int64_t clear();
    [[nodiscard]] std::size_t samples() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<StatsdFlush> m_flushes;
    std::size_t m_samples = 0;
    std::size_t m_most;
    bool m_isClosed = false;
};

} // namespace tidemark::statsd

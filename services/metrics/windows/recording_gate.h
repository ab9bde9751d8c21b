// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/windows/metrics_sink.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace tidemark::metrics {

/// What a manager shares with the handles that outlive it: whether anything is recorded, and what
/// recording needs. Closed before clock and manager go. Any thread.
struct RecordingGate
{
    enum class State : std::uint8_t
    {
        None, ///< level none: for ever
        Recording,
        Closed ///< for ever
    };

    alignas(64) std::atomic<State> state = State::None; // read by each put, written twice

    alignas(64) const Clock *clock = nullptr;
    std::shared_ptr<MetricsSink> sink = {};
    EventfulMetricsSink *events = nullptr; ///< the sink, when it wants them

    alignas(64) std::atomic<std::uint64_t> droppedPuts = 0; ///< after closing, or without memory
    std::atomic<std::uint64_t> recordFailures = 0;

    [[nodiscard]] bool isRecording() const noexcept
    {
        return state.load(std::memory_order_relaxed) == State::Recording;
    }
    /// Asked before each put; counts those that come too late. At level none it costs one load.
    [[nodiscard]] bool admits() noexcept
    {
        const State now = state.load(std::memory_order_relaxed);
        if (now == State::Closed) [[unlikely]]
            droppedPuts.fetch_add(1, std::memory_order_relaxed);
        return now == State::Recording;
    }
};

} // namespace tidemark::metrics

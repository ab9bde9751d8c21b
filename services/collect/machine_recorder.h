// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/collect/machine_probe.h"
#include "services/ingest/series_writer.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {
class Clock;
}

namespace tidemark::collect {

struct RecordingPlan
{
    static constexpr std::chrono::milliseconds kShortest{100};
    static constexpr std::chrono::hours kLongest{1};

    std::chrono::milliseconds interval{1'000}; ///< kShortest to kLongest
    std::optional<std::int64_t> readings = {}; ///< how many; absent: until it is stopped
};

struct RecordingSummary
{
    std::int64_t readings = 0;
    std::int64_t samples = 0;
    std::int64_t missed = 0; ///< moments that passed while a reading was still being stored, and
                             ///< readings that the store could not take for too long
    std::size_t series = 0;
};

/// Waits until then, or until it is stopped.
void sleepUntil(std::chrono::steady_clock::time_point moment, const std::stop_token &stop);

/// Records this machine into series of a store. While another program locks that, readings are
/// kept, up to kMostKept of them, and stored with the first one that it takes again. Works on the
/// caller's thread, which is no window's.
class MachineRecorder
{
public:
    static constexpr std::size_t kMostKept = 600; ///< beyond it the oldest go

    /// The ports and the clock outlive it.
    MachineRecorder(const DataPorts &ports, const Clock &clock, MachineProbe probe);

    /// Called after each reading that is stored, on the recording thread.
    void setListener(std::function<void(const RecordingSummary &)> listener)
    {
        m_listener = std::move(listener);
    }
    /// Called on the recording thread when the store is locked: once, until it takes readings
    /// again.
    void setLockListener(std::function<void(const Error &)> listener)
    {
        m_lockListener = std::move(listener);
    }
    /// Reads twice within a tenth of a second, since rates need two readings, and stores the second
    /// one; then each interval. Every reading is durable before the next one. A moment that has
    /// passed already is left out, not made up for. What it stored is told in any case.
    /// Errors: InvalidArgument (interval), and those of the store; Locked when it was so at the end
    /// and readings are kept still.
    [[nodiscard]] Result<void> run(const RecordingPlan &plan, const std::stop_token &stop);
    [[nodiscard]] const RecordingSummary &summary() const noexcept { return m_summary; }

private:
    struct Kept
    {
        Timestamp at;
        std::vector<MachineReading> readings;
    };

    [[nodiscard]] bool wantsMore(const RecordingPlan &plan) const;
    [[nodiscard]] Result<void> recordOnce();
    [[nodiscard]] Result<void> storeKept();

    const Clock &m_clock;
    MachineProbe m_probe;
    ingest::SeriesWriter m_writer;
    RecordingSummary m_summary;
    std::deque<Kept> m_kept;     ///< read, and not stored yet
    std::optional<Error> m_lock; ///< of the store, which did not take them
    std::function<void(const RecordingSummary &)> m_listener;
    std::function<void(const Error &)> m_lockListener;
};

} // namespace tidemark::collect

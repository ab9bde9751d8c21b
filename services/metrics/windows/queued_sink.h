// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/bounded_thread.h"
#include "services/metrics/windows/metrics_sink.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::metrics {

struct QueueOptions
{
    std::size_t mostBatches = 64; ///< that wait, beside the one that is under way
    std::chrono::nanoseconds exportTimeout = std::chrono::seconds(10);
    /// After a failure; doubled with each further one in a row, up to the longest.
    std::chrono::nanoseconds firstRetry = std::chrono::seconds(1);
    std::chrono::nanoseconds longestRetry = std::chrono::minutes(1);
};

struct QueueCounts
{
    std::uint64_t exportedBatches = 0;
    std::uint64_t exportedSnapshots = 0;
    std::uint64_t failures = 0; ///< of opening, exporting and closing
    std::uint64_t droppedBatches = 0;
    std::uint64_t droppedSnapshots = 0;
    std::uint64_t recordFailures = 0;
    std::size_t waitingBatches = 0; ///< with the one that is under way
    std::string lastError = {};
};

/// A batch that several queues share.
using SnapshotBatch = std::shared_ptr<const std::vector<MetricSnapshot>>;

/// A sink behind a queue and a thread of its own, on which it is opened, exports and is closed. A
/// batch that fails is tried again until it succeeds; meanwhile others wait, and the oldest of
/// those goes when one too many comes. Any thread, but start, beginClose and finishClose from one.
class QueuedSink
{
public:
    QueuedSink(std::shared_ptr<MetricsSink> sink, const QueueOptions &options);
    ~QueuedSink(); ///< waits for nothing

    /// Throws std::system_error when the system has no thread left.
    void start();
    /// Never waits for the sink. Counted as dropped after beginClose.
    void add(SnapshotBatch batch);
    void record(const MetricEvent &event) noexcept;
    [[nodiscard]] bool wantsEvents() const noexcept { return m_events != nullptr; }

    /// What waits is tried once more, up to the first failure or three quarters of the time.
    void beginClose(Deadline deadline);
    /// After beginClose. A sink that does not return by the deadline is left alone.
    void finishClose();
    [[nodiscard]] QueueCounts counts() const;

private:
    struct Shared;
    static void run(const std::shared_ptr<Shared> &shared);

    std::shared_ptr<Shared> m_shared;
    EventfulMetricsSink *m_events;
    std::optional<BoundedThread> m_thread;
};

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/windows/bounded_thread.h"
#include "services/metrics/windows/upload_timer.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::metrics {

/// What an upload loop exports. Both are called on its thread, and not any more once it was
/// stopped.
class UploadSource
{
public:
    [[nodiscard]] virtual std::vector<MetricSnapshot> collect() = 0;
    /// How the export of what was collected last went; without an export when it was empty.
    virtual void settle(bool isDone) = 0;

protected:
    ~UploadSource() = default;
};

struct UploadCounts
{
    std::uint64_t exports = 0; ///< that succeeded
    std::uint64_t exportFailures = 0;
    std::uint64_t failuresInARow = 0;
    std::uint64_t exportedSnapshots = 0;
    std::string lastError = {}; ///< stays after a success
};

struct UploadOptions
{
    std::chrono::nanoseconds interval = std::chrono::minutes(1);
    std::chrono::nanoseconds exportTimeout = std::chrono::seconds(10);
    /// After failures in a row the wait doubles up to this, if it is longer than the interval.
    std::chrono::nanoseconds longestBackOff = std::chrono::minutes(5);
};

/// Exports what a source has collected to a sink, on a thread of its own: the first time one
/// interval after the start, then one interval after each export has ended, and when it is asked.
/// A failure ends nothing. Call it from any thread, start and stop from one.
class UploadLoop
{
public:
    /// Clock, timer and source outlive it.
    UploadLoop(std::shared_ptr<MetricsSink> sink, UploadSource &source, UploadTimer &timer,
               const Clock &clock, const UploadOptions &options);
    ~UploadLoop(); ///< stops, and waits for no export

    /// Throws std::system_error when the system has no thread left.
    void start();
    /// Waits for a running export, exports again and waits for that. Not within a sink.
    [[nodiscard]] ExportResult flush(Deadline deadline);
    /// False when an export goes on beyond the deadline: nobody waits for it then.
    [[nodiscard]] bool stop(Deadline deadline);

    [[nodiscard]] UploadCounts counts() const;

private:
    struct Shared;
    static void run(const std::shared_ptr<Shared> &shared);

    std::shared_ptr<Shared> m_shared;
    std::optional<BoundedThread> m_thread;
};

} // namespace tidemark::metrics

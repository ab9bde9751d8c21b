// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"

#include <functional>
#include <memory>
#include <thread>

namespace tidemark::metrics {

/// A thread that may call what never returns: who waits for its end waits until a deadline, and
/// then lets it go on alone. So its body owns all that it uses, and throws nothing. Of one thread.
class BoundedThread
{
public:
    /// Throws std::system_error when the system has no thread left.
    explicit BoundedThread(std::function<void()> body);
    ~BoundedThread(); ///< lets it go when it has not ended
    BoundedThread(const BoundedThread &) = delete;
    BoundedThread &operator=(const BoundedThread &) = delete;

    /// Whether it has ended by then.
    [[nodiscard]] bool waitUntil(Deadline deadline);
    /// Waits for its end, however long that takes.
    void join();

private:
    struct End;

    const std::shared_ptr<End> m_end;
    std::thread m_thread;
};

/// Closes the sink on a thread of its own. A failure says whether it threw or is not done yet.
[[nodiscard]] ExportResult closeWithin(std::shared_ptr<MetricsSink> sink, Deadline deadline);

/// What an exception that was caught just now says.
[[nodiscard]] std::string textOfException();

/// Opens, and makes a failure of what is thrown.
[[nodiscard]] ExportResult openSafely(MetricsSink &sink);
[[nodiscard]] ExportResult
exportSafely(MetricsSink &sink, std::span<const MetricSnapshot> snapshots, Deadline deadline);

} // namespace tidemark::metrics

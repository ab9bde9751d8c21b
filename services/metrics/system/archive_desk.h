// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/deadline_limit.h"
#include "services/metrics/system/metrics_archive.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace tidemark::metrics {

/// An archive that may hang without its callers hanging: each call has a time, after which it is a
/// failure. Without an archive everything succeeds and nothing is kept. Any thread.
class ArchiveDesk
{
public:
    static constexpr std::chrono::seconds kTimeout{10};

    struct State
    {
        bool isGood = true;
        std::string why = {}; ///< of the last call, when it failed
        std::uint64_t recordsStored = 0;
        std::uint64_t failures = 0;
    };

    explicit ArchiveDesk(std::shared_ptr<MetricsArchive> archive);

    [[nodiscard]] ExportResult setRetention(std::chrono::hours keep);
    /// The collector, whose series the snapshot names, is kept until the archive has done with it.
    [[nodiscard]] ExportResult append(std::shared_ptr<const MetricCollector> collector,
                                      MetricsSnapshot snapshot, Deadline deadline);
    [[nodiscard]] ExportResult close(Deadline deadline);
    void cutTo(Deadline latest) noexcept { m_limit.cutTo(latest); }
    [[nodiscard]] bool hasArchive() const noexcept { return m_guarded != nullptr; }
    [[nodiscard]] State state() const;

private:
    struct Guarded;

    [[nodiscard]] ExportResult call(std::function<ExportResult(MetricsArchive &)> work,
                                    Deadline deadline);

    const std::shared_ptr<Guarded> m_guarded; ///< null: no archive
    DeadlineLimit m_limit;
    mutable std::mutex m_mutex;
    State m_state;
};

} // namespace tidemark::metrics

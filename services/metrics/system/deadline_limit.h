// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/export_result.h"

#include <algorithm>
#include <atomic>
#include <functional>

namespace tidemark::metrics {

/// Until when whatever is on has to end, whatever deadline it was given. Any thread.
class DeadlineLimit
{
public:
    void cutTo(Deadline latest) noexcept { m_latest = latest.time_since_epoch().count(); }
    [[nodiscard]] Deadline of(Deadline deadline) const noexcept
    {
        return std::min(deadline, Deadline(Deadline::duration(m_latest.load())));
    }

private:
    std::atomic<Deadline::rep> m_latest = Deadline::max().time_since_epoch().count();
};

/// Does the work on a thread of its own, which is left alone when the deadline, or a limit that
/// comes meanwhile, is over. So the work owns all that it uses. What it throws is a failure.
[[nodiscard]] ExportResult resultWithin(std::function<ExportResult()> work, Deadline deadline,
                                        const DeadlineLimit &limit, const char *whyLate);

} // namespace tidemark::metrics

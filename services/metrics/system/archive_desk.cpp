// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/archive_desk.h"

#include "services/metrics/system/one_at_a_time.h"

#include <utility>

namespace tidemark::metrics {
namespace {

constexpr const char *kLate = "The store of metrics did not answer in time. See whether its disk "
                              "is at work; what was not kept is kept with the next values.";

Deadline fromNow(std::chrono::nanoseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

} // namespace

/// The archive, and who uses it.
struct ArchiveDesk::Guarded
{
    std::shared_ptr<MetricsArchive> archive;
    OneAtATime use;
};

ArchiveDesk::ArchiveDesk(std::shared_ptr<MetricsArchive> archive)
    : m_guarded(archive ? std::make_shared<Guarded>() : nullptr)
{
    if (m_guarded)
        m_guarded->archive = std::move(archive);
}

ExportResult ArchiveDesk::call(std::function<ExportResult(MetricsArchive &)> work,
                               Deadline deadline)
{
    if (!m_guarded)
        return {};
    const auto guarded = [own = m_guarded, deadline, call = std::move(work)] {
        const OneAtATime::Turn turn(own->use, deadline);
        return turn.isIn() ? call(*own->archive) : ExportResult::failed(kLate);
    };
    ExportResult result = resultWithin(guarded, deadline, m_limit, kLate);
    const std::lock_guard lock(m_mutex);
    m_state.isGood = result.isDone;
    m_state.why = result.why;
    m_state.failures += result.isDone ? 0 : 1;
    return result;
}

ExportResult ArchiveDesk::setRetention(std::chrono::hours keep)
{
    return call([keep](MetricsArchive &archive) { return archive.setRetention(keep); },
                fromNow(kTimeout));
}

ExportResult ArchiveDesk::append(std::shared_ptr<const MetricCollector> collector,
                                 MetricsSnapshot snapshot, Deadline deadline)
{
    const auto shared = std::make_shared<const MetricsSnapshot>(std::move(snapshot));
    return call([kept = std::move(collector), shared,
                 deadline](MetricsArchive &archive) { return archive.append(*shared, deadline); },
                deadline);
}

ExportResult ArchiveDesk::close(Deadline deadline)
{
    return call(
        [deadline](MetricsArchive &archive) {
            archive.close(deadline);
            return ExportResult();
        },
        deadline);
}

ArchiveDesk::State ArchiveDesk::state() const
{
    const std::lock_guard lock(m_mutex);
    State state = m_state;
    state.recordsStored = m_guarded ? m_guarded->archive->recordsStored() : 0;
    return state;
}

} // namespace tidemark::metrics

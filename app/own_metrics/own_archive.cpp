// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/own_archive.h"

#include "services/metrics_system/series_archive.h"

#include <utility>

namespace tidemark::own {

struct OwnArchive::Target
{
    Target(std::shared_ptr<store::LocalStore> kept, std::uint64_t its)
        : store(std::move(kept))
        , number(its)
        , archive(store->ports())
    {}

    const std::shared_ptr<store::LocalStore> store;
    const std::uint64_t number;
    metrics_system::SeriesArchive archive;
    bool hasRetention = false;
};

OwnArchive::OwnArchive(Listener listener)
    : m_listener(std::move(listener))
{}

OwnArchive::~OwnArchive() = default; // Target is complete here only

std::uint64_t OwnArchive::recordInto(std::shared_ptr<store::LocalStore> store)
{
    std::shared_ptr<Target> last; // goes after the lock
    const std::lock_guard lock(m_mutex);
    ++m_number;
    last = std::exchange(m_target,
                         store ? std::make_shared<Target>(std::move(store), m_number) : nullptr);
    return m_number;
}

metrics::ExportResult OwnArchive::setRetention(std::chrono::hours keep)
{
    m_keep = keep;
    return {};
}

metrics::ExportResult OwnArchive::append(const metrics::MetricsSnapshot &snapshot,
                                         metrics::Deadline deadline)
{
    std::shared_ptr<Target> target;
    {
        const std::lock_guard lock(m_mutex);
        target = m_target;
    }
    if (!target)
        return {};
    if (m_keep.count() > 0 && !std::exchange(target->hasRetention, true)) {
        if (auto kept = target->archive.setRetention(m_keep); !kept.isDone)
            return kept;
    }
    const std::uint64_t before = target->archive.recordsStored();
    metrics::ExportResult result = target->archive.append(snapshot, deadline);
    m_stored += target->archive.recordsStored() - before;
    tell(target->number, result.why);
    return result;
}

void OwnArchive::tell(std::uint64_t store, const std::string &failure)
{
    const std::lock_guard lock(m_mutex);
    if (m_listener)
        m_listener(store, QString::fromStdString(failure));
}

void OwnArchive::silence()
{
    const std::lock_guard lock(m_mutex);
    m_listener = {};
}

void OwnArchive::close(metrics::Deadline /*deadline*/)
{
    recordInto(nullptr); // each append was durable
}

} // namespace tidemark::own

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/entry_lookup.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/record_rows.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectEntriesAt{
    "select_entries_at"_L1,
    "SELECT r.metric_id, r.device_id, s.id FROM session s CROSS JOIN record r "
    "ON r.session_id = s.id WHERE s.start_ns = ? AND s.is_entry = 1 ORDER BY +s.id"_L1};

} // namespace

Result<std::optional<RecordKey>> EntryLookup::find(MetricId metric, Timestamp at,
                                                   std::optional<std::int64_t> device)
{
    if (m_time != at) {
        m_time = at;
        m_isLoaded = false;
        return m_records.findEntry(metric, at, device);
    }
    if (!m_isLoaded) {
        if (auto loaded = load(at); !loaded)
            return failure(loaded.error());
    }
    const auto found = m_entries.find({metric, device});
    return found == m_entries.end() ? std::optional<RecordKey>()
                                    : std::optional(RecordKey{metric, found->second});
}

void EntryLookup::add(RecordKey key, Timestamp at, std::optional<std::int64_t> device)
{
    if (m_isLoaded && m_time == at)
        m_entries.insert_or_assign({key.metric, device}, key.session);
}

Result<void> EntryLookup::load(Timestamp at)
{
    m_entries.clear();
    Statement select = m_scope.connection().prepare(kSelectEntriesAt);
    if (auto done = select.run(at); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            break;
        // In the order of ids: the newest of equals stays.
        m_entries.insert_or_assign({select.id<MetricId>(0), select.optionalInteger(1)},
                                   select.id<SessionId>(2));
    }
    m_isLoaded = true;
    return {};
}

} // namespace tidemark::store

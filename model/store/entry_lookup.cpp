// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/entry_lookup.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/record_rows.h"

#include <QHashFunctions>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectEntriesAt{
    "select_entries_at"_L1,
    "SELECT r.metric_id, r.device_id, s.id FROM session s CROSS JOIN record r "
    "ON r.session_id = s.id WHERE s.org_id = ? AND s.start_ns = ? AND s.is_entry = 1 "
    "ORDER BY +s.id"_L1};

constexpr Sql kSelectEntriesOf{
    "select_entries_of"_L1,
    "SELECT s.start_ns, r.device_id, s.id FROM record r CROSS JOIN session s "
    "ON s.id = r.session_id WHERE r.metric_id = ? AND s.is_entry = 1 "
    "ORDER BY r.session_id LIMIT ?"_L1};

constexpr std::int64_t kFirstLook = 64;       // questions before the first pass
constexpr std::int64_t kRowsPerQuestion = 16; // of a pass, for the price of one question
constexpr std::int64_t kMaxLoaded = 1'000'000;

// The first look and each doubling of it: a pass that was in vain costs no more than the questions.
bool isLook(std::int64_t questions)
{
    return questions >= kFirstLook && (questions & (questions - 1)) == 0;
}

} // namespace

std::size_t EntryLookup::MomentHash::operator()(const Moment &moment) const noexcept
{
    return qHashMulti(0, moment.first, moment.second.value_or(-1));
}

Result<std::optional<RecordKey>> EntryLookup::find(MetricId metric, Timestamp at,
                                                   std::optional<std::int64_t> device)
{
    MetricEntries &entries = m_metrics[metric];
    if (auto loaded = loadWhenWorthIt(metric, entries); !loaded)
        return failure(loaded.error());
    if (!entries.isLoaded)
        return findAt(metric, at, device);
    const auto found = entries.sessions.find({at.posixNs(), device});
    return found == entries.sessions.end() ? std::optional<RecordKey>()
                                           : std::optional(RecordKey{metric, found->second});
}

Result<void> EntryLookup::loadWhenWorthIt(MetricId metric, MetricEntries &entries)
{
    if (entries.isLoaded || !isLook(++entries.questions))
        return {};
    const std::int64_t limit =
        std::min(entries.questions * kRowsPerQuestion, kMaxLoaded - m_loadedCount);
    Statement select = m_scope.connection().prepare(kSelectEntriesOf);
    if (auto done = select.run(metric, limit + 1); !done)
        return done;
    std::int64_t count = 0;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            break;
        if (++count > limit) {
            entries.sessions.clear();
            return {};
        }
        // In the order of ids: the newest of equals stays.
        entries.sessions.insert_or_assign({select.integer(0), select.optionalInteger(1)},
                                          select.id<SessionId>(2));
    }
    m_loadedCount += count;
    entries.isLoaded = true;
    return {};
}

Result<std::optional<RecordKey>> EntryLookup::findAt(MetricId metric, Timestamp at,
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
    const auto metric = m_metrics.find(key.metric);
    if (metric == m_metrics.end() || !metric->second.isLoaded)
        return;
    metric->second.sessions.insert_or_assign({at.posixNs(), device}, key.session);
    if (++m_loadedCount > kMaxLoaded)
        forget();
}

void EntryLookup::forget()
{
    m_time.reset();
    m_metrics.clear();
    m_loadedCount = 0;
}

Result<void> EntryLookup::load(Timestamp at)
{
    m_entries.clear();
    Statement select = m_scope.connection().prepare(kSelectEntriesAt);
    if (auto done = select.run(m_scope.org(), at); !done)
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

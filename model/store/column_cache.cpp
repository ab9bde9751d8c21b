// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/column_cache.h"

#include "model/store/connection.h"
#include "model/store/notices.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>

namespace tidemark::store {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// More writes than this between two uses are not followed one by one.
constexpr std::int64_t kMaxNoticesFollowed = 256;

constexpr Sql kTouchedSpans{
    "touched_spans"_L1,
    "SELECT seq, begin_ns, end_ns, all_metrics = 1 OR EXISTS "
    "(SELECT 1 FROM json_each(metrics) WHERE value = ?) FROM notice WHERE seq > ? ORDER BY seq"_L1};

/// Where the writes after `since` touched the metric; nothing when that cannot be told.
Result<std::optional<std::vector<TimeSpan>>> touchedSpans(Connection &connection, MetricId metric,
                                                          std::int64_t since, std::int64_t until)
{
    if (until - since > kMaxNoticesFollowed)
        return std::nullopt;
    Statement statement = connection.prepare(kTouchedSpans);
    if (auto done = statement.run(metric, since); !done)
        return failure(done.error());
    std::vector<TimeSpan> spans;
    for (std::int64_t expected = since + 1;; ++expected) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return expected > until ? std::optional(std::move(spans)) : std::nullopt;
        if (statement.integer(0) != expected)
            return std::nullopt; // dropped meanwhile
        if (statement.boolean(3) && !statement.isNull(1) && !statement.isNull(2))
            spans.push_back(TimeSpan{statement.integer(1), statement.integer(2)});
    }
}

IndexRange rangeOf(const MetricColumns &columns, const TimeSpan &span)
{
    const auto begin = columns.times_ns.begin();
    const auto first = std::lower_bound(begin, columns.times_ns.end(), span.first_ns);
    const auto last = std::upper_bound(first, columns.times_ns.end(), span.last_ns);
    return IndexRange{static_cast<std::size_t>(first - begin),
                      static_cast<std::size_t>(last - begin)};
}

bool isWorthMending(const MetricColumns &columns, const std::vector<TimeSpan> &spans,
                    std::size_t reloadRecords)
{
    if (columns.size() <= reloadRecords)
        return spans.empty();
    std::size_t touched = 0;
    for (const TimeSpan &span : spans) {
        const IndexRange range = rangeOf(columns, span);
        touched += range.last - range.first;
    }
    return touched <= columns.size() / 2;
}

} // namespace

Result<std::shared_ptr<const MetricColumns>> ColumnCache::columns(Connection &connection,
                                                                  MetricId metric,
                                                                  TimeFilter filter,
                                                                  const std::stop_token &stop)
{
    const Key key{metric, filter};
    const std::shared_ptr<Slot> slot = slotOf(key);
    std::unique_lock lock(slot->busy, std::defer_lock);
    while (!lock.try_lock_for(20ms)) {
        if (stop.stop_requested())
            return failure(cancelledError());
    }
    if (auto fresh = refresh(connection, key, *slot, stop); !fresh)
        return failure(fresh.error());
    const std::shared_ptr<const MetricColumns> columns = slot->columns;
    keep(key, *slot, columns->size_bytes());
    return columns;
}

std::shared_ptr<ColumnCache::Slot> ColumnCache::slotOf(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<Slot> &slot = m_slots[key];
    if (!slot)
        slot = std::make_shared<Slot>();
    slot->lastUse = ++m_uses;
    return slot;
}

Result<void> ColumnCache::refresh(Connection &connection, const Key &key, Slot &slot,
                                  const std::stop_token &stop) const
{
    const auto writeNumber = lastWriteSeq(connection);
    if (!writeNumber)
        return failure(writeNumber.error());
    if (slot.columns && slot.writeNumber >= *writeNumber)
        return {};
    const auto mended =
        slot.columns ? mend(connection, key, slot, *writeNumber, stop) : Result<bool>(false);
    if (!mended || !*mended)
        slot.columns.reset(); // after a failure some spans may be done, others not
    if (!mended)
        return failure(mended.error());
    if (!*mended) {
        auto loaded = loadColumns(connection, key.first, key.second, stop);
        if (!loaded)
            return failure(loaded.error());
        slot.columns = std::make_shared<MetricColumns>(std::move(*loaded));
    }
    slot.writeNumber = *writeNumber;
    return {};
}

// True when the columns now hold all writes; false when they must be loaded anew.
Result<bool> ColumnCache::mend(Connection &connection, const Key &key, Slot &slot,
                               std::int64_t writeNumber, const std::stop_token &stop) const
{
    const auto spans = touchedSpans(connection, key.first, slot.writeNumber, writeNumber);
    if (!spans)
        return failure(spans.error());
    if (!*spans || !isWorthMending(*slot.columns, **spans, m_limits.reloadRecords))
        return false;
    if ((*spans)->empty())
        return true;
    if (slot.columns.use_count() > 1)
        slot.columns = std::make_shared<MetricColumns>(*slot.columns); // others still read it
    std::atomic_thread_fence(std::memory_order_acquire); // after the last of the others
    for (const TimeSpan &span : **spans) {
        const auto part = loadColumns(connection, key.first, key.second, span, stop);
        if (!part)
            return failure(part.error());
        slot.columns->replace(rangeOf(*slot.columns, span), *part);
    }
    return true;
}

// Books the size and lets go of the columns that were used longest ago.
void ColumnCache::keep(const Key &key, Slot &slot, std::size_t size_bytes)
{
    const std::lock_guard lock(m_mutex);
    slot.size_bytes = size_bytes;
    if (size_bytes > m_limits.maxBytes) {
        m_slots.erase(key);
        return;
    }
    std::size_t sum = 0;
    for (const auto &[other, held] : m_slots)
        sum += held->size_bytes;
    while (sum > m_limits.maxBytes) {
        const auto oldest =
            std::min_element(m_slots.begin(), m_slots.end(), [](const auto &a, const auto &b) {
                return a.second->lastUse < b.second->lastUse;
            });
        sum -= oldest->second->size_bytes;
        m_slots.erase(oldest);
    }
}

std::size_t ColumnCache::size_bytes() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t sum = 0;
    for (const auto &[key, slot] : m_slots)
        sum += slot->size_bytes;
    return sum;
}

} // namespace tidemark::store

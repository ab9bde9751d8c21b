// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/chunk_table.h"

#include "model/store/connection.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kOverlapping{
    "chunk_overlapping"_L1,
    "SELECT id, t0, t1, n FROM chunk WHERE series_id = :series AND is_open = 0 AND t0 <= :last "
    "AND t0 >= coalesce((SELECT max(t0) FROM chunk WHERE series_id = :series AND is_open = 0 "
    "AND t0 <= :first), :first) AND t1 >= :first ORDER BY t0, id LIMIT :limit"_L1};
constexpr Sql kCountWithin{
    "chunk_count_within"_L1,
    "SELECT coalesce(sum(n), 0) FROM chunk WHERE series_id = :series AND is_open = 0 "
    "AND t0 >= :first AND t0 <= :last AND t1 <= :last"_L1};
constexpr Sql kStraddling{
    "chunk_straddling"_L1,
    "SELECT id, t0, t1, n FROM chunk WHERE series_id = :series AND is_open = 0 AND t0 <= :last "
    "AND t0 >= coalesce((SELECT max(t0) FROM chunk WHERE series_id = :series AND is_open = 0 "
    "AND t0 <= :first), :first) AND t1 >= :first AND (t0 < :first OR t1 > :last) "
    "ORDER BY t0, id"_L1};
constexpr Sql kLastBefore{"chunk_last_before"_L1,
                          "SELECT id, t0, t1, n FROM chunk WHERE series_id = ? AND is_open = 0 "
                          "AND t0 < ? ORDER BY t0 DESC LIMIT 1"_L1};
constexpr Sql kFirstFrom{"chunk_first_from"_L1,
                         "SELECT id, t0, t1, n FROM chunk WHERE series_id = ? AND is_open = 0 "
                         "AND t0 >= ? ORDER BY t0 LIMIT 1"_L1};
constexpr Sql kSealedAt{"chunk_sealed_at"_L1,
                        "SELECT id, t0, t1, n FROM chunk WHERE series_id = ? AND is_open = 0 "
                        "ORDER BY t0, id LIMIT 1 OFFSET ?"_L1};
constexpr Sql kOpen{"chunk_open"_L1,
                    "SELECT id, t0, t1, n FROM chunk WHERE series_id = ? AND is_open = 1"_L1};
constexpr Sql kBytes{"chunk_bytes"_L1, "SELECT data FROM chunk WHERE id = ?"_L1};
constexpr Sql kInsert{"chunk_insert"_L1, "INSERT INTO chunk (series_id, is_open, t0, t1, n, data) "
                                         "VALUES (?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kRewrite{"chunk_rewrite"_L1,
                       "UPDATE chunk SET t0 = ?, t1 = ?, n = ?, data = ? WHERE id = ?"_L1};
constexpr Sql kSeal{"chunk_seal"_L1, "UPDATE chunk SET is_open = 0 WHERE id = ?"_L1};
constexpr Sql kSetAside{"chunk_set_aside"_L1, "UPDATE chunk SET is_open = 2 WHERE id = ?"_L1};
constexpr Sql kAside{"chunk_aside"_L1,
                     "SELECT id, t0, t1, n FROM chunk WHERE series_id = ? AND is_open = 2 "
                     "AND t0 <= ? AND t1 >= ? ORDER BY t0, id"_L1};
constexpr Sql kRemove{"chunk_remove"_L1, "DELETE FROM chunk WHERE id = ?"_L1};
constexpr Sql kLastStamp{"chunk_last_stamp"_L1,
                         "SELECT max(t1) FROM (SELECT * FROM (SELECT t1 FROM chunk WHERE "
                         "series_id = :series AND is_open = 0 ORDER BY t0 DESC LIMIT 1) AS sealed "
                         "UNION ALL SELECT t1 FROM chunk WHERE series_id = :series AND "
                         "is_open = 2) AS ends"_L1};
constexpr Sql kFirstStamp{"chunk_first_stamp"_L1,
                          "SELECT min(t0) FROM chunk WHERE series_id = :series AND "
                          "is_open IN (0, 2)"_L1};

ChunkHead headOf(const Statement &row)
{
    return {row.integer(0), row.integer(1), row.integer(2),
            static_cast<std::size_t>(row.integer(3))};
}

Result<std::optional<ChunkHead>> firstHead(Statement &select)
{
    return select.next().transform(
        [&](bool isFound) { return isFound ? std::optional(headOf(select)) : std::nullopt; });
}

Result<std::vector<ChunkHead>> allRows(Statement &select)
{
    std::vector<ChunkHead> heads;
    for (;;) {
        const auto isFound = select.next();
        if (!isFound)
            return failure(isFound.error());
        if (!*isFound)
            return heads;
        heads.push_back(headOf(select));
    }
}

Result<std::vector<ChunkHead>> allHeads(Statement &select)
{
    return select.execute().and_then([&] { return allRows(select); });
}

Result<std::optional<std::int64_t>> numberOf(Statement &select, SeriesId series)
{
    select.set(":series"_L1, series);
    return select.execute().and_then([&] { return select.next(); }).transform([&](bool isFound) {
        return isFound && !select.isNull(0) ? std::optional(select.integer(0)) : std::nullopt;
    });
}

} // namespace

TimeWindow windowOf(const ChunkHead &chunk)
{
    return {Timestamp(chunk.first), Timestamp(saturatingAdd(chunk.last, 1))};
}

Result<std::vector<ChunkHead>> ChunkTable::overlapping(std::int64_t first, std::int64_t last,
                                                       std::int64_t limit) const
{
    Statement select = m_connection.prepare(kOverlapping);
    select.set(":series"_L1, m_series)
        .set(":first"_L1, first)
        .set(":last"_L1, last)
        .set(":limit"_L1, limit);
    return allHeads(select);
}

Result<std::int64_t> ChunkTable::countWithin(std::int64_t first, std::int64_t last) const
{
    Statement select = m_connection.prepare(kCountWithin);
    select.set(":series"_L1, m_series).set(":first"_L1, first).set(":last"_L1, last);
    return select.execute().and_then([&] { return select.next(); }).transform([&](bool isFound) {
        return isFound ? select.integer(0) : 0;
    });
}

Result<std::vector<ChunkHead>> ChunkTable::straddling(std::int64_t first, std::int64_t last) const
{
    Statement select = m_connection.prepare(kStraddling);
    select.set(":series"_L1, m_series).set(":first"_L1, first).set(":last"_L1, last);
    return allHeads(select);
}

Result<std::optional<ChunkHead>> ChunkTable::lastBefore(std::int64_t time) const
{
    Statement select = m_connection.prepare(kLastBefore);
    return select.run(m_series, time).and_then([&] { return firstHead(select); });
}

Result<std::optional<ChunkHead>> ChunkTable::firstFrom(std::int64_t time) const
{
    Statement select = m_connection.prepare(kFirstFrom);
    return select.run(m_series, time).and_then([&] { return firstHead(select); });
}

Result<std::optional<ChunkHead>> ChunkTable::sealedAt(std::int64_t rank) const
{
    Statement select = m_connection.prepare(kSealedAt);
    return select.run(m_series, rank).and_then([&] { return firstHead(select); });
}

Result<std::optional<ChunkHead>> ChunkTable::open() const
{
    Statement select = m_connection.prepare(kOpen);
    return select.run(m_series).and_then([&] { return firstHead(select); });
}

Result<QByteArray> ChunkTable::bytes(const ChunkHead &chunk) const
{
    Statement select = m_connection.prepare(kBytes);
    if (auto done = select.run(chunk.id); !done)
        return failure(done.error());
    return select.next().transform(
        [&](bool isFound) { return isFound ? select.bytes(0) : QByteArray(); });
}

Result<void> ChunkTable::insert(std::span<const std::int64_t> times, QByteArrayView bytes,
                                bool isOpen)
{
    return m_connection.prepare(kInsert).run(m_series, isOpen, times.front(), times.back(),
                                             static_cast<std::int64_t>(times.size()), bytes);
}

Result<void> ChunkTable::rewrite(std::int64_t chunk, std::span<const std::int64_t> times,
                                 QByteArrayView bytes)
{
    return m_connection.prepare(kRewrite).run(
        times.front(), times.back(), static_cast<std::int64_t>(times.size()), bytes, chunk);
}

Result<void> ChunkTable::seal(std::int64_t chunk)
{
    return m_connection.prepare(kSeal).run(chunk);
}

Result<void> ChunkTable::setAside(std::int64_t chunk)
{
    return m_connection.prepare(kSetAside).run(chunk);
}

Result<std::vector<ChunkHead>> ChunkTable::aside(std::int64_t first, std::int64_t last) const
{
    Statement select = m_connection.prepare(kAside);
    if (auto done = select.run(m_series, last, first); !done)
        return failure(done.error());
    return allRows(select);
}

Result<void> ChunkTable::remove(std::int64_t chunk)
{
    return m_connection.prepare(kRemove).run(chunk);
}

Result<std::optional<std::int64_t>> ChunkTable::lastStamp() const
{
    Statement select = m_connection.prepare(kLastStamp);
    return numberOf(select, m_series);
}

Result<std::optional<std::int64_t>> ChunkTable::firstStamp() const
{
    Statement select = m_connection.prepare(kFirstStamp);
    return numberOf(select, m_series);
}

} // namespace tidemark::store

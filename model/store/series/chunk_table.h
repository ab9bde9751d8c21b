// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/series/chunk_codec.h"
#include "model/time/time_window.h"

#include <QByteArray>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::store {

class Connection;

/// A chunk without its samples.
struct ChunkHead
{
    std::int64_t id = 0;
    std::int64_t first = 0; ///< ns
    std::int64_t last = 0;  ///< ns
    std::size_t count = 0;
};

[[nodiscard]] TimeWindow windowOf(const ChunkHead &chunk);

/// The chunks of one series as rows. Sealed ones do not overlap: a damaged one in whose stretch
/// samples came later is set aside, and is among none of the others from then on. Errors of all:
/// those of sqlError(). On the connection's thread, in its transaction.
class ChunkTable
{
public:
    static constexpr std::int64_t kAll = -1;

    ChunkTable(Connection &connection, SeriesId series)
        : m_connection(connection)
        , m_series(series)
    {}

    /// Sealed ones that reach into the time from `first` to `last`, both included, in the order of
    /// time; at most `limit`.
    [[nodiscard]] Result<std::vector<ChunkHead>> overlapping(std::int64_t first, std::int64_t last,
                                                             std::int64_t limit = kAll) const;
    /// How many samples those hold that lie whole in that time.
    [[nodiscard]] Result<std::int64_t> countWithin(std::int64_t first, std::int64_t last) const;
    /// Those of overlapping() that reach beyond it on either side.
    [[nodiscard]] Result<std::vector<ChunkHead>> straddling(std::int64_t first,
                                                            std::int64_t last) const;
    /// The sealed one that begins last of those that begin before `time`.
    [[nodiscard]] Result<std::optional<ChunkHead>> lastBefore(std::int64_t time) const;
    /// The sealed one that begins first of those that begin at `time` or later.
    [[nodiscard]] Result<std::optional<ChunkHead>> firstFrom(std::int64_t time) const;
    /// The sealed one with so many before it in the order of time.
    [[nodiscard]] Result<std::optional<ChunkHead>> sealedAt(std::int64_t rank) const;
    [[nodiscard]] Result<std::optional<ChunkHead>> open() const;
    [[nodiscard]] Result<QByteArray> bytes(const ChunkHead &chunk) const;

    /// Of up to series::kChunkPoints samples; the bytes are the codec's.
    [[nodiscard]] Result<void> insert(std::span<const std::int64_t> times, QByteArrayView bytes,
                                      bool isOpen);
    /// New samples for an open chunk.
    [[nodiscard]] Result<void> rewrite(std::int64_t chunk, std::span<const std::int64_t> times,
                                       QByteArrayView bytes);
    /// As it is, an open one is one of the sealed ones from now on.
    [[nodiscard]] Result<void> seal(std::int64_t chunk);
    /// A sealed one that cannot be read makes room for others in its stretch of time.
    [[nodiscard]] Result<void> setAside(std::int64_t chunk);
    /// Those set aside that reach into the time from `first` to `last`, both included, in the order
    /// of time.
    [[nodiscard]] Result<std::vector<ChunkHead>> aside(std::int64_t first, std::int64_t last) const;
    [[nodiscard]] Result<void> remove(std::int64_t chunk);
    /// The last stamp of sealed ones and those set aside, and the first.
    [[nodiscard]] Result<std::optional<std::int64_t>> lastStamp() const;
    [[nodiscard]] Result<std::optional<std::int64_t>> firstStamp() const;

private:
    Connection &m_connection;
    SeriesId m_series;
};

} // namespace tidemark::store

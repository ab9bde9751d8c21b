// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/store/series/chunk_loader.h"
#include "model/store/series/sample_order.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// What a change did to one stretch of a series: at some stamps, or to all samples from `first` to
/// `last`, both included. Holds at most series::kChunkPoints samples of each kind.
struct SampleRevision
{
    std::int64_t id = 0;
    SeriesId series = {};
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::size_t afterCount = 0;            ///< samples that the change left there
    std::int64_t afterHash = 0;            ///< hashOf() them
    OrderedSamples before = {};            ///< those that stood there before it
    std::vector<std::int64_t> stamps = {}; ///< empty: all from `first` to `last`
};

/// By which samples are known to be the same, bit for bit.
[[nodiscard]] std::int64_t hashOf(std::span<const std::int64_t> times,
                                  std::span<const double> values) noexcept;

/// The revisions of one change as rows. Errors of all: those of sqlError(), and Damaged for bytes
/// that cannot be read. On the connection's thread, in its transaction.
class SampleRevisions
{
public:
    /// Both are loans; `workspace` is used up.
    SampleRevisions(Connection &connection, ChangeId change, ChunkWorkspace &workspace)
        : m_connection(connection)
        , m_change(change)
        , m_workspace(workspace)
    {}

    [[nodiscard]] Result<void> add(const SampleRevision &revision);
    /// Series by series, each in the order in which they were written.
    [[nodiscard]] Result<std::vector<std::int64_t>> ids();
    [[nodiscard]] Result<SampleRevision> read(std::int64_t id);
    /// Whether the change has written a sample at this stamp.
    [[nodiscard]] Result<bool> hasWritten(SeriesId series, std::int64_t stamp);

    /// While the change is undone: what it had left.
    [[nodiscard]] Result<void> keepAfter(std::int64_t id, const OrderedSamples &samples);
    /// Takes it back out.
    [[nodiscard]] Result<OrderedSamples> takeAfter(const SampleRevision &revision);

private:
    [[nodiscard]] std::optional<QByteArray> encoded(std::span<const std::int64_t> times,
                                                    std::span<const double> values);
    [[nodiscard]] Result<OrderedSamples> decoded(const QByteArray &bytes, std::size_t count,
                                                 std::int64_t id);

    Connection &m_connection;
    ChangeId m_change;
    ChunkWorkspace &m_workspace;
};

/// A revision of any change whose samples cannot be read.
struct DamagedRevision
{
    std::int64_t id = 0;
    SeriesId series = {};
    TimeWindow window = {};
};
/// Errors: those of sqlError(), Cancelled. On the connection's thread, in its transaction.
[[nodiscard]] Result<std::vector<DamagedRevision>>
findDamagedRevisions(Connection &connection, ChunkWorkspace &workspace,
                     const std::stop_token &stop);

} // namespace tidemark::store

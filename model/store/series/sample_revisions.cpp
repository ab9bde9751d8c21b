// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_revisions.h"

#include "model/store/connection.h"
#include "model/store/store_lanes.h"

#include <QCoreApplication>

#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct RevisionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SampleRevisions)
};

constexpr Sql kInsert{"sample_revision_insert"_L1,
                      "INSERT INTO sample_revision (step_id, series_id, t0, t1, after_n, "
                      "after_hash, before_n, stamps_n, before, stamps) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kIds{"sample_revision_ids"_L1,
                   "SELECT id FROM sample_revision WHERE step_id = ? ORDER BY series_id, id"_L1};
constexpr Sql kRead{"sample_revision_read"_L1,
                    "SELECT series_id, t0, t1, after_n, after_hash, before_n, stamps_n, before, "
                    "stamps FROM sample_revision WHERE id = ?"_L1};
constexpr Sql kOver{"sample_revision_over"_L1,
                    "SELECT id, stamps_n, stamps FROM sample_revision WHERE step_id = ? "
                    "AND series_id = ? AND t0 <= ? AND t1 >= ? AND after_n > 0"_L1};
constexpr Sql kAllKept{"sample_revision_all_kept"_L1,
                       "SELECT id, series_id, t0, t1, before, before_n, stamps, stamps_n, after, "
                       "after_n FROM sample_revision WHERE before IS NOT NULL "
                       "OR stamps IS NOT NULL OR after IS NOT NULL ORDER BY id"_L1};
constexpr Sql kReadAfter{"sample_revision_after"_L1,
                         "SELECT after FROM sample_revision WHERE id = ?"_L1};
constexpr Sql kSetAfter{"sample_revision_set_after"_L1,
                        "UPDATE sample_revision SET after = ? WHERE id = ?"_L1};

// For a statement, which uses the bytes while it runs.
std::optional<QByteArrayView> viewOf(const std::optional<QByteArray> &bytes)
{
    return bytes ? std::optional(QByteArrayView(*bytes)) : std::nullopt;
}

std::int64_t numberOf(std::size_t count)
{
    return static_cast<std::int64_t>(count);
}

} // namespace

std::int64_t hashOf(std::span<const std::int64_t> times, std::span<const double> values) noexcept
{
    const XXH64_hash_t ofTimes = XXH3_64bits_withSeed(times.data(), times.size_bytes(), 0);
    return std::bit_cast<std::int64_t>(
        XXH3_64bits_withSeed(values.data(), values.size_bytes(), ofTimes));
}

std::optional<QByteArray> SampleRevisions::encoded(std::span<const std::int64_t> times,
                                                   std::span<const double> values)
{
    if (times.empty())
        return std::nullopt;
    return m_workspace.codec.encode(times, values).toByteArray();
}

Result<OrderedSamples> SampleRevisions::decoded(const QByteArray &bytes, std::size_t count,
                                                std::int64_t id)
{
    OrderedSamples samples;
    if (count == 0)
        return samples;
    m_workspace.chunk = 0; // its points are others now
    const series::ChunkFault fault = m_workspace.codec.decode(bytes, count, m_workspace.points);
    if (fault != series::ChunkFault::None)
        return failure(Error{ErrorCode::Damaged,
                             RevisionText::tr("The samples of this step are damaged, so that it "
                                              "can be neither undone nor repeated."),
                             u"sample_revision %1: %2"_s.arg(id).arg(series::faultName(fault)),
                             ErrorSubject::Samples});
    samples.append(m_workspace.points.times(), m_workspace.points.values());
    return samples;
}

Result<void> SampleRevisions::add(const SampleRevision &revision)
{
    const auto before = encoded(revision.before.times, revision.before.values);
    const std::vector<double> nothing(revision.stamps.size(), 0);
    const auto stamps = encoded(revision.stamps, nothing);
    return m_connection.prepare(kInsert).run(
        m_change, revision.series, revision.first, revision.last, numberOf(revision.afterCount),
        revision.afterHash, numberOf(revision.before.times.size()),
        numberOf(revision.stamps.size()), viewOf(before), viewOf(stamps));
}

Result<std::vector<std::int64_t>> SampleRevisions::ids()
{
    std::vector<std::int64_t> found;
    Statement select = m_connection.prepare(kIds);
    if (auto done = select.run(m_change); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return found;
        found.push_back(select.integer(0));
    }
}

Result<SampleRevision> SampleRevisions::read(std::int64_t id)
{
    Statement select = m_connection.prepare(kRead);
    if (auto done = select.run(id); !done)
        return failure(done.error());
    if (const auto row = select.next(); !row || !*row)
        return failure(row ? Error{ErrorCode::NotFound, {}, {}} : row.error());
    SampleRevision revision;
    revision.id = id;
    revision.series = select.id<SeriesId>(0);
    revision.first = select.integer(1);
    revision.last = select.integer(2);
    revision.afterCount = static_cast<std::size_t>(select.integer(3));
    revision.afterHash = select.integer(4);
    auto before = decoded(select.bytes(7), static_cast<std::size_t>(select.integer(5)), id);
    if (!before)
        return failure(before.error());
    revision.before = *std::move(before);
    auto stamps = decoded(select.bytes(8), static_cast<std::size_t>(select.integer(6)), id);
    if (!stamps)
        return failure(stamps.error());
    revision.stamps = std::move(stamps->times);
    return revision;
}

Result<bool> SampleRevisions::hasWritten(SeriesId series, std::int64_t stamp)
{
    Statement select = m_connection.prepare(kOver);
    if (auto done = select.run(m_change, series, stamp, stamp); !done)
        return failure(done.error());
    while (true) {
        auto row = select.next();
        if (!row || !*row)
            return row;
        const auto count = static_cast<std::size_t>(select.integer(1));
        const auto stamps = decoded(select.bytes(2), count, select.integer(0));
        if (!stamps)
            return failure(stamps.error());
        if (count == 0 || !between(stamps->times, stamp, stamp).empty())
            return true;
    }
}

Result<void> SampleRevisions::keepAfter(std::int64_t id, const OrderedSamples &samples)
{
    const auto bytes = encoded(samples.times, samples.values);
    return m_connection.prepare(kSetAfter).run(viewOf(bytes), id);
}

Result<OrderedSamples> SampleRevisions::takeAfter(const SampleRevision &revision)
{
    Statement select = m_connection.prepare(kReadAfter);
    if (auto done = select.run(revision.id); !done)
        return failure(done.error());
    if (const auto row = select.next(); !row)
        return failure(row.error());
    auto samples = decoded(select.bytes(0), revision.afterCount, revision.id);
    if (!samples)
        return samples;
    select.finish();
    return m_connection.prepare(kSetAfter)
        .run(std::optional<QByteArrayView>(), revision.id)
        .transform([&] { return *std::move(samples); });
}

Result<std::vector<DamagedRevision>>
findDamagedRevisions(Connection &connection, ChunkWorkspace &workspace, const std::stop_token &stop)
{
    workspace.chunk = 0; // its points are others now
    const auto isSound = [&workspace](const QByteArray &bytes, std::int64_t count) {
        return bytes.isNull() ||
               workspace.codec.decode(bytes, static_cast<std::size_t>(count), workspace.points) ==
                   series::ChunkFault::None;
    };
    std::vector<DamagedRevision> found;
    Statement select = connection.prepare(kAllKept);
    if (auto done = select.run(); !done)
        return failure(done.error());
    while (true) {
        if (stop.stop_requested())
            return failure(cancelledError());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return found;
        if (isSound(select.bytes(4), select.integer(5)) &&
            isSound(select.bytes(6), select.integer(7)) &&
            isSound(select.bytes(8), select.integer(9)))
            continue;
        found.push_back({select.integer(0),
                         select.id<SeriesId>(1),
                         {select.timestamp(2), Timestamp(saturatingAdd(select.integer(3), 1))}});
    }
}

} // namespace tidemark::store

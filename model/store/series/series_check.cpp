// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_check.h"

#include "model/store/connection.h"
#include "model/store/read_ids.h"
#include "model/store/series/ladder_check.h"
#include "model/store/series/sample_revisions.h"
#include "model/store/series/series_row.h"
#include "model/store/series/unsealed.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kAllSeries{"series_ids"_L1, "SELECT id FROM series ORDER BY id"_L1};

/// One series.
class Checker
{
public:
    Checker(Connection &connection, const SeriesRow &row, ChunkWorkspace &workspace,
            SeriesCheck &found, const std::stop_token &stop)
        : m_connection(connection)
        , m_row(row)
        , m_workspace(workspace)
        , m_loader(connection, row.id, row.rewrites, workspace)
        , m_found(found)
        , m_stop(stop)
    {
        m_workspace.chunk = 0; // what was decoded before is read again
        if (row.rung)
            m_ladder = std::make_unique<LadderCheck>(
                connection, row.id, *row.rung,
                [this](const TimeWindow &window, const QString &detail) {
                    find(SeriesFault::Part::Ladder, window, detail);
                });
    }

    [[nodiscard]] Result<void> run()
    {
        return sealed()
            .and_then([&] { return unsealed(); })
            .and_then([&] { return finishLadder(); })
            .transform([&] {
                m_found.samples += m_samples;
                if (m_samples != m_row.samples || m_first != m_row.first || m_last != m_row.last ||
                    m_sealed != m_row.sealed)
                    find(SeriesFault::Part::Numbers, TimeWindow::all(),
                         u"%1 samples for %2"_s.arg(m_row.samples).arg(m_samples));
            });
    }

private:
    [[nodiscard]] Result<void> sealed()
    {
        const auto heads =
            m_loader.table().overlapping(Timestamp::min().posixNs(), Timestamp::max().posixNs());
        if (!heads)
            return failure(heads.error());
        const auto aside =
            m_loader.table().aside(Timestamp::min().posixNs(), Timestamp::max().posixNs());
        if (!aside)
            return failure(aside.error());
        std::vector<ChunkHead> all = *heads;
        all.insert(all.end(), aside->begin(), aside->end());
        std::sort(all.begin(), all.end(), [](const ChunkHead &one, const ChunkHead &other) {
            return std::pair(one.first, one.id) < std::pair(other.first, other.id);
        });
        for (const ChunkHead &head : all) {
            if (m_stop.stop_requested())
                return failure(cancelledError());
            if (auto looked = look(head); !looked)
                return looked;
            m_sealed = std::max(m_sealed.value_or(head.last), head.last);
        }
        return {};
    }

    [[nodiscard]] Result<void> look(const ChunkHead &head)
    {
        ++m_found.chunks;
        const auto points = m_loader.load(head);
        if (!points)
            return failure(points.error());
        if (!*points) {
            find(SeriesFault::Part::Chunk, windowOf(head),
                 u"chunk %1 cannot be read"_s.arg(head.id));
            if (m_ladder)
                m_ladder->passUnknown(windowOf(head));
            take(head.first, head.last, head.count);
            return {};
        }
        const auto times = (*points)->times();
        if (times.front() != head.first || times.back() != head.last)
            find(SeriesFault::Part::Chunk, windowOf(head),
                 u"chunk %1 begins or ends elsewhere"_s.arg(head.id));
        take(times.front(), times.back(), times.size());
        return m_ladder ? m_ladder->pass(times, (*points)->values()) : Result<void>();
    }

    [[nodiscard]] Result<void> unsealed()
    {
        const auto samples = readUnsealed(m_connection, m_row, m_workspace);
        if (!samples)
            return failure(samples.error());
        if (samples->damaged)
            find(SeriesFault::Part::Chunk, *samples->damaged,
                 u"chunk %1 cannot be read"_s.arg(samples->chunk));
        if (samples->damaged)
            m_samples = m_row.samples; // how many it held is not known
        else if (!samples->isEmpty())
            take(samples->times.front(), samples->times.back(), samples->times.size());
        if (samples->damaged) {
            m_first = m_row.first;
            m_last = m_row.last;
        }
        return {};
    }

    [[nodiscard]] Result<void> finishLadder()
    {
        if (!m_ladder)
            return {};
        return m_ladder->finish().transform([&](std::int64_t blocks) { m_found.blocks += blocks; });
    }

    void take(std::int64_t first, std::int64_t last, std::size_t count)
    {
        m_samples += static_cast<std::int64_t>(count);
        m_first = std::min(m_first.value_or(first), first);
        m_last = std::max(m_last.value_or(last), last);
    }

    void find(SeriesFault::Part part, const TimeWindow &window, const QString &detail)
    {
        ++m_found.faultCount;
        if (m_found.faults.size() < SeriesCheck::kMostFaults)
            m_found.faults.push_back({m_row.id, part, window, detail});
    }

    Connection &m_connection;
    const SeriesRow &m_row;
    ChunkWorkspace &m_workspace;
    ChunkLoader m_loader;
    std::unique_ptr<LadderCheck> m_ladder; // null: the series has none
    SeriesCheck &m_found;
    const std::stop_token &m_stop;
    std::int64_t m_samples = 0;
    std::optional<std::int64_t> m_first;
    std::optional<std::int64_t> m_last;
    std::optional<std::int64_t> m_sealed;
};

} // namespace

Result<std::vector<SeriesId>> allSeries(Connection &connection)
{
    Statement select = connection.prepare(kAllSeries);
    if (auto done = select.run(); !done)
        return failure(done.error());
    return readIds<SeriesId>(select);
}

SeriesCheck &SeriesCheck::operator+=(const SeriesCheck &other)
{
    series += other.series;
    samples += other.samples;
    chunks += other.chunks;
    blocks += other.blocks;
    faultCount += other.faultCount;
    const std::size_t room = kMostFaults - std::min(faults.size(), kMostFaults);
    const std::size_t taken = std::min(room, other.faults.size());
    faults.insert(faults.end(), other.faults.begin(),
                  other.faults.begin() + static_cast<std::ptrdiff_t>(taken));
    return *this;
}

Result<SeriesCheck> checkOneSeries(Connection &connection, SeriesId series,
                                   ChunkWorkspace &workspace, const std::stop_token &stop)
{
    const auto row = readSeriesRow(connection, series);
    if (!row)
        return failure(row.error());
    SeriesCheck found;
    found.series = 1;
    return Checker(connection, *row, workspace, found, stop).run().transform([&] { return found; });
}

Result<SeriesCheck> checkSeries(Connection &connection, ChunkWorkspace &workspace,
                                const std::stop_token &stop)
{
    const auto ids = allSeries(connection);
    if (!ids)
        return failure(ids.error());
    SeriesCheck found;
    for (const SeriesId id : *ids) {
        const auto one = checkOneSeries(connection, id, workspace, stop);
        if (!one)
            return failure(one.error());
        found += *one;
    }
    const auto damaged = findDamagedRevisions(connection, workspace, stop);
    if (!damaged)
        return failure(damaged.error());
    SeriesCheck kept;
    for (const DamagedRevision &revision : *damaged)
        kept.faults.push_back({revision.series, SeriesFault::Part::Step, revision.window,
                               u"sample_revision %1"_s.arg(revision.id)});
    kept.faultCount = static_cast<std::int64_t>(damaged->size());
    found += kept;
    return found;
}

} // namespace tidemark::store

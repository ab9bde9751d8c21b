// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/merge_samples.h"

#include "model/store/change_scope.h"
#include "model/store/series/sample_journal.h"
#include "model/store/series/series_catalog.h"
#include "model/store/series/series_reader.h"
#include "model/store/store_lanes.h"
#include "model/time/time_format.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace tidemark::store {
namespace {

struct MergeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::MetricMerge)
};

Error unreadable(const MergeSides &sides, std::int64_t first, std::int64_t last)
{
    const auto text = [](std::int64_t time) { return isoTime(Timestamp(time)); };
    return {ErrorCode::Damaged,
            MergeText::tr("Samples of \"%1\" between %2 and %3 are damaged and would be left "
                          "behind. Remove that stretch of \"%1\" first.")
                .arg(sides.from.name, text(first), text(last)),
            {},
            ErrorSubject::Samples};
}

/// The samples of a stretch of a series, one after the other, some thousand at a time.
class SampleWalk
{
public:
    SampleWalk(Connection &connection, const SeriesRow &row, SeriesCache &cache,
               ChunkWorkspace &workspace, const std::stop_token &stop, const TimeWindow &window)
        : m_row(row)
        , m_reader(connection, m_row, cache, workspace, stop)
        , m_rest(window)
    {}

    /// Nothing at the end.
    [[nodiscard]] Result<std::optional<std::int64_t>> next()
    {
        if (m_next == m_page.size()) {
            auto page = m_reader.samples(m_rest, series::kChunkPoints);
            if (!page)
                return failure(page.error());
            m_page = *std::move(page);
            m_next = 0;
            if (m_page.empty())
                return std::nullopt;
            m_rest.begin = m_page.back().at + Timedelta(1);
        }
        return m_page[m_next++].at.posixNs();
    }
    [[nodiscard]] std::vector<TimeWindow> damaged() const { return m_reader.damaged(); }

private:
    SeriesRow m_row;
    SeriesReader m_reader;
    TimeWindow m_rest;
    std::vector<Sample> m_page;
    std::size_t m_next = 0;
};

Result<std::int64_t> countCommon(SampleWalk &one, SampleWalk &other)
{
    std::int64_t count = 0;
    auto a = one.next();
    auto b = other.next();
    while (a && b && *a && *b) {
        const std::int64_t left = **a;
        const std::int64_t right = **b;
        count += left == right ? 1 : 0;
        if (left <= right)
            a = one.next();
        if (right <= left)
            b = other.next();
    }
    if (!a || !b)
        return failure(a ? b.error() : a.error());
    return count;
}

Result<std::int64_t> countInBoth(Connection &connection, OrgId org, const MergeSides &sides,
                                 const SeriesInfo &from, const SeriesInfo &into, SeriesCache &cache,
                                 const std::stop_token &stop)
{
    const TimeWindow common{std::max(*from.firstAt, *into.firstAt),
                            std::min(*from.lastAt, *into.lastAt) + Timedelta(1)};
    if (common.isEmpty())
        return 0;
    const auto one = findSeries(connection, org, from.id);
    if (!one)
        return failure(one.error());
    const auto other = findSeries(connection, org, into.id);
    if (!other)
        return failure(other.error());
    const BorrowedWorkspace workspace(cache);
    const BorrowedWorkspace otherWorkspace(cache);
    SampleWalk walk(connection, *one, cache, *workspace, stop, common);
    SampleWalk otherWalk(connection, *other, cache, *otherWorkspace, stop, common);
    auto count = countCommon(walk, otherWalk);
    if (const auto damaged = walk.damaged(); count && !damaged.empty())
        return failure(
            unreadable(sides, damaged.front().begin.posixNs(), damaged.front().end.posixNs() - 1));
    return count;
}

/// One series on its way into the other one.
class SeriesMerge
{
public:
    SeriesMerge(ChangeScope &scope, const MergeSides &sides, MergeConflicts conflicts,
                SeriesCache &cache)
        : m_scope(scope)
        , m_sides(sides)
        , m_values(sides)
        , m_conflicts(conflicts)
        , m_workspace(cache)
        , m_otherWorkspace(cache)
        , m_journal(scope, *m_otherWorkspace)
    {}

    [[nodiscard]] Result<void> run(const SeriesInfo &from, const std::stop_token &stop)
    {
        Connection &connection = m_scope.connection();
        const auto target = openSeries(connection, m_scope.org(), {m_sides.into.id, from.key.tags});
        if (!target)
            return failure(target.error());
        const auto reader = SeriesWriter::begin(connection, from.id, *m_workspace);
        if (!reader)
            return failure(reader.error());
        const auto writer = SeriesWriter::begin(connection, target->id, *m_otherWorkspace);
        if (!writer)
            return failure(writer.error());
        std::int64_t first = from.firstAt->posixNs();
        const auto aside = (*reader)->aside(first, from.lastAt->posixNs());
        if (!aside)
            return failure(aside.error());
        if (!aside->empty())
            return failure(unreadable(m_sides, aside->front().first, aside->front().last));
        while (first <= from.lastAt->posixNs()) {
            if (stop.stop_requested())
                return failure(cancelledError());
            auto piece = (*reader)->piece(first, from.lastAt->posixNs());
            if (!piece)
                return failure(piece.error());
            if (piece->isUnreadable)
                return failure(unreadable(m_sides, first, piece->last));
            if (auto put = take(**writer, piece->samples); !put)
                return put;
            first = piece->last + 1;
        }
        return (*writer)->finish();
    }

private:
    [[nodiscard]] Result<void> take(SeriesWriter &writer, OrderedSamples &samples)
    {
        for (double &value : samples.values) {
            const auto converted = m_values.of(value);
            if (!converted)
                return failure(converted.error());
            value = *converted;
        }
        const auto taken = writer.at(samples.times);
        if (!taken)
            return failure(taken.error());
        if (m_conflicts == MergeConflicts::Replace)
            return m_journal.put(writer, samples.times, samples.values, *taken);
        const OrderedSamples free = without(samples.times, samples.values, taken->times);
        return m_journal.put(writer, free.times, free.values, {});
    }

    ChangeScope &m_scope;
    const MergeSides &m_sides;
    MergedValues m_values;
    MergeConflicts m_conflicts;
    BorrowedWorkspace m_workspace;
    BorrowedWorkspace m_otherWorkspace;
    SampleJournal m_journal;
};

} // namespace

Result<void> countMergedSamples(Connection &connection, OrgId org, const MergeSides &sides,
                                SeriesCache &cache, const std::stop_token &stop,
                                MergeCounts &counts)
{
    const auto sources = listSeries(connection, org, {sides.from.id});
    if (!sources)
        return failure(sources.error());
    const auto targets = listSeries(connection, org, {sides.into.id});
    if (!targets)
        return failure(targets.error());
    for (const SeriesInfo &source : *sources) {
        if (source.samples == 0)
            continue;
        ++counts.series;
        counts.samples += source.samples;
        for (const SeriesInfo &target : *targets) {
            if (target.samples == 0 || target.key.tags != source.key.tags)
                continue;
            const auto common = countInBoth(connection, org, sides, source, target, cache, stop);
            if (!common)
                return failure(common.error());
            counts.samplesInBoth += *common;
        }
    }
    return {};
}

Result<void> mergeSamples(ChangeScope &scope, const MergeSides &sides, MergeConflicts conflicts,
                          SeriesCache &cache, const std::stop_token &stop)
{
    const auto sources = listSeries(scope.connection(), scope.org(), {sides.from.id});
    if (!sources)
        return failure(sources.error());
    for (const SeriesInfo &source : *sources) {
        if (source.samples == 0)
            continue;
        if (auto merged = SeriesMerge(scope, sides, conflicts, cache).run(source, stop); !merged)
            return merged;
    }
    return {};
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_retention.h"

#include "model/store/connection.h"
#include "model/store/series/sample_count.h"
#include "model/store/series/series_catalog.h"
#include "model/store/series/series_writer.h"
#include "model/store/transaction.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// With their aggregates, and the sync of the commit, some milliseconds.
constexpr std::int64_t kChunksOfPiece = 4;

constexpr Sql kStates{
    "retention_states"_L1,
    "SELECT m.id, m.name, m.keep_ns, (SELECT max(s.last_ns) FROM series s WHERE s.metric_id = "
    "m.id) "
    "FROM metric m WHERE m.keep_ns IS NOT NULL AND m.org_id = coalesce(?, m.org_id) "
    "ORDER BY m.name, m.id"_L1};
constexpr Sql kAgedSeries{
    "retention_series"_L1,
    "SELECT s.id, m.id, o.id, o.uid FROM series s JOIN metric m ON m.id = s.metric_id "
    "JOIN org o ON o.id = m.org_id WHERE m.id = ? AND s.first_ns < ? ORDER BY s.id"_L1};
constexpr Sql kKeep{"retention_keep"_L1,
                    "SELECT m.id, m.name, m.keep_ns, (SELECT max(other.last_ns) FROM series other "
                    "WHERE other.metric_id = m.id) FROM series s JOIN metric m "
                    "ON m.id = s.metric_id WHERE s.id = ? AND m.keep_ns IS NOT NULL"_L1};
constexpr Sql kAged{"retention_aged"_L1, "SELECT aged_ns FROM series WHERE id = ?"_L1};
constexpr Sql kSetAged{"retention_set_aged"_L1,
                       "UPDATE series SET aged_ns = max(coalesce(aged_ns, :end), :end) "
                       "WHERE id = :series"_L1};

RetentionState stateOf(const Statement &row, Timestamp now)
{
    RetentionState state;
    state.metric = row.id<MetricId>(0);
    state.name = row.text(1);
    state.keep = Timedelta(row.integer(2));
    state.newestAt = row.optionalTimestamp(3);
    if (state.newestAt)
        state.clock = clockTrust(now, *state.newestAt, state.keep);
    return state;
}

Result<void> addSeries(Connection &connection, const RetentionState &state, Timestamp now,
                       std::vector<AgedSeries> &due)
{
    Statement select = connection.prepare(kAgedSeries);
    if (auto done = select.run(state.metric, retentionBorder(now, state.keep)); !done)
        return done;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        due.push_back(
            {select.id<SeriesId>(0), select.id<MetricId>(1), select.id<OrgId>(2), select.text(3)});
    }
}

// Nothing when none are to be removed now.
Result<std::optional<std::int64_t>> borderOf(Connection &connection, SeriesId series, Timestamp now)
{
    Statement select = connection.prepare(kKeep);
    if (auto done = select.run(series); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::nullopt;
    const RetentionState state = stateOf(select, now);
    if (!state.newestAt || state.clock != ClockTrust::Plausible)
        return std::nullopt;
    return retentionBorder(now, state.keep).posixNs();
}

struct PieceEnd
{
    std::int64_t last = 0; ///< included
    bool isBorder = false;
};

// A chunk set aside that reaches beyond a piece goes with the one in which all beside it is gone.
Result<PieceEnd> endOf(Connection &connection, const SeriesRow &row, std::int64_t border)
{
    const auto heads =
        ChunkTable(connection, row.id).overlapping(*row.first, border, kChunksOfPiece);
    if (!heads)
        return failure(heads.error());
    if (static_cast<std::int64_t>(heads->size()) < kChunksOfPiece)
        return PieceEnd{border, true};
    std::int64_t latest = heads->front().last;
    for (const ChunkHead &head : *heads)
        latest = std::max(latest, head.last);
    return PieceEnd{std::min(latest, border), latest >= border};
}

Result<void> noteAged(Connection &connection, SeriesId series, std::int64_t end)
{
    Statement update = connection.prepare(kSetAged);
    update.set(":end"_L1, end).set(":series"_L1, series);
    return update.execute();
}

} // namespace

Result<std::vector<RetentionState>> readRetention(Connection &connection, std::optional<OrgId> org,
                                                  Timestamp now)
{
    Statement select = connection.prepare(kStates);
    if (auto done = select.run(org); !done)
        return failure(done.error());
    std::vector<RetentionState> states;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return states;
        states.push_back(stateOf(select, now));
    }
}

Result<RetentionPlan> planRetention(Connection &connection, std::optional<OrgId> org, Timestamp now)
{
    auto states = readRetention(connection, org, now);
    if (!states)
        return failure(states.error());
    RetentionPlan plan;
    for (RetentionState &state : *states) {
        if (!state.newestAt)
            continue;
        if (state.clock != ClockTrust::Plausible) {
            plan.skipped.push_back(std::move(state));
            continue;
        }
        if (auto added = addSeries(connection, state, now, plan.due); !added)
            return failure(added.error());
    }
    return plan;
}

Result<RetentionPiece> retainPiece(Connection &connection, SeriesId series, Timestamp now,
                                   ChunkWorkspace &workspace)
{
    constexpr RetentionPiece kNothing{0, true, false};
    const auto border = borderOf(connection, series, now);
    if (!border)
        return failure(border.error());
    if (!*border)
        return kNothing;
    const auto writer = SeriesWriter::begin(connection, series, workspace);
    if (!writer)
        return failure(writer.error());
    const SeriesRow &row = (*writer)->row();
    if (!row.first || *row.first >= **border)
        return kNothing;
    const std::int64_t last = **border - 1;
    const auto end = endOf(connection, row, last);
    if (!end)
        return failure(end.error());
    // A damaged chunk is not cut: it goes whole, when all of it is too old.
    const auto removed =
        (*writer)->remove({Timestamp(*row.first), Timestamp(end->last + 1)}, Uncuttable::Kept);
    if (!removed)
        return failure(removed.error());
    const bool isLeft = row.first && *row.first <= last;
    const RetentionPiece piece{*removed, end->isBorder, end->isBorder && isLeft};
    if (*removed == 0)
        return piece;
    return (*writer)
        ->finish()
        .and_then([&] { return noteAged(connection, series, end->last + 1); })
        .transform([&] { return piece; });
}

Result<std::int64_t> countAged(Connection &connection, OrgId org, const RetentionState &wanted,
                               Timestamp now, ChunkWorkspace &workspace)
{
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    const auto series = listSeries(connection, org, {wanted.metric});
    if (!series)
        return failure(series.error());
    std::optional<Timestamp> newest;
    for (const SeriesInfo &info : *series)
        newest = std::max(newest, info.lastAt);
    if (!newest || clockTrust(now, *newest, wanted.keep) != ClockTrust::Plausible)
        return 0;
    const Timestamp border = retentionBorder(now, wanted.keep);
    std::int64_t count = 0;
    for (const SeriesInfo &info : *series) {
        if (!info.firstAt || *info.firstAt >= border)
            continue;
        const auto row = readSeriesRow(connection, info.id);
        if (!row)
            return failure(row.error());
        auto more =
            countSamples(connection, *row, {*info.firstAt, border}, workspace, Uncuttable::Kept);
        if (!more)
            return more;
        count += *more;
    }
    return count;
}

Result<std::optional<std::int64_t>> agedBorder(Connection &connection, SeriesId series)
{
    Statement select = connection.prepare(kAged);
    if (auto done = select.run(series); !done)
        return failure(done.error());
    return select.next().transform([&](bool isFound) {
        return isFound ? select.optionalInteger(0) : std::optional<std::int64_t>();
    });
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/merge_records.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/record_rows.h"
#include "model/store/store_lanes.h"

#include <QStringBuilder>

#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr int kPage = 4096; // records between two looks at the stop token

// The records `a` of the metric that goes, beside the id of the one that stays.
constexpr QLatin1StringView
    kBoth("(SELECT ? AS source, ? AS target) p CROSS JOIN record a ON a.metric_id = p.source");
// The session in which the metric that stays has a value already: the same one, or the newest entry
// of the same time and device.
constexpr QLatin1StringView
    kPlace("coalesce((SELECT b.session_id FROM record b WHERE b.metric_id = p.target "
           "AND b.session_id = a.session_id), "
           "(SELECT max(sb.id) FROM session sa CROSS JOIN session sb ON sb.org_id = sa.org_id "
           "AND sb.start_ns = sa.start_ns AND sb.is_entry = 1 CROSS JOIN record b "
           "ON b.metric_id = p.target AND b.session_id = sb.id AND b.device_id IS a.device_id "
           "WHERE sa.id = a.session_id AND sa.is_entry = 1))");
constexpr Sql kUsedSessions{
    "merge_sessions"_L1,
    "SELECT min(session_id), max(session_id) FROM record WHERE metric_id = ?"_L1};
constexpr Sql kValuesOf{"merge_values"_L1,
                        "SELECT session_id, value FROM record WHERE metric_id = ? "
                        "AND session_id > ? ORDER BY session_id LIMIT ?"_L1};
constexpr Sql kConvertOne{"merge_convert"_L1, "UPDATE record SET value = ? WHERE metric_id = ? "
                                              "AND session_id = ? AND change_id = ?"_L1};

// Records whose place is taken, with the key of that place.
Result<std::vector<RecordRow>> takenPlaces(Connection &connection, const MergeSides &sides)
{
    Statement select = connection.prepare(
        "merge_places"_L1,
        "SELECT place, device_id, invocation_id, value FROM (SELECT a.session_id, a.device_id, "
        "a.invocation_id, a.value, "_L1 %
            kPlace % " AS place FROM "_L1 % kBoth %
            ") WHERE place IS NOT NULL ORDER BY session_id"_L1);
    if (auto done = select.run(sides.from.id, sides.into.id); !done)
        return failure(done.error());
    std::vector<RecordRow> places;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return places;
        places.push_back({{sides.into.id, select.id<SessionId>(0)},
                          select.optionalInteger(1),
                          select.optionalInteger(2),
                          select.real(3)});
    }
}

// Of two that go to one place, the newer one counts.
Result<void> replaceTaken(ChangeScope &scope, const MergeSides &sides, const MergedValues &values,
                          const std::stop_token &stop)
{
    auto places = takenPlaces(scope.connection(), sides);
    if (!places)
        return failure(places.error());
    RecordRows records(scope);
    for (RecordRow &row : *places) {
        if (stop.stop_requested())
            return failure(cancelledError());
        const auto value = values.of(row.value);
        if (!value)
            return failure(value.error());
        row.value = *value;
        auto written =
            scope.willUpdate(JournalTable::Record, row.key.metric.value(), row.key.session.value())
                .and_then([&] { return records.insert(row); });
        if (!written)
            return written;
    }
    return {};
}

// The statement reads all of its rows before it writes the first one.
Result<void> copyFree(ChangeScope &scope, const MergeSides &sides)
{
    Statement used = scope.connection().prepare(kUsedSessions);
    const auto row = used.run(sides.from.id).and_then([&] { return used.next(); });
    if (!row)
        return failure(row.error());
    const auto first = used.optionalInteger(0);
    const auto last = used.optionalInteger(1);
    used.finish();
    if (!first)
        return {};
    scope.usesSession(SessionId(*first));
    scope.usesSession(SessionId(*last));
    return scope.connection()
        .prepare(
            "merge_copy"_L1,
            "INSERT INTO record (metric_id, session_id, device_id, invocation_id, "
            "published_ns, publisher_id, value, change_id) SELECT p.target, a.session_id, "
            "a.device_id, a.invocation_id, a.published_ns, a.publisher_id, a.value, ? FROM "_L1 %
                kBoth % " WHERE "_L1 % kPlace % " IS NULL"_L1)
        .run(scope.id(), sides.from.id, sides.into.id);
}

Result<void> convertPage(ChangeScope &scope, const MergeSides &sides, const MergedValues &values,
                         const std::vector<std::pair<SessionId, double>> &page)
{
    Statement update = scope.connection().prepare(kConvertOne);
    for (const auto &[session, value] : page) {
        const auto converted = values.of(value);
        if (!converted)
            return failure(converted.error());
        if (auto done = update.run(*converted, sides.into.id, session, scope.id()); !done)
            return done;
    }
    return {};
}

// What this change has copied, and nothing else.
Result<void> convertCopies(ChangeScope &scope, const MergeSides &sides, const MergedValues &values,
                           const std::stop_token &stop)
{
    SessionId last;
    while (!stop.stop_requested()) {
        std::vector<std::pair<SessionId, double>> page;
        Statement select = scope.connection().prepare(kValuesOf);
        if (auto done = select.run(sides.from.id, last, kPage); !done)
            return done;
        while (true) {
            const auto row = select.next();
            if (!row)
                return failure(row.error());
            if (!*row)
                break;
            page.emplace_back(select.id<SessionId>(0), select.real(1));
        }
        if (page.empty())
            return {};
        last = page.back().first;
        if (auto done = convertPage(scope, sides, values, page); !done)
            return done;
    }
    return failure(cancelledError());
}

} // namespace

Result<void> countMergedRecords(Connection &connection, const MergeSides &sides,
                                MergeCounts &counts)
{
    Statement select =
        connection.prepare("merge_counts"_L1, "SELECT count(*), count(place) FROM (SELECT "_L1 %
                                                  kPlace % " AS place FROM "_L1 % kBoth % ")"_L1);
    const auto row =
        select.run(sides.from.id, sides.into.id).and_then([&] { return select.next(); });
    if (!row)
        return failure(row.error());
    counts.records = select.integer(0);
    counts.recordsInBoth = select.integer(1);
    return {};
}

Result<void> mergeRecords(ChangeScope &scope, const MergeSides &sides, MergeConflicts conflicts,
                          const std::stop_token &stop)
{
    const MergedValues values(sides);
    scope.writesSets();
    scope.touched().touchRecords(sides.into.id, Timestamp::min(), Timestamp::max());
    if (conflicts == MergeConflicts::Replace) {
        if (auto replaced = replaceTaken(scope, sides, values, stop); !replaced)
            return replaced;
    }
    if (stop.stop_requested())
        return failure(cancelledError());
    auto copied = copyFree(scope, sides);
    if (!copied || values.areAsTheyWere())
        return copied;
    return convertCopies(scope, sides, values, stop);
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/source_comparison.h"

#include "app/commands/selection_options.h"
#include "app/commands/source_access.h"
#include "app/commands/text.h"
#include "model/ports/mirror_store.h"
#include "services/mirror/aggregate_comparison.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// The UTC calendar with weeks from Monday, as a source counts.
Result<AggregateQuery> readQuery(const Invocation &call, MetricId metric)
{
    const auto range = readRange(call);
    if (!range)
        return failure(range.error());
    AggregateQuery query;
    query.selection.metrics = {metric};
    query.selection.begin = range->begin;
    query.selection.end = range->end;
    return query;
}

} // namespace

ExitCode compareWithSource(const Invocation &call, const DataPorts &ports, const Source &source,
                           const QString &metric)
{
    const auto metrics = findMetrics(ports, {metric});
    if (!metrics)
        return fail(call, metrics.error());
    auto query = readQuery(call, metrics->front().id);
    if (!query)
        return fail(call, query.error());
    const auto connection = connectToSource(call, source, RemoteUse::Fetching);
    if (!connection)
        return fail(call, connection.error());
    const auto there = await(ports.mirror->nameToCompare(source.id, metrics->front().name));
    if (!there)
        return fail(call, there.error());
    std::vector<std::vector<Cell>> rows; // written as a whole, or not at all
    std::int64_t different = 0;
    for (const Period period : kAllPeriods) {
        query->period = period;
        for (const AggregateFunction function : kAggregateFunctions) {
            const auto compared = await(mirror::compareAggregates(
                *connection->api, *ports.aggregates, *there, *query, function, call.stop));
            if (!compared)
                return fail(call, compared.error());
            different += compared->different;
            rows.push_back({Cell::ofText(periodId(period)), Cell::ofText(functionKey(function)),
                            Cell::ofInteger(static_cast<qint64>(compared->buckets.size())),
                            Cell::ofInteger(compared->different)});
        }
    }
    const auto writer =
        RowWriter::make(call.options.format,
                        {u"period"_s, u"function"_s, u"buckets"_s, u"different"_s}, call.console);
    for (const std::vector<Cell> &row : rows)
        writer->row(row);
    writer->finish();
    if (different == 0)
        return ExitCode::Ok;
    call.console.error(Text::tr("The store and %1 differ. Fetch everything with tidemark fetch "
                                "\"%1\" --full, publish what waits, and compare again.")
                           .arg(source.name));
    return ExitCode::Failure;
}

} // namespace tidemark::commands

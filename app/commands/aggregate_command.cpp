// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/aggregate_command.h"

#include "app/commands/selection_options.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/aggregate_query.h"
#include "model/ports/aggregate_reader.h"
#include "model/time/time_format.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

QStringList columnsOf(const std::vector<AggregateFunction> &functions)
{
    QStringList columns{u"metric"_s, u"start"_s, u"end"_s, u"count"_s};
    for (const AggregateFunction function : functions) {
        if (function != AggregateFunction::Count)
            columns.push_back(functionKey(function));
    }
    return columns;
}

std::vector<Cell> cellsOf(const QString &metric, const AggregateBucket &bucket, const Zone &zone,
                          const std::vector<AggregateFunction> &functions)
{
    std::vector<Cell> cells{Cell::ofText(metric), Cell::ofText(isoTime(bucket.window.begin, zone)),
                            Cell::ofText(isoTime(bucket.window.end, zone)),
                            Cell::ofInteger(static_cast<qint64>(bucket.aggregate.count))};
    for (const AggregateFunction function : functions) {
        if (function == AggregateFunction::Count)
            continue;
        const std::optional<double> value = bucket.aggregate.value(function);
        cells.push_back(value ? Cell::ofNumber(*value) : Cell::missing());
    }
    return cells;
}

struct Request
{
    Selection selection;
    AggregateOptions aggregate;
};

Result<Request> readRequest(const Invocation &call)
{
    auto selection = readSelection(call);
    if (!selection)
        return failure(selection.error());
    auto aggregate = readAggregateOptions(call.parser);
    if (!aggregate)
        return failure(aggregate.error());
    return Request{std::move(*selection), std::move(*aggregate)};
}

Result<void> printMetric(const Invocation &call, AggregateReader &reader, const Request &request,
                         const Definition &metric, RowWriter &writer)
{
    AggregateQuery query{request.selection, request.aggregate.period, call.options.calendar};
    query.selection.metrics = {metric.id};
    const auto series = await(reader.aggregate(query, call.stop));
    if (!series)
        return failure(series.error());
    const auto buckets = call.parser.isSet(u"fill"_s) ? filled(*series) : series->buckets;
    for (const AggregateBucket &bucket : buckets)
        writer.row(
            cellsOf(metric.name, bucket, call.options.calendar.zone, request.aggregate.functions));
    return {};
}

} // namespace

QString AggregateCommand::name() const
{
    return u"aggregate"_s;
}

QString AggregateCommand::summary() const
{
    return Text::tr("Print sum, mean, min, max and count by day, week, month, quarter or year.");
}

QString AggregateCommand::syntax() const
{
    return u"METRIC..."_s;
}

void AggregateCommand::addOptions(QCommandLineParser &parser) const
{
    addSelectionOptions(parser);
    addAggregateOptions(parser);
    parser.addOption(
        {u"fill"_s, Text::tr("Also print the periods without records, with count 0.")});
}

ExitCode AggregateCommand::run(const Invocation &call) const
{
    if (call.arguments().isEmpty()) {
        call.console.error(Text::tr("Name at least one metric: tidemark aggregate METRIC."));
        return ExitCode::Usage;
    }
    const auto request = readRequest(call);
    if (!request)
        return fail(call, request.error());
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto metrics = findMetrics(ports, call.arguments());
    if (!metrics)
        return fail(call, metrics.error());
    const auto writer =
        RowWriter::make(call.options.format, columnsOf(request->aggregate.functions), call.console);
    for (const Definition &metric : *metrics) {
        if (const auto done = printMetric(call, *ports.aggregates, *request, metric, *writer);
            !done)
            return fail(call, done.error());
    }
    writer->finish();
    return ExitCode::Ok;
}

} // namespace tidemark::commands

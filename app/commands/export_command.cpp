// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export_command.h"

#include "app/commands/selection_options.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/exporter.h"
#include "model/ports/store_admin.h"
#include "services/exchange/csv_exporter.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Error badOption(const QString &sentence, const QString &value)
{
    return {ErrorCode::InvalidArgument, sentence.arg(value), {}};
}

/// An export is CSV in some dialect; the other formats are what query and aggregate print.
Result<void> readFormat(const Invocation &call, ExportOptions &options)
{
    if (!call.parser.isSet(u"format"_s))
        return {};
    switch (call.options.format) {
    case OutputFormat::Csv:
        return {};
    case OutputFormat::Tsv:
        options.dialect.delimiter = '\t';
        return {};
    default:
        return failure(badOption(
            Text::tr("export writes csv or tsv, not %1. For records and aggregates in other "
                     "formats use tidemark query and tidemark aggregate."),
            call.parser.value(u"format"_s)));
    }
}

Result<void> readDecimals(const QCommandLineParser &parser, ExportOptions &options)
{
    if (!parser.isSet(u"decimals"_s))
        return {};
    bool isNumber = false;
    const int decimals = parser.value(u"decimals"_s).toInt(&isNumber);
    if (!isNumber || decimals < 0 || decimals > 17)
        return failure(badOption(Text::tr("--decimals takes a number from 0 to 17, not \"%1\"."),
                                 parser.value(u"decimals"_s)));
    options.decimals = decimals;
    return {};
}

Result<void> readDialect(const QCommandLineParser &parser, ExportOptions &options)
{
    if (parser.isSet(u"delimiter"_s)) {
        const QString text = parser.value(u"delimiter"_s);
        const QString sign = text == "tab"_L1 ? u"\t"_s : text;
        if (sign.size() != 1 || !isWritableDelimiter(sign.front().toLatin1()))
            return failure(
                badOption(Text::tr("--delimiter takes , ; | or tab, not \"%1\"."), text));
        options.dialect.delimiter = sign.front().toLatin1();
    }
    if (parser.isSet(u"decimal"_s)) {
        const QString text = parser.value(u"decimal"_s);
        if (text != "."_L1 && text != ","_L1)
            return failure(badOption(Text::tr("--decimal takes . or , and not \"%1\"."), text));
        options.dialect.decimal = text.front().toLatin1();
    }
    options.dialect.hasByteOrderMark |= parser.isSet(u"bom"_s);
    options.dialect.quoteAll |= parser.isSet(u"quote-all"_s);
    options.dialect.hasHeader &= !parser.isSet(u"no-header"_s);
    if (parser.isSet(u"lf"_s))
        options.dialect.lineEnd = LineEnd::Lf;
    options.dialect = consistent(options.dialect);
    return {};
}

/// The preset, then what single options change of it.
Result<ExportOptions> readOptions(const Invocation &call)
{
    const QCommandLineParser &parser = call.parser;
    const auto preset = presetFromKey(parser.value(u"preset"_s));
    if (!preset)
        return failure(
            badOption(Text::tr("--preset takes standard, spreadsheet, excel-comma, tab or "
                               "machine, not \"%1\"."),
                      parser.value(u"preset"_s)));
    ExportOptions options = presetOptions(*preset, call.options.locale, call.options.calendar.zone);
    if (const auto format = readFormat(call, options); !format)
        return failure(format.error());
    if (const auto dialect = readDialect(parser, options); !dialect)
        return failure(dialect.error());
    if (const auto decimals = readDecimals(parser, options); !decimals)
        return failure(decimals.error());
    if (parser.isSet(u"time"_s)) {
        const auto form = timeFormFromKey(parser.value(u"time"_s));
        if (!form)
            return failure(badOption(Text::tr("--time takes iso, utc, epoch-s, epoch-ms, epoch-us, "
                                              "epoch-ns or locale, not \"%1\"."),
                                     parser.value(u"time"_s)));
        options.timeForm = *form;
    }
    options.missing = parser.value(u"missing"_s);
    if (parser.isSet(u"wide"_s))
        options.layout = TableLayout::Wide;
    if (parser.isSet(u"raw"_s))
        options.formulaGuard = false;
    if (parser.isSet(u"describe"_s))
        options.describe =
            parser.isSet(u"output"_s) ? DescribeForm::Sidecar : DescribeForm::Comments;
    return options;
}

Result<ExportRequest> readRequest(const Invocation &call, ExportContent content,
                                  const DataPorts &ports)
{
    ExportRequest request;
    request.content = content;
    auto selection = readSelection(call);
    if (!selection)
        return failure(selection.error());
    const auto metrics = findMetrics(ports, call.arguments().mid(1));
    if (!metrics)
        return failure(metrics.error());
    for (const Definition &metric : *metrics) {
        selection->metrics.push_back(metric.id);
        request.metrics.push_back(metric.id);
    }
    auto aggregate = readAggregateOptions(call.parser);
    if (!aggregate)
        return failure(aggregate.error());
    for (const Definition &metric : *metrics) {
        AggregateQuery query{*selection, aggregate->period, call.options.calendar};
        query.selection.metrics = {metric.id};
        request.aggregates.push_back(std::move(query));
    }
    request.functions = std::move(aggregate->functions);
    request.withEmptyPeriods = call.parser.isSet(u"fill"_s);
    request.sessions.begin = selection->begin;
    request.sessions.end = selection->end;
    request.sessions.includeEntries = true;
    request.skipDamaged = call.parser.isSet(u"skip-damaged"_s);
    request.selection = std::move(*selection);
    return request;
}

/// Says what a damaged store did not give.
ExitCode finish(const Invocation &call, const ExportSummary &done)
{
    if (done.leftOut == 0)
        return ExitCode::Ok;
    call.console.error(
        done.leftOutRows
            ? Text::tr("Damaged places left out: %1, with %2 rows.")
                  .arg(done.leftOut)
                  .arg(*done.leftOutRows)
            : Text::tr("Damaged places left out: %1. How many rows they held is not known.")
                  .arg(done.leftOut));
    return ExitCode::Partial;
}

} // namespace

QString ExportCommand::name() const
{
    return u"export"_s;
}

QString ExportCommand::summary() const
{
    return Text::tr("Write records, samples, aggregates, sessions or definitions as CSV.");
}

QString ExportCommand::syntax() const
{
    return u"records|samples|aggregates|sessions|definitions [METRIC...]"_s;
}

void ExportCommand::addOptions(QCommandLineParser &parser) const
{
    addSelectionOptions(parser);
    addAggregateOptions(parser);
    parser.addOptions({
        {{u"o"_s, u"output"_s},
         Text::tr("File to write; standard output unless given."),
         u"FILE"_s},
        {u"overwrite"_s, Text::tr("Replace the file if it exists.")},
        {u"preset"_s, Text::tr("standard, spreadsheet, excel-comma, tab or machine."), u"PRESET"_s,
         u"standard"_s},
        {u"delimiter"_s, Text::tr("Between cells: , ; | or tab."), u"SIGN"_s},
        {u"decimal"_s, Text::tr("Decimal sign: . or ,"), u"SIGN"_s},
        {u"decimals"_s, Text::tr("Decimals of values, 0 to 17; as many as needed unless given."),
         u"NUMBER"_s},
        {u"time"_s, Text::tr("iso, utc, epoch-s, epoch-ms, epoch-us, epoch-ns or locale."),
         u"FORM"_s},
        {u"missing"_s, Text::tr("Word for a missing value; empty unless given."), u"WORD"_s},
        {u"wide"_s, Text::tr("Aggregates: a column per metric.")},
        {u"fill"_s, Text::tr("Aggregates: also the periods without records.")},
        {u"describe"_s,
         Text::tr("Say range, zone and filters: in a .json beside the file, or in # lines "
                  "on standard output.")},
        {u"raw"_s,
         Text::tr("No apostrophe before text that a spreadsheet would run as a formula.")},
        {u"skip-damaged"_s,
         Text::tr("Of a damaged store: leave out what cannot be read, and say how much.")},
        {u"bom"_s, Text::tr("Start with a byte-order mark.")},
        {u"quote-all"_s, Text::tr("Quote every cell.")},
        {u"no-header"_s, Text::tr("No header row.")},
        {u"lf"_s, Text::tr("End lines with LF instead of CRLF.")},
    });
}

ExitCode ExportCommand::run(const Invocation &call) const
{
    const auto content = exportContentFromKey(call.arguments().value(0));
    if (!content) {
        call.console.error(Text::tr("Write tidemark export %1.").arg(syntax()));
        return ExitCode::Usage;
    }
    if (*content == ExportContent::Aggregates && call.arguments().size() < 2) {
        call.console.error(
            Text::tr("Name the metrics to aggregate: tidemark export aggregates METRIC."));
        return ExitCode::Usage;
    }
    const auto options = readOptions(call);
    if (!options)
        return fail(call, options.error());
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    auto request = readRequest(call, *content, ports);
    if (!request)
        return fail(call, request.error());
    if (const auto info = await(ports.admin->info()); info)
        request->source = info->name;
    exchange::CsvExporter csv(ports, call.clock);
    Exporter &exporter = csv;
    if (call.options.isDryRun) {
        const auto estimate = await(exporter.estimate(*request, *options, call.stop));
        if (!estimate)
            return fail(call, estimate.error());
        call.console.note(
            Text::tr("%1 rows, about %2 bytes.").arg(estimate->rows).arg(estimate->size_bytes));
        return ExitCode::Ok;
    }
    if (!call.parser.isSet(u"output"_s)) {
        const auto done =
            await(exporter.writeTo(&call.console.output(), *request, *options, call.stop));
        return done ? finish(call, *done) : fail(call, done.error());
    }
    const auto done =
        await(exporter.writeFile(call.parser.value(u"output"_s), call.parser.isSet(u"overwrite"_s),
                                 *request, *options, call.stop));
    if (!done)
        return fail(call, done.error());
    call.console.note(Text::tr("%1 rows written to %2.").arg(done->rows).arg(done->path));
    return finish(call, *done);
}

} // namespace tidemark::commands

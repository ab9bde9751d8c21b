// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/query_command.h"

#include "app/commands/sample_pages.h"
#include "app/commands/selection_options.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/record.h"
#include "model/ports/record_store.h"
#include "model/time/time_format.h"
#include "services/exchange/tag_text.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

const QStringList &columns()
{
    static const QStringList names{u"metric"_s, u"value"_s,   u"unit"_s,      u"start"_s,
                                   u"end"_s,    u"session"_s, u"device"_s,    u"invocation"_s,
                                   u"tags"_s,   u"note"_s,    u"published"_s, u"published_by"_s};
    return names;
}

Cell timeCell(const std::optional<Timestamp> &time, const Zone &zone)
{
    return time ? Cell::ofText(isoTime(*time, zone)) : Cell::missing();
}

Cell optionalCell(const std::optional<QString> &text)
{
    return text ? Cell::ofText(*text) : Cell::missing();
}

std::vector<Cell> cellsOf(const Record &record, const Zone &zone)
{
    return {Cell::ofText(record.metricName),
            Cell::ofNumber(record.value),
            Cell::ofText(record.unit),
            timeCell(record.sessionStart, zone),
            timeCell(record.sessionEnd, zone),
            Cell::ofText(record.sessionUid),
            optionalCell(record.device),
            optionalCell(record.invocation),
            Cell::ofText(exchange::tagText(record.tags)),
            Cell::ofText(record.note),
            timeCell(record.published, zone),
            Cell::ofText(record.publishedBy)};
}

/// `--limit`: how many rows at most; absent means all.
Result<std::optional<std::int64_t>> readLimit(const QCommandLineParser &parser)
{
    if (!parser.isSet(u"limit"_s))
        return std::optional<std::int64_t>{};
    bool ok = false;
    const qlonglong limit = parser.value(u"limit"_s).toLongLong(&ok);
    if (!ok || limit < 1)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--limit takes a whole number of rows from 1, not \"%1\".")
                           .arg(parser.value(u"limit"_s)));
    return std::optional<std::int64_t>{limit};
}

ExitCode printPages(const Invocation &call, RecordStore &records, const Selection &selection,
                    std::optional<std::int64_t> limit)
{
    const auto order =
        call.parser.isSet(u"descending"_s) ? SortOrder::Descending : SortOrder::Ascending;
    const auto writer = RowWriter::make(call.options.format, columns(), call.console);
    std::optional<RecordPageKey> after;
    std::int64_t left = limit.value_or(std::numeric_limits<std::int64_t>::max());
    do {
        const int size = static_cast<int>(std::min<std::int64_t>(left, kMaxPageRows));
        const auto page = await(records.page(selection, order, after, size, call.stop));
        if (!page)
            return fail(call, page.error());
        for (const Record &record : page->records)
            writer->row(cellsOf(record, call.options.calendar.zone));
        left -= static_cast<std::int64_t>(page->records.size());
        after = page->next;
    } while (after && left > 0);
    writer->finish();
    return ExitCode::Ok;
}

} // namespace

QString QueryCommand::name() const
{
    return u"query"_s;
}

QString QueryCommand::summary() const
{
    return Text::tr("Print the records or the samples of metrics.");
}

QString QueryCommand::syntax() const
{
    return u"METRIC..."_s;
}

void QueryCommand::addOptions(QCommandLineParser &parser) const
{
    addSelectionOptions(parser);
    parser.addOptions({
        {u"limit"_s, Text::tr("At most this many rows."), u"ROWS"_s},
        {u"descending"_s, Text::tr("Newest first; of records.")},
        {u"samples"_s,
         Text::tr("Samples of series, each in the order of time, instead of records.")},
    });
}

ExitCode QueryCommand::run(const Invocation &call) const
{
    if (call.arguments().isEmpty()) {
        call.console.error(Text::tr("Name at least one metric: tidemark query METRIC."));
        return ExitCode::Usage;
    }
    auto selection = readSelection(call);
    if (!selection)
        return fail(call, selection.error());
    const auto limit = readLimit(call.parser);
    if (!limit)
        return fail(call, limit.error());
    const bool areSamples = call.parser.isSet(u"samples"_s);
    if (areSamples && call.parser.isSet(u"descending"_s)) {
        call.console.error(Text::tr("Samples are printed in the order of time. Leave --descending "
                                    "out, or give --from."));
        return ExitCode::Usage;
    }
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const auto metrics = findMetrics((*store)->ports(), call.arguments());
    if (!metrics)
        return fail(call, metrics.error());
    if (areSamples)
        return printSamples(call, (*store)->ports(), *metrics, *selection, *limit);
    for (const Definition &metric : *metrics)
        selection->metrics.push_back(metric.id);
    return printPages(call, *(*store)->ports().records, *selection, *limit);
}

} // namespace tidemark::commands

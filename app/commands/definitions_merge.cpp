// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/definitions_merge.h"

#include "app/commands/common_options.h"
#include "app/commands/row_writer.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/metric_merger.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<MergeConflicts> readConflicts(const QCommandLineParser &parser)
{
    const QString word = parser.value(u"conflicts"_s);
    if (word == "keep"_L1)
        return MergeConflicts::Keep;
    if (word == "replace"_L1)
        return MergeConflicts::Replace;
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("--conflicts takes keep or replace, not \"%1\".").arg(word));
}

QString unitWord(const Definition &metric)
{
    return metric.unit.isEmpty() ? Text::tr("no unit") : metric.unit;
}

void print(const Invocation &call, const MergePreview &preview)
{
    const auto writer = RowWriter::make(
        call.options.format, {u"from"_s, u"into"_s, u"records"_s, u"samples"_s, u"in_both"_s},
        call.console);
    writer->row({Cell::ofText(preview.from.name), Cell::ofText(preview.into.name),
                 Cell::ofInteger(preview.counts.records), Cell::ofInteger(preview.counts.samples),
                 Cell::ofInteger(preview.counts.inBoth())});
    writer->finish();
    if (preview.units == UnitFit::Converted)
        call.console.note(Text::tr("Values are converted from %1 to %2.")
                              .arg(preview.from.unit, preview.into.unit));
    else if (preview.units == UnitFit::Assumed)
        call.console.note(Text::tr("Values in %1 are taken as values in %2.")
                              .arg(unitWord(preview.from), unitWord(preview.into)));
}

// What the words of the command line do not settle yet.
QStringList missingWords(const Invocation &call, const MergePreview &preview)
{
    QStringList words;
    const bool needsWord = preview.units == UnitFit::Converted || preview.units == UnitFit::Assumed;
    if (needsWord && !call.parser.isSet(u"convert"_s))
        words.append(u"--convert"_s);
    if (!call.parser.isSet(u"yes"_s))
        words.append(u"--yes"_s);
    return words;
}

} // namespace

void addMergeOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"conflicts"_s,
         Text::tr("Where both metrics have a value: keep that of INTO, or replace it (merge)."),
         u"POLICY"_s, u"keep"_s},
        {u"convert"_s,
         Text::tr("Values of another unit may be converted, and those without one be taken as "
                  "they are (merge).")},
    });
}

ExitCode mergeMetrics(const Invocation &call, const QString &from, const QString &into)
{
    const auto conflicts = readConflicts(call.parser);
    if (!conflicts)
        return fail(call, conflicts.error());
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto metrics = findMetrics(ports, {from, into});
    if (!metrics)
        return fail(call, metrics.error());
    const MetricId goes = metrics->front().id;
    const MetricId stays = metrics->back().id;
    const auto preview = await(ports.merger->preview(goes, stays, call.stop));
    if (!preview)
        return fail(call, preview.error());
    if (preview->units != UnitFit::Misfit) { // else merging says why not
        print(call, *preview);
        const QStringList missing = missingWords(call, *preview);
        if (call.options.isDryRun)
            return ExitCode::Ok;
        if (!missing.isEmpty()) {
            call.console.note(Text::tr("This merges \"%1\" into \"%2\" and removes \"%1\". Add "
                                       "%3 to do it.")
                                  .arg(from, into, missing.join(u' ')));
            return ExitCode::Usage;
        }
    }
    const auto merged = await(ports.merger->merge({goes, stays, *conflicts, true}, call.stop));
    return merged ? ExitCode::Ok : fail(call, merged.error());
}

} // namespace tidemark::commands

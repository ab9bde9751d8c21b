// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/definitions_command.h"

#include "app/commands/common_options.h"
#include "app/commands/definitions_merge.h"
#include "app/commands/keeping_option.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/retention.h"
#include "model/ports/metric_catalog.h"
#include "model/time/time_format.h"
#include "services/exchange/tag_text.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

const QStringList &columns()
{
    static const QStringList names{u"name"_s,        u"unit"_s,       u"kind"_s,
                                   u"records"_s,     u"last"_s,       u"last_at"_s,
                                   u"description"_s, u"tags"_s,       u"archived"_s,
                                   u"created"_s,     u"created_by"_s, u"keep_samples"_s};
    return names;
}

std::vector<Cell> cellsOf(const MetricSummary &metric, const Zone &zone)
{
    const Definition &definition = metric.definition;
    return {Cell::ofText(definition.name),
            Cell::ofText(definition.unit),
            Cell::ofText(kindKey(definition.kind)),
            Cell::ofInteger(metric.recordCount),
            metric.lastValue ? Cell::ofNumber(*metric.lastValue) : Cell::missing(),
            metric.lastAt ? Cell::ofText(isoTime(*metric.lastAt, zone)) : Cell::missing(),
            definition.description ? Cell::ofText(*definition.description) : Cell::missing(),
            Cell::ofText(exchange::tagText(definition.tags)),
            Cell::ofBool(definition.isArchived),
            Cell::ofText(isoTime(definition.created, zone)),
            Cell::ofText(definition.createdBy),
            Cell::ofText(keepingKey(definition.keepSamples))};
}

ExitCode list(const Invocation &call, const QStringList &names)
{
    const auto store = openStore(call, StoreUse::Read);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    if (const auto known = findMetrics(ports, names); !known)
        return fail(call, known.error());
    const auto summaries = await(ports.catalog->summaries({}, 0));
    if (!summaries)
        return fail(call, summaries.error());
    const auto writer = RowWriter::make(call.options.format, columns(), call.console);
    for (const MetricSummary &metric : *summaries) {
        if (names.isEmpty() || names.contains(metric.definition.name))
            writer->row(cellsOf(metric, call.options.calendar.zone));
    }
    writer->finish();
    return ExitCode::Ok;
}

Result<MetricKind> readKind(const QCommandLineParser &parser)
{
    const auto kind = kindFromKey(parser.value(u"kind"_s));
    if (kind)
        return *kind;
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("--kind takes gauge, counter, histogram, timer or rate, not \"%1\".")
                       .arg(parser.value(u"kind"_s)));
}

/// What `create` and `set` were told; absent options leave a part alone.
Result<DefinitionChange> readChange(const QCommandLineParser &parser)
{
    DefinitionChange change;
    if (parser.isSet(u"unit"_s))
        change.unit = parser.value(u"unit"_s);
    if (parser.isSet(u"clear-description"_s))
        change.description = std::optional<QString>{};
    else if (parser.isSet(u"description"_s))
        change.description = parser.value(u"description"_s);
    if (parser.isSet(u"kind"_s)) {
        const auto kind = readKind(parser);
        if (!kind)
            return failure(kind.error());
        change.kind = *kind;
    }
    if (parser.isSet(u"tag"_s)) {
        auto tags = parseTags(parser.values(u"tag"_s));
        if (!tags)
            return failure(tags.error());
        change.tags = std::move(*tags);
    }
    auto keep = readKeeping(parser);
    if (!keep)
        return failure(keep.error());
    change.keepSamples = *keep;
    if (parser.isSet(u"archive"_s))
        change.isArchived = true;
    if (parser.isSet(u"unarchive"_s))
        change.isArchived = false;
    return change;
}

ExitCode create(const Invocation &call, const QString &name)
{
    auto change = readChange(call.parser);
    if (!change)
        return fail(call, change.error());
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    NewDefinition definition{name};
    definition.description = change->description.value_or(std::nullopt);
    definition.unit = change->unit.value_or(QString());
    definition.kind = change->kind.value_or(MetricKind::Gauge);
    definition.tags = change->tags.value_or(TagMap());
    definition.keepSamples = change->keepSamples.value_or(std::nullopt);
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would create the metric \"%1\".").arg(name));
        return ExitCode::Ok;
    }
    const auto made = await((*store)->ports().catalog->create(std::move(definition)));
    if (!made)
        return fail(call, made.error());
    call.console.writeLine(made->definition.uid);
    return ExitCode::Ok;
}

ExitCode update(const Invocation &call, const QString &name, const DefinitionChange &change)
{
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto metric = findMetrics(ports, {name});
    if (!metric)
        return fail(call, metric.error());
    const auto confirmed = confirmKeeping(call, ports, metric->front(), change);
    if (!confirmed)
        return fail(call, confirmed.error());
    if (*confirmed != ExitCode::Ok)
        return *confirmed;
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would change the metric \"%1\".").arg(name));
        return ExitCode::Ok;
    }
    const auto done = await(ports.catalog->update(metric->front().id, change));
    return done ? applyKeeping(call, ports, metric->front(), change) : fail(call, done.error());
}

ExitCode remove(const Invocation &call, const QString &name)
{
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto metric = findMetrics(ports, {name});
    if (!metric)
        return fail(call, metric.error());
    if (call.options.isDryRun || !call.parser.isSet(u"yes"_s)) {
        call.console.note(Text::tr("This removes \"%1\" and every record under it. "
                                   "Add --yes to do it.")
                              .arg(name));
        return call.options.isDryRun ? ExitCode::Ok : ExitCode::Usage;
    }
    const auto done = await(ports.catalog->remove(metric->front().id));
    return done ? ExitCode::Ok : fail(call, done.error());
}

} // namespace

QString DefinitionsCommand::name() const
{
    return u"definitions"_s;
}

QString DefinitionsCommand::summary() const
{
    return Text::tr("List, create, change, rename, merge and remove metrics.");
}

QString DefinitionsCommand::syntax() const
{
    return u"[list | show NAME | create NAME | set NAME | rename NAME NEW | merge FROM INTO | "
           "remove NAME]"_s;
}

void DefinitionsCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"unit"_s, Text::tr("Unit symbol (create, set)."), u"UNIT"_s},
        {u"kind"_s, Text::tr("gauge, counter, histogram, timer or rate (create, set)."), u"KIND"_s},
        {u"description"_s, Text::tr("Description (create, set)."), u"TEXT"_s},
        {u"clear-description"_s, Text::tr("Remove the description (set).")},
        {u"tag"_s, Text::tr("A tag; all given ones replace the tags (create, set)."),
         u"KEY=VALUE"_s},
        {u"archive"_s, Text::tr("Hide the metric from lists (set).")},
        {u"unarchive"_s, Text::tr("Show it again (set).")},
        {u"yes"_s, Text::tr("Do it without asking (remove, merge, set --keep-for).")},
    });
    addMergeOptions(parser);
    addKeepingOption(parser);
}

ExitCode DefinitionsCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    const QString action = arguments.value(0, u"list"_s);
    const QString metric = arguments.value(1);
    if (action == "list"_L1 && arguments.size() <= 1)
        return list(call, {});
    if (action == "show"_L1 && arguments.size() == 2)
        return list(call, {metric});
    if (action == "create"_L1 && arguments.size() == 2)
        return create(call, metric);
    if (action == "remove"_L1 && arguments.size() == 2)
        return remove(call, metric);
    if (action == "merge"_L1 && arguments.size() == 3)
        return mergeMetrics(call, metric, arguments.at(2));
    if (action == "rename"_L1 && arguments.size() == 3) {
        DefinitionChange change;
        change.name = arguments.at(2);
        return update(call, metric, change);
    }
    if (action == "set"_L1 && arguments.size() == 2) {
        const auto change = readChange(call.parser);
        return change ? update(call, metric, *change) : fail(call, change.error());
    }
    call.console.error(Text::tr("Write tidemark definitions %1.").arg(syntax()));
    return ExitCode::Usage;
}

} // namespace tidemark::commands

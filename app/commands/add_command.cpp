// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/add_command.h"

#include "app/commands/common_options.h"
#include "app/commands/standard_input.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/core/unit.h"
#include "model/core/value_parser.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/time/time_entry.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<Timestamp> readTime(const Invocation &call)
{
    if (!call.parser.isSet(u"at"_s))
        return call.clock.now();
    const auto entry = parseTimeEntry(call.parser.value(u"at"_s), call.clock.now(),
                                      call.options.calendar.zone, call.options.locale);
    if (!entry)
        return failure(entry.error());
    return entry->instant();
}

/// Everything but the value.
Result<ValueEntry> readEntry(const Invocation &call)
{
    ValueEntry entry;
    entry.metric = call.arguments().constFirst();
    entry.unit = call.parser.value(u"unit"_s);
    const auto at = readTime(call);
    if (!at)
        return failure(at.error());
    entry.at = *at;
    if (call.parser.isSet(u"session"_s))
        entry.sessionUid = call.parser.value(u"session"_s);
    if (call.parser.isSet(u"device"_s))
        entry.device = call.parser.value(u"device"_s);
    auto tags = parseTags(call.parser.values(u"tag"_s));
    if (!tags)
        return failure(tags.error());
    entry.tags = std::move(*tags);
    entry.note = call.parser.value(u"note"_s);
    if (call.parser.isSet(u"replace"_s))
        entry.duplicates = DuplicatePolicy::Replace;
    else if (call.parser.isSet(u"keep-both"_s))
        entry.duplicates = DuplicatePolicy::KeepBoth;
    return entry;
}

/// The unit that typed values are converted to: the definition's, else the one given.
Unit unitFor(const DataPorts &ports, const ValueEntry &entry)
{
    const auto definition = await(ports.catalog->find(entry.metric));
    return Unit::of(definition ? definition->unit : entry.unit);
}

ExitCode store(const Invocation &call, const DataPorts &ports, ValueEntry entry, const Unit &unit,
               const QString &text)
{
    const auto value = parseValue(text, unit, call.options.locale);
    if (!value)
        return fail(call, value.error());
    entry.value = value->value;
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would store %1 for \"%2\".").arg(text, entry.metric));
        return ExitCode::Ok;
    }
    const auto outcome = await(ports.records->enter(std::move(entry)));
    if (!outcome)
        return fail(call, outcome.error());
    if (!outcome->saved) {
        call.console.error(Text::tr("A value exists at this time. Add --replace or --keep-both."));
        return ExitCode::Failure;
    }
    call.console.writeLine(outcome->saved->sessionUid);
    call.console.flush();
    return ExitCode::Ok;
}

/// One value a line from standard input; stops at the first that cannot be stored.
ExitCode storeLines(const Invocation &call, const DataPorts &ports, const ValueEntry &entry,
                    const Unit &unit)
{
    StandardInput input(call.stop);
    int stored = 0;
    const auto endingWith = [&stored](ExitCode code) {
        return stored > 0 && code != ExitCode::Interrupted ? ExitCode::Partial : code;
    };
    for (;;) {
        const auto line = input.readLine();
        if (!line)
            return endingWith(fail(call, line.error()));
        if (!*line)
            return ExitCode::Ok;
        const QString text = QString::fromUtf8(**line).trimmed();
        if (text.isEmpty())
            continue;
        ValueEntry one = entry;
        if (!call.parser.isSet(u"at"_s))
            one.at = call.clock.now();
        const ExitCode code = store(call, ports, std::move(one), unit, text);
        if (code != ExitCode::Ok)
            return endingWith(code);
        ++stored;
    }
}

} // namespace

QString AddCommand::name() const
{
    return u"add"_s;
}

QString AddCommand::summary() const
{
    return Text::tr("Store one value and print the id of its session.");
}

QString AddCommand::syntax() const
{
    return u"METRIC VALUE"_s;
}

void AddCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"at"_s,
         Text::tr("Time of the value; now unless given. Takes 2026-03-01T10:00:00Z, "
                  "\"yesterday 14:30\", -2h and the like."),
         u"TIME"_s},
        {u"unit"_s, Text::tr("Unit of the metric if it is new."), u"UNIT"_s},
        {u"session"_s, Text::tr("An existing session that the value belongs to."), u"ID"_s},
        {u"device"_s, Text::tr("Device the value comes from."), u"NAME"_s},
        {u"tag"_s, Text::tr("A tag; may be repeated."), u"KEY=VALUE"_s},
        {u"note"_s, Text::tr("A note."), u"TEXT"_s},
        {u"replace"_s, Text::tr("Replace a value at the same time.")},
        {u"keep-both"_s, Text::tr("Keep a value at the same time and add this one.")},
    });
}

ExitCode AddCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    if (arguments.size() != 2) {
        call.console.error(
            Text::tr("Write tidemark add METRIC VALUE; VALUE may be - for standard input. "
                     "A negative value follows --, as in tidemark add -- temp -5."));
        return ExitCode::Usage;
    }
    const auto entry = readEntry(call);
    if (!entry)
        return fail(call, entry.error());
    const auto opened = openStore(call, StoreUse::Write);
    if (!opened)
        return fail(call, opened.error());
    const DataPorts ports = (*opened)->ports();
    const Unit unit = unitFor(ports, *entry);
    if (arguments.at(1) == "-"_L1)
        return storeLines(call, ports, *entry, unit);
    return store(call, ports, *entry, unit, arguments.at(1));
}

} // namespace tidemark::commands

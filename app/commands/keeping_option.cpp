// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/keeping_option.h"

#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/retention.h"
#include "model/ports/series_store.h"
#include "model/time/time_format.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

bool isKept(const DefinitionChange &change)
{
    return !change.keepSamples || !*change.keepSamples;
}

QString stateSentence(const Invocation &call, const RetentionState &state)
{
    const QString newest =
        state.newestAt ? isoTime(*state.newestAt, call.options.calendar.zone) : QString();
    const QString clock = clockSentence(state.clock, newest);
    const QString kept = u"\"%1\": %2"_s.arg(state.name, keepingSentence(state.keep));
    return clock.isEmpty() ? kept : kept + u' ' + clock;
}

} // namespace

void addKeepingOption(QCommandLineParser &parser)
{
    parser.addOption({u"keep-for"_s,
                      Text::tr("For how long samples are kept, as in 90d or 36h, or forever; older "
                               "ones are removed for good (create, set)."),
                      u"DURATION"_s});
}

Result<std::optional<std::optional<Timedelta>>> readKeeping(const QCommandLineParser &parser)
{
    if (!parser.isSet(u"keep-for"_s))
        return std::optional<std::optional<Timedelta>>();
    const auto keep = keepingFromText(parser.value(u"keep-for"_s));
    if (!keep)
        return failure(keep.error());
    return std::optional<std::optional<Timedelta>>(std::in_place, *keep);
}

Result<ExitCode> confirmKeeping(const Invocation &call, const DataPorts &ports,
                                const Definition &metric, const DefinitionChange &change)
{
    if (isKept(change))
        return ExitCode::Ok;
    const Timedelta keep = **change.keepSamples;
    const auto aged = await(ports.series->countAged(metric.id, keep));
    if (!aged)
        return failure(aged.error());
    if (*aged == 0)
        return ExitCode::Ok;
    if (call.options.isDryRun) {
        call.console.note(
            Text::tr("Would remove %1 samples older than %2.").arg(*aged).arg(keepingText(keep)));
        return ExitCode::Ok;
    }
    if (call.parser.isSet(u"yes"_s))
        return ExitCode::Ok;
    call.console.note(Text::tr("\"%1\" has %2 samples older than %3, which would be removed for "
                               "good. Add --yes to do it.")
                          .arg(metric.name)
                          .arg(*aged)
                          .arg(keepingText(keep)));
    return ExitCode::Usage;
}

ExitCode applyKeeping(const Invocation &call, const DataPorts &ports, const Definition &metric,
                      const DefinitionChange &change)
{
    if (isKept(change))
        return ExitCode::Ok;
    const auto report = await(ports.series->applyRetention(call.stop));
    if (!report)
        return fail(call, report.error());
    if (report->removed > 0)
        call.console.note(Text::tr("Removed %1 samples for their age.").arg(report->removed));
    for (const RetentionState &state : report->skipped) {
        if (state.metric == metric.id)
            call.console.note(stateSentence(call, state));
    }
    return ExitCode::Ok;
}

Result<void> tellRetention(const Invocation &call, const DataPorts &ports)
{
    const auto states = await(ports.series->retention());
    if (!states)
        return failure(states.error());
    for (const RetentionState &state : *states)
        call.console.note(stateSentence(call, state));
    return {};
}

} // namespace tidemark::commands

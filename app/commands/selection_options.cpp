// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/selection_options.h"

#include "app/commands/common_options.h"
#include "app/commands/text.h"
#include "model/ports/clock.h"
#include "model/time/time_expression.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// One border of the window; absent when the option is not given.
Result<std::optional<Timestamp>> readBorder(const Invocation &call, const QString &option,
                                            Border border)
{
    if (!call.parser.isSet(option))
        return std::optional<Timestamp>{};
    const auto expression = TimeExpression::parse(call.parser.value(option));
    if (!expression)
        return failure(expression.error());
    const auto instant = expression->resolve(call.clock.now(), call.options.calendar, border);
    if (!instant)
        return failure(instant.error());
    return std::optional<Timestamp>{*instant};
}

/// `--NAME ID...` is one of these, `--no-NAME` only those without one, neither is any.
Result<IdFilter> readIdFilter(const QCommandLineParser &parser, const QString &name)
{
    const QString none = u"no-"_s + name;
    if (parser.isSet(name) && parser.isSet(none))
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Give either --%1 or --%2, not both.").arg(name, none));
    if (parser.isSet(none))
        return IdFilter::nullOnly();
    if (parser.isSet(name))
        return IdFilter::oneOf(parser.values(name));
    return IdFilter::any();
}

Result<Period> readPeriod(const QCommandLineParser &parser)
{
    const QString key = parser.value(u"period"_s);
    if (const auto period = periodFromId(key))
        return *period;
    return failure(
        ErrorCode::InvalidArgument,
        Text::tr("--period takes daily, weekly, monthly, quarterly or yearly, not \"%1\".")
            .arg(key));
}

Result<std::vector<AggregateFunction>> readFunctions(const QCommandLineParser &parser)
{
    std::vector<AggregateFunction> functions;
    for (const QString &key : parser.value(u"function"_s).split(u',')) {
        const auto function = functionFromKey(key.trimmed());
        if (!function)
            return failure(ErrorCode::InvalidArgument,
                           Text::tr("--function takes sum, mean, min, max and count, not \"%1\".")
                               .arg(key.trimmed()));
        functions.push_back(*function);
    }
    return functions;
}

} // namespace

void addRangeOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"from"_s, Text::tr("Begin of the range, as in 2026-03-01, 2026-W10, now-7d or now/M."),
         u"TIME"_s},
        {u"to"_s, Text::tr("End of the range, not included; a date or week means its end."),
         u"TIME"_s},
    });
}

Result<RangeOptions> readRange(const Invocation &call)
{
    const auto begin = readBorder(call, u"from"_s, Border::From);
    if (!begin)
        return failure(begin.error());
    const auto end = readBorder(call, u"to"_s, Border::To);
    if (!end)
        return failure(end.error());
    if (*begin && *end && **begin >= **end)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Nothing lies between --from and --to."));
    return RangeOptions{*begin, *end};
}

void addSelectionOptions(QCommandLineParser &parser)
{
    addRangeOptions(parser);
    parser.addOptions({
        {u"time-filter"_s, Text::tr("Which time of a session counts: start_time or end_time."),
         u"FILTER"_s, timeFilterKey(TimeFilter::SessionEnd)},
        {u"device"_s, Text::tr("Only records of this device; may be repeated."), u"NAME"_s},
        {u"no-device"_s, Text::tr("Only records without a device.")},
        {u"invocation"_s, Text::tr("Only records of this invocation; may be repeated."), u"ID"_s},
        {u"no-invocation"_s, Text::tr("Only records without an invocation.")},
        {u"session"_s, Text::tr("Only records of this session; may be repeated."), u"ID"_s},
        {u"tag"_s, Text::tr("Only sessions with this tag; may be repeated."), u"KEY=VALUE"_s},
    });
}

void addAggregateOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"period"_s, Text::tr("daily, weekly, monthly, quarterly or yearly."), u"PERIOD"_s,
         u"daily"_s},
        {u"function"_s, Text::tr("One or more of sum, mean, min, max, count, with commas between."),
         u"FUNCTIONS"_s, u"mean"_s},
    });
}

Result<Selection> readSelection(const Invocation &call)
{
    Selection selection;
    const auto range = readRange(call);
    if (!range)
        return failure(range.error());
    selection.begin = range->begin;
    selection.end = range->end;
    const auto filter = timeFilterFromKey(call.parser.value(u"time-filter"_s));
    if (!filter)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--time-filter takes start_time or end_time, not \"%1\".")
                           .arg(call.parser.value(u"time-filter"_s)));
    selection.timeFilter = *filter;
    auto devices = readIdFilter(call.parser, u"device"_s);
    if (!devices)
        return failure(devices.error());
    selection.devices = std::move(*devices);
    auto invocations = readIdFilter(call.parser, u"invocation"_s);
    if (!invocations)
        return failure(invocations.error());
    selection.invocations = std::move(*invocations);
    if (call.parser.isSet(u"session"_s))
        selection.sessions = call.parser.values(u"session"_s);
    auto tags = parseTags(call.parser.values(u"tag"_s));
    if (!tags)
        return failure(tags.error());
    selection.tags = std::move(*tags);
    return selection;
}

Result<AggregateOptions> readAggregateOptions(const QCommandLineParser &parser)
{
    const auto period = readPeriod(parser);
    if (!period)
        return failure(period.error());
    auto functions = readFunctions(parser);
    if (!functions)
        return failure(functions.error());
    return AggregateOptions{*period, std::move(*functions)};
}

} // namespace tidemark::commands

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/monitor_command.h"

#include "app/commands/number_option.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "app/commands/user_monitor_run.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

std::chrono::milliseconds lengthOf(double seconds)
{
    constexpr double kMsPerSecond = 1'000;
    return std::chrono::milliseconds(std::llround(seconds * kMsPerSecond));
}

Result<void> readTimes(const QCommandLineParser &parser, UserMonitorPlan &plan)
{
    constexpr double kShortest_s = 0.1;
    constexpr double kLongestInterval_s = 3'600;
    constexpr double kLongest_s = 1'000'000; // a timer waits for 24 days at the most
    const auto interval = readNumber(parser, u"interval"_s, kShortest_s, kLongestInterval_s);
    if (!interval)
        return failure(interval.error());
    plan.interval = lengthOf(*interval);
    if (!parser.isSet(u"duration"_s))
        return {};
    if (plan.isOnce)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--once and --duration exclude each other. Give one of them."));
    const auto duration = readNumber(parser, u"duration"_s, kShortest_s, kLongest_s);
    if (!duration)
        return failure(duration.error());
    plan.duration = lengthOf(*duration);
    return {};
}

Result<UserMonitorPlan> readPlan(const Invocation &call)
{
    if (call.arguments().size() != 1)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("tidemark monitor takes the address of one server, such as "
                                "http://localhost:8000."));
    auto target = monitor::parseMonitorTarget(call.arguments().constFirst());
    if (!target)
        return failure(target.error());
    UserMonitorPlan plan;
    plan.target = *std::move(target);
    plan.isOnce = call.parser.isSet(u"once"_s) || call.options.isDryRun;
    if (auto read = readTimes(call.parser, plan); !read)
        return failure(read.error());
    if (!call.parser.isSet(u"offset"_s))
        return plan;
    const auto offset = monitor::parseOffset(call.parser.value(u"offset"_s));
    if (!offset)
        return failure(offset.error());
    plan.offset = *offset;
    return plan;
}

} // namespace

QString MonitorCommand::name() const
{
    return u"monitor"_s;
}

QString MonitorCommand::summary() const
{
    return Text::tr("Record the users of a NeMo Agent Toolkit server as series.");
}

QString MonitorCommand::syntax() const
{
    return u"URL"_s;
}

void MonitorCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"once"_s, Text::tr("Ask once, and print the users.")},
        {u"interval"_s, Text::tr("Seconds from one question to the next, 0.1 to 3600."),
         u"SECONDS"_s, u"5"_s},
        {u"duration"_s, Text::tr("End after so many seconds; without it, when interrupted."),
         u"SECONDS"_s},
        {u"offset"_s,
         Text::tr("How far the server's clock is ahead of UTC, such as +02:00, where its times do "
                  "not say so; without it, by comparing clocks."),
         u"OFFSET"_s},
    });
}

ExitCode MonitorCommand::run(const Invocation &call) const
{
    const auto plan = readPlan(call);
    if (!plan)
        return fail(call, plan.error());
    if (call.options.isDryRun)
        return UserMonitorRun(call, *plan, nullptr).run();
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    monitor::UserRecorder recorder((*store)->ports(), plan->target.name, plan->interval);
    return UserMonitorRun(call, *plan, &recorder).run();
}

} // namespace tidemark::commands

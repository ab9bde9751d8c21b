// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_statsd.h"

#include "app/commands/interrupt.h"
#include "app/commands/number_option.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "services/collect/machine_recorder.h"
#include "services/net/listen_address.h"
#include "services/statsd/statsd_receiver.h"

#include <cmath>
#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr auto kDefaultListen = "127.0.0.1:8125"_L1;
constexpr std::chrono::seconds kPatience{30}; // with the store; a second Ctrl+C ends at once
constexpr double kLongest_s = 1e9;

struct Plan
{
    statsd::StatsdReceiverOptions options;
    std::optional<std::chrono::milliseconds> duration;
};

Result<Plan> readPlan(const QCommandLineParser &parser)
{
    constexpr double kShortestInterval_s = 0.1;
    constexpr double kLongestInterval_s = 3'600;
    Plan plan;
    const auto listen = net::parseListenAddress(
        parser.isSet(u"listen"_s) ? parser.value(u"listen"_s) : QString(kDefaultListen));
    if (!listen)
        return failure(listen.error());
    plan.options.patience = kPatience;
    plan.options.address = listen->host;
    plan.options.port = listen->port;
    const auto interval =
        readNumber(parser, u"interval"_s, kShortestInterval_s, kLongestInterval_s);
    if (!interval)
        return failure(interval.error());
    plan.options.interval = std::chrono::milliseconds(std::llround(*interval * 1'000));
    if (!parser.isSet(u"duration"_s))
        return plan;
    const auto duration = readNumber(parser, u"duration"_s, kShortestInterval_s, kLongest_s);
    if (!duration)
        return failure(duration.error());
    plan.duration = std::chrono::milliseconds(std::llround(*duration * 1'000));
    return plan;
}

void waitForEnd(const std::stop_token &stop, std::optional<std::chrono::milliseconds> duration)
{
    const auto begin = std::chrono::steady_clock::now();
    if (duration)
        return collect::sleepUntil(begin + *duration, stop);
    while (!stop.stop_requested())
        collect::sleepUntil(std::chrono::steady_clock::now() + std::chrono::hours(1), stop);
}

/// What came, and of what was not used how many lines for which reason.
void tell(const Invocation &call, const statsd::StatsdStatistics &statistics)
{
    const statsd::StatsdCounts &counts = statistics.counts;
    call.console.note(
        Text::tr("Received %1 packets with %2 lines: %3 used, %4 malformed, %5 events "
                 "and service checks not taken, %6 refused.")
            .arg(counts.packets)
            .arg(counts.lines)
            .arg(counts.used)
            .arg(counts.malformed())
            .arg(counts.events())
            .arg(counts.dropped()));
    const auto reason = [&](const QString &text, std::int64_t lines) {
        if (lines > 0)
            call.console.note(Text::tr("  %1: %2").arg(text).arg(lines));
    };
    const std::vector<statsd::StatsdReason> unused = statsd::reasonsOf(counts);
    for (const statsd::StatsdReason &one : unused)
        reason(one.text, one.lines);
    reason(Text::tr("used, in a series that others share"), counts.folded);
    reason(Text::tr("packets cut off"), counts.cutPackets);
    reason(Text::tr("packets lost, because they came too fast"),
           statistics.systemDrops + statistics.queueDrops);
    call.console.note(Text::tr("Stored %1 samples of %2 names; %3 could not be stored.")
                          .arg(statistics.storedSamples)
                          .arg(statistics.names)
                          .arg(statistics.droppedSamples));
}

ExitCode receive(const Invocation &call, const Plan &plan, store::LocalStore &store)
{
    statsd::StatsdReceiver receiver(store.ports(), call.clock, plan.options);
    const auto port = receiver.start();
    if (!port)
        return fail(call, port.error());
    call.console.writeLine(net::addressText({plan.options.address, *port}));
    call.console.flush();
    waitForEnd(call.stop, plan.duration);
    receiver.stop();
    const statsd::StatsdStatistics statistics = receiver.statistics();
    tell(call, statistics);
    if (statistics.trouble)
        return fail(call, *statistics.trouble);
    if (statistics.droppedSamples > 0)
        return ExitCode::Partial;
    // As a server: what a service manager ends is done, Ctrl+C is an interruption (Z5).
    const bool isInterrupted = call.stop.stop_requested() && call.interrupt != nullptr &&
                               call.interrupt->signal() != SIGTERM;
    return isInterrupted ? ExitCode::Interrupted : ExitCode::Ok;
}

} // namespace

ExitCode receiveStatsd(const Invocation &call)
{
    const auto plan = readPlan(call.parser);
    if (!plan)
        return fail(call, plan.error());
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would receive on %1.")
                              .arg(net::addressText({plan->options.address, plan->options.port})));
        return ExitCode::Ok;
    }
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    return receive(call, *plan, **store);
}

} // namespace tidemark::commands

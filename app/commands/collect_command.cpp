// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/collect_command.h"

#include "app/commands/findings.h"
#include "app/commands/interrupt.h"
#include "app/commands/number_option.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "services/collect/machine_recorder.h"
#include "services/exchange/tag_text.h"

#include <cmath>
#include <csignal>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<collect::RecordingPlan> readPlan(const QCommandLineParser &parser)
{
    constexpr double kShortest_s = 0.1;
    constexpr double kLongest_s = 3'600;
    constexpr double kMostReadings = 1e9;
    collect::RecordingPlan plan;
    const auto interval = readNumber(parser, u"interval"_s, kShortest_s, kLongest_s);
    if (!interval)
        return failure(interval.error());
    plan.interval = std::chrono::milliseconds(std::llround(*interval * 1'000));
    if (!parser.isSet(u"count"_s))
        return plan;
    const auto count = readNumber(parser, u"count"_s, 1, kMostReadings);
    if (!count)
        return failure(count.error());
    plan.readings = std::llround(*count);
    return plan;
}

/// `--dry-run`: what would be recorded, from two readings with the interval between them.
ExitCode showReadings(const Invocation &call, const collect::RecordingPlan &plan)
{
    collect::MachineProbe probe{collect::KernelFiles()};
    (void)probe.read(call.clock.now());
    collect::sleepUntil(std::chrono::steady_clock::now() + plan.interval, call.stop);
    if (call.stop.stop_requested())
        return ExitCode::Interrupted;
    const auto writer = RowWriter::make(
        call.options.format, {u"metric"_s, u"tags"_s, u"value"_s, u"unit"_s}, call.console);
    for (const collect::MachineReading &reading : probe.read(call.clock.now()))
        writer->row({Cell::ofText(reading.metric), Cell::ofText(exchange::tagText(reading.tags)),
                     Cell::ofNumber(reading.value), Cell::ofText(reading.unit)});
    writer->finish();
    return ExitCode::Ok;
}

} // namespace

QString CollectCommand::name() const
{
    return u"collect"_s;
}

QString CollectCommand::summary() const
{
    return Text::tr("Record this machine's processors, memory, disks and network as series.");
}

QString CollectCommand::syntax() const
{
    return {};
}

void CollectCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"interval"_s, Text::tr("Seconds from one reading to the next, 0.1 to 3600."),
         u"SECONDS"_s, u"1"_s},
        {u"count"_s, Text::tr("End after so many readings; without it, when interrupted."),
         u"NUMBER"_s},
    });
}

ExitCode CollectCommand::run(const Invocation &call) const
{
    if (!takesStoreAlone(call, name()))
        return ExitCode::Usage;
    const auto plan = readPlan(call.parser);
    if (!plan)
        return fail(call, plan.error());
    if (call.options.isDryRun)
        return showReadings(call, *plan);
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    collect::MachineRecorder recorder((*store)->ports(), call.clock,
                                      collect::MachineProbe(collect::KernelFiles()));
    bool isLocked = false;
    recorder.setLockListener([&](const Error &error) {
        isLocked = true;
        call.console.error(error);
    });
    recorder.setListener([&](const collect::RecordingSummary &) {
        if (std::exchange(isLocked, false))
            call.console.note(Text::tr("The store takes values again."));
    });
    const auto done = recorder.run(*plan, call.stop);
    const collect::RecordingSummary &summary = recorder.summary();
    call.console.note(Text::tr("%1 readings of %2 series, %3 samples; %4 moments were missed.")
                          .arg(summary.readings)
                          .arg(summary.series)
                          .arg(summary.samples)
                          .arg(summary.missed));
    if (!done && isLocked && done.error().code == ErrorCode::Locked)
        return ExitCode::Locked; // which was told
    if (!done)
        return fail(call, done.error());
    // As a server: what a service manager ends is done, Ctrl+C is an interruption (Z5).
    const bool isInterrupted = call.stop.stop_requested() && call.interrupt != nullptr &&
                               call.interrupt->signal() != SIGTERM;
    return isInterrupted ? ExitCode::Interrupted : ExitCode::Ok;
}

} // namespace tidemark::commands

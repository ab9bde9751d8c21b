// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_otlp.h"

#include "app/commands/interrupt.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "services/collect/machine_recorder.h"
#include "services/net/listen_address.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"

#include <chrono>
#include <cmath>
#include <csignal>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// Longer than any run; far from the end of the clock.
constexpr std::chrono::hours kForEver{24 * 365 * 50};
constexpr double kLongest_s = 365.0 * 86'400;

Result<std::chrono::milliseconds> readDuration(const Invocation &call)
{
    if (!call.parser.isSet(u"duration"_s))
        return kForEver;
    const QString given = call.parser.value(u"duration"_s);
    bool isNumber = false;
    const double seconds = given.toDouble(&isNumber);
    if (isNumber && seconds > 0 && seconds <= kLongest_s)
        return std::chrono::milliseconds(std::llround(std::ceil(seconds * 1'000)));
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("--duration takes a number of seconds above 0, at most a year, not "
                            "\"%1\".")
                       .arg(given));
}

Result<otlp::OtlpReceiverOptions> readOptions(const Invocation &call)
{
    otlp::OtlpReceiverOptions options;
    if (!call.parser.isSet(u"listen"_s))
        return options;
    return net::parseListenAddress(call.parser.value(u"listen"_s))
        .transform([&](const net::ListenAddress &listen) {
            options.address = listen.host;
            options.port = listen.port;
            return options;
        });
}

ExitCode receive(const Invocation &call, const otlp::OtlpReceiverOptions &options,
                 std::chrono::milliseconds duration)
{
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    otlp::OtlpRecorder recorder((*store)->ports(), call.clock);
    otlp::OtlpReceiver receiver(recorder, options);
    const auto port = receiver.start();
    if (!port)
        return fail(call, port.error());
    call.console.writeLine(net::baseUrl({options.address, *port}, false) + u"/v1/metrics"_s);
    call.console.flush();
    collect::sleepUntil(std::chrono::steady_clock::now() + duration, call.stop);
    receiver.stop();
    const otlp::OtlpRecorderSummary &summary = recorder.summary();
    call.console.note(Text::tr("%1 requests, %2 points of %3 streams, %4 samples.")
                          .arg(receiver.statistics().requests)
                          .arg(summary.points)
                          .arg(summary.streams)
                          .arg(summary.samples));
    // As a server: what a service manager ends is done, Ctrl+C is an interruption (Z5).
    const bool isInterrupted = call.stop.stop_requested() && call.interrupt != nullptr &&
                               call.interrupt->signal() != SIGTERM;
    return isInterrupted ? ExitCode::Interrupted : ExitCode::Ok;
}

} // namespace

ExitCode receiveOtlp(const Invocation &call)
{
    const auto duration = readDuration(call);
    if (!duration)
        return fail(call, duration.error());
    const auto options = readOptions(call);
    if (!options)
        return fail(call, options.error());
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would receive into %1.").arg(call.options.storePath));
        return ExitCode::Ok;
    }
    return receive(call, *options, *duration);
}

} // namespace tidemark::commands

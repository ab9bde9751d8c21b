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
#include <span>

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

/// By how it is written; whatever this lets through the receiver looks at again.
bool isReachable(const QString &host)
{
    return host.compare("localhost"_L1, Qt::CaseInsensitive) != 0 && host != "::1"_L1 &&
           !host.startsWith("127."_L1);
}

Result<otlp::OtlpReceiverOptions> readOptions(const Invocation &call)
{
    otlp::OtlpReceiverOptions options;
    options.isOpenToOthers = call.parser.isSet(u"open-to-others"_s);
    if (!call.parser.isSet(u"listen"_s))
        return options;
    return net::parseListenAddress(call.parser.value(u"listen"_s))
        .and_then([&](const net::ListenAddress &listen) -> Result<otlp::OtlpReceiverOptions> {
            if (!options.isOpenToOthers && isReachable(listen.host))
                return failure(ErrorCode::InvalidArgument,
                               Text::tr("Other machines can reach %1, and whoever does can send. "
                                        "Add --open-to-others if that is meant, or listen on "
                                        "127.0.0.1.")
                                   .arg(listen.host));
            options.address = listen.host;
            options.port = listen.port;
            return options;
        });
}

/// Keeps what a recorder, a loan, refused. One thread at a time.
class CountingSink final : public otlp::OtlpSink
{
public:
    explicit CountingSink(otlp::OtlpRecorder &recorder)
        : m_recorder(recorder)
    {}
    [[nodiscard]] Result<void> record(std::span<otlp::OtlpExport> exports) override
    {
        auto done = m_recorder.record(exports);
        if (done) {
            for (const otlp::OtlpExport &each : exports)
                m_refusals += each.refusals;
        }
        return done;
    }
    [[nodiscard]] const otlp::OtlpRefusals &refusals() const noexcept { return m_refusals; }

private:
    otlp::OtlpRecorder &m_recorder;
    otlp::OtlpRefusals m_refusals{};
};

/// What came, and of what was not taken how much for which reason.
void tell(const Invocation &call, const http::HttpStatistics &statistics,
          const otlp::OtlpRecorderSummary &summary, const otlp::OtlpRefusals &refusals)
{
    constexpr std::size_t kSenderMistakes = 4; // 4xx
    call.console.note(Text::tr("%1 requests, %2 points of %3 streams, %4 samples.")
                          .arg(statistics.requests)
                          .arg(summary.points)
                          .arg(summary.streams)
                          .arg(summary.samples));
    if (const qint64 bad = statistics.byStatusClass[kSenderMistakes]; bad > 0)
        call.console.note(
            Text::tr("Refused requests that are not OTLP, damaged or too large: %1.").arg(bad));
    if (refusals.ahead() > 0)
        call.console.note(
            Text::tr("Points taken %1: %2.").arg(otlp::aheadText()).arg(refusals.ahead()));
    if (refusals.total() == 0)
        return;
    call.console.note(Text::tr("Refused points: %1.").arg(refusals.total()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(otlp::OtlpRefusal::Count); ++i) {
        const auto reason = static_cast<otlp::OtlpRefusal>(i);
        if (const std::uint64_t points = refusals.count(reason); points > 0)
            call.console.note(Text::tr("  %1: %2").arg(otlp::refusalText(reason)).arg(points));
    }
}

ExitCode receive(const Invocation &call, const otlp::OtlpReceiverOptions &options,
                 std::chrono::milliseconds duration)
{
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    otlp::OtlpRecorder recorder((*store)->ports(), call.clock);
    CountingSink sink(recorder);
    otlp::OtlpReceiver receiver(sink, options);
    const auto port = receiver.start();
    if (!port)
        return fail(call, port.error());
    call.console.writeLine(net::baseUrl({options.address, *port}, false) + u"/v1/metrics"_s);
    call.console.flush();
    collect::sleepUntil(std::chrono::steady_clock::now() + duration, call.stop);
    receiver.stop();
    tell(call, receiver.statistics(), recorder.summary(), sink.refusals());
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

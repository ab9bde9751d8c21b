// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_prometheus_range.h"

#include "app/commands/number_option.h"
#include "app/commands/selection_options.h"
#include "app/commands/server_access.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/clock.h"
#include "services/net/network_thread.h"
#include "services/prometheus/range_import.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

Result<prometheus::RangeImportPlan> readPlan(const Invocation &call)
{
    constexpr double kShortest_s = 0.001;
    constexpr double kLongest_s = 1e8;
    const auto range = readRange(call);
    if (!range)
        return failure(range.error());
    if (!range->begin)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--query takes a range: give --from, such as --from now-1d."));
    const TimeWindow window{*range->begin, range->end.value_or(call.clock.now())};
    Timedelta step =
        prometheus::stepFor(window, static_cast<int>(prometheus::kMostPoints)); // as fine as one
    if (call.parser.isSet(u"step"_s)) {                                         // answer can be
        const auto given = readNumber(call.parser, u"step"_s, kShortest_s, kLongest_s);
        if (!given)
            return failure(given.error());
        constexpr double kMsPerSecond = 1'000;
        constexpr std::int64_t kNsPerMs = 1'000'000;
        step = Timedelta(std::llround(*given * kMsPerSecond) * kNsPerMs);
    }
    return prometheus::planRange(window, step).transform([&](const prometheus::RangePlan &moments) {
        return prometheus::RangeImportPlan{call.parser.value(u"query"_s), moments,
                                           call.parser.value(u"metric"_s)};
    });
}

ExitCode import(const Invocation &call, const net::Endpoint &endpoint,
                const prometheus::RangeImportPlan &plan)
{
    const auto access = readServerAccess(call, endpoint);
    if (!access)
        return fail(call, access.error());
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    net::NetworkThread network;
    prometheus::QueryClient client(network, endpoint, access->token,
                                   prometheus::QueryClient::kDeadline, access->trust);
    prometheus::RangeImport import(client, (*store)->ports());
    const auto done = import.run(plan, call.stop);
    if (!done && done.error().detail == "prometheus.name"_L1)
        call.console.note(Text::tr("--metric NAME names a metric for all of it."));
    if (!done)
        return fail(call, done.error());
    for (const QString &warning : done->warnings)
        call.console.note(Text::tr("The server warns: %1").arg(warning));
    if (done->histograms > 0)
        call.console.note(
            Text::tr("Native histograms that were left out: %1.").arg(done->histograms));
    call.console.note(Text::tr("Series: %1. Samples: %2, gaps: %3; new: %4, replaced: %5, refused: "
                               "%6.")
                          .arg(done->series)
                          .arg(done->samples)
                          .arg(done->gaps)
                          .arg(done->stored.added)
                          .arg(done->stored.replaced)
                          .arg(done->stored.rejectedCount));
    return done->stored.rejectedCount > 0 ? ExitCode::Partial : ExitCode::Ok;
}

} // namespace

ExitCode receivePrometheusRange(const Invocation &call)
{
    const QStringList ofScrapes{u"interval"_s, u"duration"_s};
    for (const QString &option : ofScrapes) {
        if (!call.parser.isSet(option))
            continue;
        call.console.error(
            Text::tr("--query asks once, so --%1 says nothing. Leave it out.").arg(option));
        return ExitCode::Usage;
    }
    const auto endpoint = net::parseEndpoint(call.arguments().at(1), net::LinkLocal::TypedByPerson);
    if (!endpoint)
        return fail(call, endpoint.error());
    const auto plan = readPlan(call);
    if (!plan)
        return fail(call, plan.error());
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would ask %1 for %2 points of each series.")
                              .arg(net::placeOf(endpoint->base))
                              .arg(plan->range.points()));
        return ExitCode::Ok;
    }
    return import(call, *endpoint, *plan);
}

} // namespace tidemark::commands

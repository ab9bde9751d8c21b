// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_prometheus.h"

#include "app/commands/interrupt.h"
#include "app/commands/number_option.h"
#include "app/commands/receive_prometheus_range.h"
#include "app/commands/server_access.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "services/collect/machine_recorder.h"
#include "services/net/network_thread.h"
#include "services/prometheus/scraper.h"

#include <cmath>
#include <csignal>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

std::chrono::milliseconds lengthOf(double seconds)
{
    constexpr double kMsPerSecond = 1'000;
    return std::chrono::milliseconds(std::llround(seconds * kMsPerSecond));
}

Result<prometheus::ScrapePlan> readPlan(const QCommandLineParser &parser)
{
    constexpr double kShortest_s = 0.1;
    constexpr double kLongestInterval_s = 3'600;
    constexpr double kLongest_s = 1e9;
    prometheus::ScrapePlan plan;
    if (parser.isSet(u"interval"_s)) {
        const auto interval = readNumber(parser, u"interval"_s, kShortest_s, kLongestInterval_s);
        if (!interval)
            return failure(interval.error());
        plan.interval = lengthOf(*interval);
    }
    if (parser.isSet(u"duration"_s)) {
        const auto duration = readNumber(parser, u"duration"_s, kShortest_s, kLongest_s);
        if (!duration)
            return failure(duration.error());
        plan.duration = lengthOf(*duration);
    }
    return plan;
}

/// Tells when the target goes down or comes back, and when the store is locked or is so no longer,
/// not each scrape.
class StateTeller
{
public:
    StateTeller(const Invocation &call, QString target)
        : m_call(call)
        , m_target(std::move(target))
    {}

    void operator()(const prometheus::ScrapeState &state)
    {
        tellOfLock(state);
        if (state.isUp() == m_isUp)
            return;
        m_isUp = state.isUp();
        if (state.error)
            m_call.console.error(*state.error);
        else
            m_call.console.note(Text::tr("%1 answers again.").arg(m_target));
    }

private:
    void tellOfLock(const prometheus::ScrapeState &state)
    {
        if (state.lock.has_value() == m_isLocked)
            return;
        m_isLocked = state.lock.has_value();
        if (state.lock)
            m_call.console.error(*state.lock);
        else
            m_call.console.note(Text::tr("The store takes values again."));
    }

    const Invocation &m_call;
    QString m_target;
    bool m_isLocked = false;
    bool m_isUp = true; // that the first scrape goes well is nothing to tell of
};

ExitCode report(const Invocation &call, const prometheus::Scraper &scraper,
                const prometheus::ScrapeRecordingSummary &summary)
{
    const prometheus::ScrapeState &state = scraper.state();
    call.console.note(
        Text::tr("Scrapes: %1, failed: %2. Samples: %3, gaps: %4, refused: %5. Series that were "
                 "told of last: %6.")
            .arg(state.scrapes)
            .arg(state.failures)
            .arg(summary.samples)
            .arg(summary.gaps)
            .arg(summary.refused)
            .arg(summary.series));
    if (state.unstored > 0)
        call.console.note(Text::tr("Samples that could not be stored: %1.").arg(state.unstored));
    // As a server: what a service manager ends is done, Ctrl+C is an interruption (Z5).
    if (call.stop.stop_requested()) {
        const bool isOrderly = call.interrupt != nullptr && call.interrupt->signal() == SIGTERM;
        return isOrderly ? ExitCode::Ok : ExitCode::Interrupted;
    }
    if (state.failures == state.scrapes && state.error)
        return exitCodeFor(state.error->code); // it was told
    return state.failures > 0 || summary.refused > 0 ? ExitCode::Partial : ExitCode::Ok;
}

ExitCode scrape(const Invocation &call, const prometheus::ScrapeTarget &target,
                const prometheus::ScrapePlan &plan)
{
    const auto access = readServerAccess(call, target.where.endpoint);
    if (!access)
        return fail(call, access.error());
    const auto store = openStore(call, StoreUse::Write);
    if (!store)
        return fail(call, store.error());
    net::NetworkThread network;
    prometheus::ScrapeClient client(network, target, access->token,
                                    prometheus::ScrapeClient::deadlineFor(plan.interval),
                                    access->trust);
    prometheus::ScrapeRecorder recorder((*store)->ports(), {{u"instance"_s, target.instance}},
                                        plan.interval);
    prometheus::ScraperParts parts;
    parts.fetch = [&client](const std::stop_token &stop) { return client.fetch(stop); };
    parts.waitUntil = &collect::sleepUntil;
    prometheus::Scraper scraper(std::move(parts), recorder, call.clock);
    scraper.setListener(StateTeller(call, target.instance));
    const auto done = scraper.run(plan, call.stop);
    const ExitCode code = report(call, scraper, recorder.summary());
    if (!done && done.error().code == ErrorCode::Locked)
        return ExitCode::Locked; // which was told
    return done ? code : fail(call, done.error());
}

} // namespace

ExitCode receivePrometheus(const Invocation &call)
{
    if (call.parser.isSet(u"query"_s))
        return receivePrometheusRange(call);
    const QStringList ofQueries{u"from"_s, u"to"_s, u"step"_s, u"metric"_s};
    for (const QString &option : ofQueries) {
        if (!call.parser.isSet(option))
            continue;
        call.console.error(
            Text::tr("--%1 belongs to --query. Give both, or leave it out.").arg(option));
        return ExitCode::Usage;
    }
    const auto target = prometheus::parseScrapeTarget(call.arguments().at(1));
    if (!target)
        return fail(call, target.error());
    const auto plan = readPlan(call.parser);
    if (!plan)
        return fail(call, plan.error());
    if (call.options.isDryRun) {
        call.console.note(
            Text::tr("Would scrape %1 into %2.").arg(target->instance, call.options.storePath));
        return ExitCode::Ok;
    }
    return scrape(call, *target, *plan);
}

} // namespace tidemark::commands

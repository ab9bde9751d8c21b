// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"
#include "services/exchange/await.h"
#include "services/prometheus/scraper.h"
#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_rules.h"
#include "services/receiving/receiver_work.h"
#include "services/sources/source_tokens.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::receiving {

namespace {

struct ScrapeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::ScrapeWork)
};

ReceiverCounts countsOf(const prometheus::ScrapeState &state,
                        const prometheus::ScrapeRecordingSummary &summary)
{
    ReceiverCounts counts;
    counts.messages = state.scrapes - state.failures;
    counts.failures = state.failures;
    counts.samples = summary.samples;
    counts.dropped = state.unstored;
    if (summary.refused > 0)
        counts.refused.push_back(
            {ScrapeText::tr("a sample that can be no series, or one too many"), summary.refused});
    return counts;
}

Result<Secret> tokenOf(const ReceivingParts &parts, const ReceiverPlan &plan,
                       const std::stop_token &stop)
{
    if (!plan.hasToken)
        return Secret();
    auto found = parts.tokens ? exchange::awaitAnswer(parts.tokens->find(tokenKeyOf(plan)), stop)
                              : Result<std::optional<FoundToken>>(std::nullopt);
    if (!found)
        return failure(found.error());
    if (!*found)
        return failure(ErrorCode::NotFound,
                       ScrapeText::tr("The token for %1 is not kept any more. Edit the receiver, "
                                      "and type it again.")
                           .arg(plan.address.trimmed()));
    return std::move((*found)->secret);
}

} // namespace

ReceiverWork scrapeWork(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    return [parts, plan](ReceiverNotes &notes, const std::stop_token &stop) -> Result<void> {
        const auto target = prometheus::parseScrapeTarget(plan.address);
        if (!target)
            return failure(target.error());
        const auto token = tokenOf(parts, plan, stop);
        if (!token)
            return failure(token.error());
        net::TlsTrust trust;
        trust.caFile = plan.caFile;
        if (!plan.pin.isEmpty()) {
            const auto pinned = net::parseFingerprint(plan.pin);
            if (!pinned)
                return failure(pinned.error());
            trust.pinnedSha256 = *pinned;
        }
        prometheus::ScrapePlan scrapes;
        scrapes.interval = plan.interval;
        prometheus::ScrapeClient client(*parts.network, *target, *token,
                                        prometheus::ScrapeClient::deadlineFor(plan.interval),
                                        std::move(trust));
        prometheus::ScrapeRecorder recorder(parts.ports, {{u"instance"_s, target->instance}},
                                            plan.interval);
        prometheus::ScraperParts fetching;
        fetching.fetch = [&client](const std::stop_token &stopped) {
            return client.fetch(stopped);
        };
        fetching.waitUntil = &collect::sleepUntil;
        prometheus::Scraper scraper(std::move(fetching), recorder, *parts.clock);
        scraper.setListener([&](const prometheus::ScrapeState &state) {
            if (state.error || state.lock) {
                notes.failed(state.error ? *state.error : *state.lock);
            } else {
                notes.came();
                notes.works();
            }
            notes.count(countsOf(state, recorder.summary()));
        });
        notes.setAddress(plan.address.trimmed());
        auto done = scraper.run(scrapes, stop);
        notes.count(countsOf(scraper.state(), recorder.summary())); // with what was not stored
        return done;
    };
}

} // namespace tidemark::receiving

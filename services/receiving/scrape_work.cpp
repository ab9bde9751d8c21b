// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"
#include "services/prometheus/scraper.h"
#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_work.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::receiving {

namespace {

struct ScrapeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::ScrapeWork)
};

void note(ReceiverNotes &notes, const prometheus::ScrapeState &state,
          const prometheus::ScrapeRecordingSummary &summary)
{
    ReceiverCounts counts;
    counts.messages = state.scrapes - state.failures;
    counts.failures = state.failures;
    counts.samples = summary.samples;
    if (summary.refused > 0)
        counts.refused.push_back(
            {ScrapeText::tr("a sample that can be no series, or one too many"), summary.refused});
    if (state.error) {
        notes.failed(*state.error);
    } else {
        notes.came();
        notes.works();
    }
    notes.count(counts);
}

} // namespace

ReceiverWork scrapeWork(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    return [parts, plan](ReceiverNotes &notes, const std::stop_token &stop) -> Result<void> {
        const auto target = prometheus::parseScrapeTarget(plan.address);
        if (!target)
            return failure(target.error());
        prometheus::ScrapePlan scrapes;
        scrapes.interval = plan.interval;
        prometheus::ScrapeClient client(*parts.network, *target, Secret(),
                                        prometheus::ScrapeClient::deadlineFor(plan.interval));
        prometheus::ScrapeRecorder recorder(parts.ports, {{u"instance"_s, target->instance}},
                                            plan.interval);
        prometheus::ScraperParts fetching;
        fetching.fetch = [&client](const std::stop_token &stopped) {
            return client.fetch(stopped);
        };
        fetching.waitUntil = &collect::sleepUntil;
        prometheus::Scraper scraper(std::move(fetching), recorder, *parts.clock);
        scraper.setListener(
            [&](const prometheus::ScrapeState &state) { note(notes, state, recorder.summary()); });
        notes.setAddress(plan.address.trimmed());
        return scraper.run(scrapes, stop);
    };
}

} // namespace tidemark::receiving

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scraper.h"

#include "model/ports/clock.h"
#include "services/monitor/poll_pace.h"
#include "services/prometheus/exposition_reader.h"

#include <algorithm>
#include <utility>

namespace tidemark::prometheus {

namespace {

monitor::PollIntervals intervalsOf(const ScrapePlan &plan)
{
    auto intervals = monitor::PollIntervals::every(plan.interval);
    intervals.backOff = std::max(plan.backOff, plan.interval);
    intervals.failuresBeforeBackOff = plan.failuresBeforeBackOff;
    intervals.jitter_ratio = 0; // samples at equal distances
    return intervals;
}

Result<Exposition> read(const ScrapeAnswer &answer)
{
    return readExposition({answer.body.constData(), static_cast<std::size_t>(answer.body.size())},
                          formatOf(answer.contentType));
}

std::size_t samplesOf(const ScrapeOutcome &outcome)
{
    return outcome.told ? outcome.told->samples.size() : 0;
}

std::size_t weightOf(const ScrapeOutcome &outcome)
{
    return samplesOf(outcome) + 1; // a failed one takes room, too
}

} // namespace

Scraper::Scraper(ScraperParts parts, ScrapeRecorder &recorder, const tidemark::Clock &clock)
    : m_parts(std::move(parts))
    , m_recorder(recorder)
    , m_clock(clock)
{}

Result<void> Scraper::run(const ScrapePlan &plan, const std::stop_token &stop)
{
    auto done = runUntilEnd(plan, stop);
    if (done && m_state.lock)
        done = failure(*m_state.lock);
    while (!done && !m_kept.empty())
        dropOldest();
    m_kept.clear(); // it was stopped on the way
    m_keptWeight = 0;
    return done;
}

Result<void> Scraper::runUntilEnd(const ScrapePlan &plan, const std::stop_token &stop)
{
    monitor::PollPace pace(intervalsOf(plan));
    const ScraperParts::Instant begin = m_parts.now();
    const auto isOver = [&](ScraperParts::Instant at) {
        return stop.stop_requested() || (plan.duration && at - begin >= *plan.duration);
    };
    ScraperParts::Instant due = begin;
    while (!isOver(due)) {
        const auto done = scrapeOnce(stop);
        if (!done)
            return failure(done.error());
        if (!*done)
            return {};
        if (m_state.isUp())
            pace.succeeded();
        else
            pace.failed();
        // A moment that has passed meanwhile is left out, not made up for.
        due = std::max(due + pace.interval(true, 0), m_parts.now());
        m_parts.waitUntil(plan.duration ? std::min(due, begin + *plan.duration) : due, stop);
    }
    return {};
}

Result<bool> Scraper::scrapeOnce(const std::stop_token &stop)
{
    ScrapeOutcome outcome;
    outcome.at = m_clock.now();
    const ScraperParts::Instant begin = m_parts.now();
    auto told = m_parts.fetch(stop).and_then(&read);
    outcome.length = m_parts.now() - begin;
    if (stop.stop_requested())
        return false;
    std::optional<Error> error;
    if (told)
        outcome.told = *std::move(told);
    else
        error = std::move(told.error());
    keep(std::move(outcome));
    const auto recorded = recordKept(stop);
    if (!recorded && stop.stop_requested())
        return false;
    ++m_state.scrapes;
    m_state.failures += error ? 1 : 0;
    m_state.error = std::move(error);
    m_state.lock.reset();
    if (!recorded && recorded.error().code != ErrorCode::Locked)
        return failure(recorded.error());
    if (!recorded)
        m_state.lock = recorded.error(); // tried again with the next scrape
    if (m_listener)
        m_listener(m_state);
    return true;
}

void Scraper::keep(ScrapeOutcome outcome)
{
    m_keptWeight += weightOf(outcome);
    m_kept.push_back(std::move(outcome));
    while (m_keptWeight > kMostKept && m_kept.size() > 1)
        dropOldest();
}

void Scraper::dropOldest()
{
    m_state.unstored += static_cast<std::int64_t>(samplesOf(m_kept.front()));
    m_keptWeight -= weightOf(m_kept.front());
    m_kept.pop_front();
}

Result<void> Scraper::recordKept(const std::stop_token &stop)
{
    while (!m_kept.empty()) {
        if (auto recorded = m_recorder.record(m_kept.front(), stop); !recorded)
            return recorded;
        m_keptWeight -= weightOf(m_kept.front());
        m_kept.pop_front();
    }
    return {};
}

} // namespace tidemark::prometheus

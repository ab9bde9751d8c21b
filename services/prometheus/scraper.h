// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/prometheus/scrape_client.h"
#include "services/prometheus/scrape_recorder.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stop_token>

namespace tidemark {
class Clock;
}

namespace tidemark::prometheus {

struct ScrapePlan
{
    std::chrono::milliseconds interval{15'000}; ///< from the start of one scrape to the next
    std::chrono::milliseconds backOff{60'000};  ///< instead, after failures, when it is longer
    int failuresBeforeBackOff = 3;
    std::optional<std::chrono::milliseconds> duration = {}; ///< nothing: until it is stopped
};

/// What a scraper reaches the world by.
struct ScraperParts
{
    using Instant = std::chrono::steady_clock::time_point;

    /// Asks once, within its deadline; see ScrapeClient.
    std::function<Result<ScrapeAnswer>(const std::stop_token &)> fetch;
    std::function<Instant()> now = &std::chrono::steady_clock::now;
    /// Comes back then, or when it is stopped.
    std::function<void(Instant, const std::stop_token &)> waitUntil;
};

/// What became of the scrapes so far.
struct ScrapeState
{
    std::int64_t scrapes = 0; ///< that ended, well or not
    std::int64_t failures = 0;
    std::int64_t unstored = 0;  ///< samples that were told of and that the store did not take
    std::optional<Error> error; ///< of the last one; nothing: the target is up
    /// While another program locks the store: scrapes are kept and stored afterwards.
    std::optional<Error> lock;

    [[nodiscard]] bool isUp() const noexcept { return scrapes > 0 && !error; }
};

/// Scrapes one target again and again, one request at a time, and records each scrape, those that
/// failed too. While the store is locked by another program, up to kMostKept are kept; beyond that
/// the oldest go, and their samples count as not stored. Works on the caller's thread, which is no
/// window's.
class Scraper
{
public:
    /// Scrapes and their samples; the newest scrape is kept anyhow.
    static constexpr std::size_t kMostKept = 200'000;

    /// The recorder and the clock, which says when scrapes were, outlive it.
    Scraper(ScraperParts parts, ScrapeRecorder &recorder, const tidemark::Clock &clock);

    /// Called after each scrape that is recorded or kept, on the scraping thread; one that the
    /// store does not take otherwise is counted and ends the run.
    void setListener(std::function<void(const ScrapeState &)> listener)
    {
        m_listener = std::move(listener);
    }
    /// Until the plan's end or `stop`; what was under way then is left out. Errors: those of the
    /// store, Locked when it was so at the end and what was kept is lost; a target that does not
    /// answer is none.
    [[nodiscard]] Result<void> run(const ScrapePlan &plan, const std::stop_token &stop);
    [[nodiscard]] const ScrapeState &state() const noexcept { return m_state; }

private:
    /// False when it was stopped on the way.
    [[nodiscard]] Result<bool> scrapeOnce(const std::stop_token &stop);
    [[nodiscard]] Result<void> runUntilEnd(const ScrapePlan &plan, const std::stop_token &stop);
    void keep(ScrapeOutcome outcome);
    [[nodiscard]] Result<void> recordKept(const std::stop_token &stop);
    void dropOldest();

    ScraperParts m_parts;
    ScrapeRecorder &m_recorder;
    const tidemark::Clock &m_clock;
    std::function<void(const ScrapeState &)> m_listener;
    ScrapeState m_state;
    std::deque<ScrapeOutcome> m_kept; ///< not recorded yet
    std::size_t m_keptWeight = 0;
};

} // namespace tidemark::prometheus

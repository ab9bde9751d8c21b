// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "model/time/timestamp.h"
#include "services/ingest/series_writer.h"
#include "services/prometheus/scrape_series.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark::prometheus {

/// How one scrape went.
struct ScrapeOutcome
{
    Timestamp at;                      ///< when it began; samples without a time get it
    std::chrono::nanoseconds length{}; ///< until its end, good or not
    std::optional<Exposition> told;    ///< nothing: it failed
};

struct ScrapeRecordingSummary
{
    std::int64_t samples = 0; ///< gaps not counted
    std::int64_t gaps = 0;
    std::int64_t refused = 0; ///< samples that can be no series, or one too many
    std::int64_t resets = 0;  ///< totals that began anew
    std::size_t series = 0;   ///< that the last scrape told of, without ours
};

/// Records what one target tells into series of a store: a metric for each name, tagged with the
/// labels and the target, and `up`, `scrape_duration_seconds` and `scrape_samples_scraped`.
///
/// Values are stored as they are told. A series that is missing from a scrape ends with a gap, as
/// all do when a scrape fails; a value that is not finite is a gap. A total that fell began anew: a
/// gap stands before it. A series that an earlier run left begins with a gap, since nobody looked
/// meanwhile. Works on the caller's thread, which is no window's.
class ScrapeRecorder
{
public:
    /// Of a sample's own time, as of what all live senders tell; included.
    static constexpr Timedelta kFarthestAhead{86'400'000'000'000};

    /// The ports outlive it. `target`: tags of all series. `interval`: for how long a value that an
    /// earlier run stored last is believed.
    ScrapeRecorder(const DataPorts &ports, const TagMap &target, std::chrono::milliseconds interval,
                   const ScrapeLimits &limits = {});

    /// All of it or, with an error, perhaps a part, which is no matter when it comes again, before
    /// any later one; durable when it comes back. Errors: Cancelled, and those of the store.
    [[nodiscard]] Result<void> record(const ScrapeOutcome &outcome, const std::stop_token &stop);
    [[nodiscard]] const ScrapeRecordingSummary &summary() const noexcept { return m_summary; }

private:
    void take(ScrapeSeries &series, Timestamp at, double value, bool hasOwnTime);
    void takeOwn(const ScrapeOutcome &outcome);
    void endMissing(Timestamp at);
    [[nodiscard]] Result<void> store(const std::stop_token &stop);
    void noteOpenings();
    void finish();
    void takeBack(const ScrapeRecordingSummary &before);

    Timedelta m_interval;
    ingest::SeriesWriter m_writer;
    ScrapeSeriesTable m_table;
    std::vector<ScrapeSeries *> m_touched; ///< with something pending
    std::uint64_t m_round = 0;
    ScrapeRecordingSummary m_summary;
};

} // namespace tidemark::prometheus

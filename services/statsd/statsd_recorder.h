// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"
#include "services/ingest/series_writer.h"
#include "services/statsd/statsd_flush.h"
#include "services/statsd/statsd_names.h"

#include <array>
#include <cstdint>
#include <stop_token>
#include <unordered_map>

namespace tidemark::statsd {

/// Puts flushes into series of a store. A counter is `NAME`, the sum of each interval, of the kind
/// whose values add up; gauges and the sizes of sets are `NAME`; a timing is `NAME.count`, likewise
/// of values that add up, `NAME.mean`, `.min`, `.max`, `.p50`, `.p90`, `.p95` and `.p99`. Works on
/// the caller's thread, which is no window's.
/// How many series there may be is the aggregator's business.
class StatsdRecorder
{
public:
    static constexpr std::size_t kMostSamples = 100'000; ///< of one append

    /// The ports outlive it.
    explicit StatsdRecorder(const DataPorts &ports);

    /// All of the flush; how many samples. With an error some may be stored; to store it again
    /// changes nothing of them. `stop` leaves an answer that does not come. Errors: Cancelled, and
    /// those of the store.
    [[nodiscard]] Result<std::int64_t> store(const StatsdFlush &flush, const std::stop_token &stop);

private:
    using Parts = std::array<ingest::WriterSeriesPointer, kTimingParts.size()>;

    void add(const StatsdSeries &series, std::size_t part, Timestamp at, double value);

    ingest::SeriesWriter m_writer;
    std::unordered_map<std::uint64_t, Parts> m_series; // by StatsdSeries::number
};

} // namespace tidemark::statsd

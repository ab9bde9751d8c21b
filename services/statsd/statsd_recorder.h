// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/ports/data_ports.h"
#include "services/statsd/statsd_flush.h"
#include "services/statsd/statsd_names.h"

#include <QHash>
#include <QString>

#include <array>
#include <cstdint>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace tidemark::statsd {

/// Puts flushes into series of a store. A counter is `NAME`, the sum of each interval, of the kind
/// whose values add up; gauges and the sizes of sets are `NAME`; a timing is `NAME.count`, likewise
/// of values that add up, `NAME.mean`, `.min`, `.max`, `.p50`, `.p90`, `.p95` and `.p99`. Works on
/// the caller's thread, which is no window's.
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
    using Ids = std::array<SeriesId, kTimingParts.size()>;
    struct Row
    {
        const StatsdSeries *series = nullptr;
        std::size_t part = 0; ///< of a timing
        Timestamp at;
        double value = 0;
    };
    [[nodiscard]] Result<void> storeRows(const std::vector<Row> &rows, const std::stop_token &stop);
    [[nodiscard]] Result<void> ensureMetrics(const std::vector<Row> &rows,
                                             const std::stop_token &stop);
    [[nodiscard]] Result<void> openSeries(const std::vector<Row> &rows,
                                          const std::stop_token &stop);
    [[nodiscard]] Result<void> append(const std::vector<Row> &rows, const std::stop_token &stop);
    [[nodiscard]] static std::vector<Row> rowsOf(const StatsdFlush &flush);
    [[nodiscard]] static QString metricOf(const Row &row);
    [[nodiscard]] static NewDefinition definitionOf(const Row &row);

    DataPorts m_ports;
    QHash<QString, MetricId> m_metrics;              // by name
    std::unordered_map<std::uint64_t, Ids> m_series; // by StatsdSeries::number
};

} // namespace tidemark::statsd

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/ports/data_ports.h"

#include <QHash>
#include <QString>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::metrics_sinks {

/// One value of one series.
struct SeriesRow
{
    QString metric; ///< normalised; see normalisedName()
    TagMap tags = {};
    QString unit = {}; ///< the model's symbol, for a metric that is new
    QString description = {};
    bool isCounted = false; ///< values add up: a counter, and of equal stamps the sum counts
    Timestamp at = {};
    double value = 0;
};

/// Puts values into series of a store; metrics and series are made when they are new, and anew when
/// they were removed meanwhile. Works on the caller's thread, which is no window's.
class SeriesWriter
{
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// The ports outlive it.
    explicit SeriesWriter(const DataPorts &ports);

    /// All of the rows or, with an error, none; durable when it comes back. Errors: those of the
    /// store, and Timeout when it does not answer in time: then the rows may still be stored, and
    /// to write the same ones again changes nothing of them.
    [[nodiscard]] Result<void> write(const std::vector<SeriesRow> &rows, Deadline deadline);

private:
    [[nodiscard]] Result<void> attempt(const std::vector<SeriesRow> &rows, Deadline deadline);
    [[nodiscard]] Result<void> ensureMetrics(const std::vector<SeriesRow> &rows, Deadline deadline);
    [[nodiscard]] Result<void> openSeries(const std::vector<SeriesRow> &rows, Deadline deadline);
    [[nodiscard]] std::vector<SampleBatch> batchesOf(const std::vector<SeriesRow> &rows) const;

    DataPorts m_ports;
    QHash<QString, MetricId> m_metrics; ///< by name
    QHash<QString, SeriesId> m_series;  ///< by name and tags
};

/// Texts as tags: normalised, without those that no tag can hold.
[[nodiscard]] TagMap tagMapOf(const std::vector<std::pair<std::string, std::string>> &pairs);

} // namespace tidemark::metrics_sinks

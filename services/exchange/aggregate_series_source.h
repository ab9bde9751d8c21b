// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/exporter.h"
#include "model/time/zone.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace tidemark {
struct DataPorts;
class AggregateReader;
} // namespace tidemark

namespace tidemark::exchange {

/// One metric's periods, ascending, and which of them the file shows.
struct MetricPeriods
{
    QString name;
    QString unit;
    Zone zone;
    std::vector<AggregateBucket> buckets; ///< every period of the range, also empty ones
    std::vector<std::size_t> shown;       ///< places in `buckets`, in the order of the file
    bool isLost = false;                  ///< could not be read and was stepped over

    /// What the function gave in the period before, as the table reckons it: nothing at the start;
    /// after a period without records nothing, except for Count, which is 0 there.
    [[nodiscard]] std::optional<double> before(std::size_t bucket,
                                               AggregateFunction function) const;
    /// Gives up the periods without records, where only the others are needed any more.
    void dropEmpty();
};

/// The series of an aggregate export, one metric at a time. Lives on the worker's thread; waits
/// there for the store.
class AggregateSeriesSource
{
public:
    /// Reads the metrics' names. Errors: those of the store.
    [[nodiscard]] static Result<AggregateSeriesSource>
    open(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop);

    [[nodiscard]] std::size_t count() const { return m_request.aggregates.size(); }
    /// The metric that is `place`th in the request. With skipDamaged, one that cannot be read is
    /// lost and has no periods. Errors: those of the store.
    [[nodiscard]] Result<MetricPeriods> load(std::size_t place) const;

private:
    struct Name
    {
        QString name;
        QString unit;
    };

    AggregateSeriesSource(AggregateReader &reader, ExportRequest request, std::stop_token stop);
    [[nodiscard]] MetricPeriods named(std::size_t place) const;
    [[nodiscard]] std::vector<std::size_t>
    shownOf(const std::vector<AggregateBucket> &buckets) const;

    AggregateReader *m_reader;
    ExportRequest m_request;
    std::stop_token m_stop;
    std::unordered_map<MetricId, Name> m_names;
};

} // namespace tidemark::exchange

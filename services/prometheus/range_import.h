// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/ports/data_ports.h"
#include "model/ports/record_store.h"
#include "services/prometheus/query_client.h"
#include "services/prometheus/range_plan.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace tidemark::prometheus {

struct RangeImportPlan
{
    QString expression;
    RangePlan range;
    QString metric; ///< where all goes; empty: by the names of the series that are answered
};

struct RangeImportSummary
{
    ImportSummary stored;
    std::int64_t requests = 0;
    std::int64_t series = 0;
    std::int64_t samples = 0;
    std::int64_t gaps = 0;
    std::int64_t histograms = 0; ///< native ones, left out
    QStringList warnings;        ///< each once
};

/// Fetches what an expression was over a range and puts it into series of a store: a metric for
/// each name, or the one of the plan, tagged with the labels and then with `metric`, the name; with
/// `__name__` instead, where a label is called `metric`. Samples that are there already at the
/// same times are replaced by samples, never by gaps; one undo step takes all of it back. For
/// workers: it waits.
class RangeImport
{
public:
    /// Most samples that are fetched, since they wait in memory.
    static constexpr std::int64_t kMostSamples = 5'000'000;

    /// The client and the ports outlive it.
    RangeImport(QueryClient &client, const DataPorts &ports)
        : m_client(client)
        , m_ports(ports)
    {}

    /// All or, with an error, nothing. Errors: those of QueryClient and of the store; NotFound when
    /// nothing was answered; InvalidArgument for series without a name, where the plan has none;
    /// Overflow beyond kMostSamples; Cancelled.
    /// `progress` counts the requests that the range takes.
    [[nodiscard]] Result<RangeImportSummary> run(const RangeImportPlan &plan,
                                                 const std::stop_token &stop,
                                                 const ProgressCallback &progress = {});

private:
    struct Line
    {
        QString metric;
        TagMap tags;
        std::vector<Sample> samples;
    };

    [[nodiscard]] Result<void> fetch(const RangeImportPlan &plan, const std::stop_token &stop,
                                     const ProgressCallback &progress);
    [[nodiscard]] Result<void> take(const RangeImportPlan &plan, QueryAnswer answer);
    [[nodiscard]] std::vector<NewDefinition> definitions(const std::stop_token &stop);
    [[nodiscard]] std::shared_ptr<RowSource> rows(Timedelta step);

    QueryClient &m_client;
    DataPorts m_ports;
    std::vector<Line> m_lines;
    QHash<QString, std::size_t> m_index; ///< of m_lines, by metric and tags
    RangeImportSummary m_summary;
};

} // namespace tidemark::prometheus

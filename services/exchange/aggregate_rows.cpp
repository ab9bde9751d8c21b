// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/export_rows.h"

#include "model/ports/aggregate_reader.h"
#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct AggregateText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::AggregateText)
};

// One metric's periods in the order of the file.
struct MetricPeriods
{
    QString name;
    QString unit;
    Zone zone;
    std::vector<AggregateBucket> buckets;
};

struct Columns
{
    std::vector<AggregateFunction> functions; ///< without Count in the long layout
    std::optional<AggregateFunction> change;  ///< whose change has a column
    bool isDescending = false;
};

bool isBefore(const TimeWindow &a, const TimeWindow &b)
{
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
}

void writeValue(CsvWriter &out, const Aggregate &aggregate, AggregateFunction function)
{
    if (function == AggregateFunction::Count)
        out.integer(static_cast<std::int64_t>(aggregate.count));
    else
        out.number(aggregate.value(function));
}

// The bucket right before in time; nothing at the start and after a gap.
const AggregateBucket *previousOf(const MetricPeriods &metric, std::size_t index, bool isDescending)
{
    const std::size_t at = isDescending ? index + 1 : index - 1;
    if ((!isDescending && index == 0) || at >= metric.buckets.size())
        return nullptr;
    const AggregateBucket &previous = metric.buckets[at];
    const bool follows = previous.window.end == metric.buckets[index].window.begin;
    return follows && !previous.aggregate.isEmpty() ? &previous : nullptr;
}

class LongRows final : public ExportRows
{
public:
    LongRows(std::vector<MetricPeriods> metrics, Columns columns)
        : m_metrics(std::move(metrics))
        , m_columns(std::move(columns))
    {}

    [[nodiscard]] Result<std::int64_t> total() override
    {
        std::int64_t count = 0;
        for (const MetricPeriods &metric : m_metrics)
            count += static_cast<std::int64_t>(metric.buckets.size());
        return count;
    }

    void writeHeader(CsvWriter &out) const override
    {
        out.headerText(u"metric");
        out.headerText(u"unit");
        out.headerTime(u"period_start"_s);
        out.headerTime(u"period_end"_s);
        out.headerText(u"zone");
        out.headerText(u"count");
        for (const AggregateFunction function : m_columns.functions)
            out.headerText(functionKey(function));
        if (m_columns.change) {
            out.headerText(u"change");
            out.headerText(u"change_ratio");
        }
        out.endHeader();
    }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        std::int64_t written = 0;
        while (m_metric < m_metrics.size() && written < kMaxPageRows) {
            const MetricPeriods &metric = m_metrics[m_metric];
            for (; m_bucket < metric.buckets.size() && written < kMaxPageRows; ++m_bucket) {
                write(out, metric, m_bucket);
                ++written;
            }
            if (m_bucket == metric.buckets.size()) {
                ++m_metric;
                m_bucket = 0;
            }
        }
        rows += written;
        return written > 0;
    }

private:
    void write(CsvWriter &out, const MetricPeriods &metric, std::size_t index) const
    {
        const AggregateBucket &bucket = metric.buckets[index];
        out.text(QStringView(metric.name));
        out.text(metric.unit.isEmpty() ? std::optional<QString>() : metric.unit);
        out.time(bucket.window.begin);
        out.time(bucket.window.end);
        out.text(QStringView(metric.zone.id()));
        out.integer(static_cast<std::int64_t>(bucket.aggregate.count));
        for (const AggregateFunction function : m_columns.functions)
            writeValue(out, bucket.aggregate, function);
        if (m_columns.change)
            writeChange(out, metric, index, *m_columns.change);
        out.endRow();
    }

    void writeChange(CsvWriter &out, const MetricPeriods &metric, std::size_t index,
                     AggregateFunction function) const
    {
        const AggregateBucket *previous = previousOf(metric, index, m_columns.isDescending);
        const auto now = metric.buckets[index].aggregate.value(function);
        const auto before = previous ? previous->aggregate.value(function) : std::nullopt;
        if (!now || !before) {
            out.number({});
            out.number({});
            return;
        }
        const double change = *now - *before;
        out.number(change);
        out.number(*before == 0 ? std::optional<double>() : change / *before);
    }

    std::vector<MetricPeriods> m_metrics;
    Columns m_columns;
    std::size_t m_metric = 0;
    std::size_t m_bucket = 0;
};

class WideRows final : public ExportRows
{
public:
    WideRows(std::vector<MetricPeriods> metrics, Columns columns)
        : m_metrics(std::move(metrics))
        , m_columns(std::move(columns))
    {
        for (const MetricPeriods &metric : m_metrics) {
            for (const AggregateBucket &bucket : metric.buckets)
                m_windows.push_back(bucket.window);
        }
        std::sort(m_windows.begin(), m_windows.end(), isBefore);
        m_windows.erase(std::unique(m_windows.begin(), m_windows.end()), m_windows.end());
        if (m_columns.isDescending)
            std::reverse(m_windows.begin(), m_windows.end());
        m_positions.resize(m_metrics.size());
    }

    [[nodiscard]] Result<std::int64_t> total() override
    {
        return static_cast<std::int64_t>(m_windows.size());
    }

    void writeHeader(CsvWriter &out) const override
    {
        out.headerTime(u"period_start"_s);
        out.headerTime(u"period_end"_s);
        out.headerText(u"zone");
        for (const MetricPeriods &metric : m_metrics) {
            for (const AggregateFunction function : m_columns.functions) {
                const bool isOnly = m_columns.functions.size() == 1;
                out.headerText(isOnly ? metric.name
                                      : QString(metric.name + u' ' + functionKey(function)));
            }
        }
        out.endHeader();
    }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        const std::size_t end = std::min(m_windows.size(), m_next + kMaxPageRows);
        if (m_next == end)
            return false;
        rows += static_cast<std::int64_t>(end - m_next);
        for (; m_next != end; ++m_next)
            write(out, m_windows[m_next]);
        return true;
    }

private:
    void write(CsvWriter &out, const TimeWindow &window)
    {
        out.time(window.begin);
        out.time(window.end);
        out.text(QStringView(m_metrics.front().zone.id()));
        for (std::size_t i = 0; i < m_metrics.size(); ++i) {
            const auto &buckets = m_metrics[i].buckets;
            std::size_t &at = m_positions[i];
            const bool isPresent = at < buckets.size() && buckets[at].window == window;
            for (const AggregateFunction function : m_columns.functions) {
                if (isPresent)
                    writeValue(out, buckets[at].aggregate, function);
                else
                    out.number({});
            }
            at += isPresent ? 1 : 0;
        }
        out.endRow();
    }

    std::vector<MetricPeriods> m_metrics;
    Columns m_columns;
    std::vector<TimeWindow> m_windows;    ///< of all metrics, in the order of the file
    std::vector<std::size_t> m_positions; ///< next bucket of each metric
    std::size_t m_next = 0;
};

Result<void> check(const ExportRequest &request, const ExportOptions &options)
{
    if (request.aggregates.empty())
        return failure(ErrorCode::InvalidArgument,
                       AggregateText::tr("No metric is chosen. Choose what to export."));
    const bool isWide = options.layout == TableLayout::Wide;
    if (request.functions.empty() && isWide)
        return failure(ErrorCode::InvalidArgument,
                       AggregateText::tr("No function is chosen. Choose what each column shows."));
    if (request.withChange && isWide)
        return failure(ErrorCode::InvalidArgument,
                       AggregateText::tr("Changes are written in the long layout only. Leave them "
                                         "out or choose the long layout."));
    const AggregateQuery &first = request.aggregates.front();
    const bool isMixed =
        std::any_of(request.aggregates.begin(), request.aggregates.end(),
                    [&first](const AggregateQuery &query) {
                        return query.period != first.period || !(query.calendar == first.calendar);
                    });
    if (isMixed && isWide)
        return failure(ErrorCode::InvalidArgument,
                       AggregateText::tr("Metrics with different periods or zones do not fit into "
                                         "the same rows. Choose the long layout."));
    return {};
}

Result<MetricPeriods> load(const DataPorts &ports, const ExportRequest &request,
                           const AggregateQuery &query, const std::stop_token &stop)
{
    auto series = await(ports.aggregates->aggregate(query, stop));
    if (!series)
        return failure(series.error());
    MetricPeriods metric;
    metric.zone = query.calendar.zone;
    metric.buckets = request.withEmptyPeriods ? filled(*series) : std::move(series->buckets);
    if (request.periodOrder == SortOrder::Descending)
        std::reverse(metric.buckets.begin(), metric.buckets.end());
    return metric;
}

Columns columnsOf(const ExportRequest &request, const ExportOptions &options)
{
    Columns columns;
    columns.functions = request.functions;
    columns.isDescending = request.periodOrder == SortOrder::Descending;
    if (request.withChange)
        columns.change =
            request.functions.empty() ? AggregateFunction::Count : request.functions.front();
    if (options.layout == TableLayout::Long) // which has a column for the count anyway
        std::erase(columns.functions, AggregateFunction::Count);
    return columns;
}

} // namespace

Result<std::unique_ptr<ExportRows>> openAggregateRows(const DataPorts &ports,
                                                      const ExportRequest &request,
                                                      const ExportOptions &options,
                                                      const std::stop_token &stop)
{
    if (auto checked = check(request, options); !checked)
        return failure(checked.error());
    auto definitions = await(ports.catalog->definitions());
    if (!definitions)
        return failure(definitions.error());
    std::unordered_map<MetricId, const Definition *> byId;
    for (const Definition &definition : *definitions)
        byId.emplace(definition.id, &definition);

    std::vector<MetricPeriods> metrics;
    for (const AggregateQuery &query : request.aggregates) {
        auto metric = load(ports, request, query, stop);
        if (!metric)
            return failure(metric.error());
        const MetricId id =
            query.selection.metrics.empty() ? MetricId() : query.selection.metrics.front();
        if (const auto found = byId.find(id); found != byId.end()) {
            metric->name = found->second->name;
            metric->unit = found->second->unit;
        }
        metrics.push_back(std::move(*metric));
    }
    Columns columns = columnsOf(request, options);
    if (options.layout == TableLayout::Wide)
        return std::make_unique<WideRows>(std::move(metrics), std::move(columns));
    return std::make_unique<LongRows>(std::move(metrics), std::move(columns));
}

} // namespace tidemark::exchange

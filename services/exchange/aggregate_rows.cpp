// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/export_rows.h"

#include "services/exchange/aggregate_series_source.h"
#include "services/exchange/csv_writer.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct AggregateText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::AggregateText)
};

constexpr std::size_t kCountedMetrics = 8;

struct Columns
{
    std::vector<AggregateFunction> functions; ///< without Count in the long layout
    std::optional<AggregateFunction> change;  ///< whose change has a column
    bool isDescending = false;
    bool withEmpty = false;
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

// Holds the series of one metric at a time.
class LongRows final : public ExportRows
{
public:
    LongRows(AggregateSeriesSource source, Columns columns)
        : m_source(std::move(source))
        , m_columns(std::move(columns))
    {}

    // Counting reads as much as writing does, so that many metrics are judged by the first of them.
    [[nodiscard]] Result<std::int64_t> total() override
    {
        const std::size_t counted = std::min(m_source.count(), kCountedMetrics);
        std::int64_t count = 0;
        for (std::size_t place = 0; place < counted; ++place) {
            auto metric = m_source.load(place);
            if (!metric)
                return failure(metric.error());
            count += static_cast<std::int64_t>(metric->shown.size());
            if (place == 0 && !metric->isLost)
                m_metric = std::move(*metric);
        }
        if (isTotalExact())
            return count;
        const double perMetric = static_cast<double>(count) / static_cast<double>(counted);
        return static_cast<std::int64_t>(perMetric * static_cast<double>(m_source.count()));
    }

    [[nodiscard]] bool isTotalExact() const override { return m_source.count() <= kCountedMetrics; }
    [[nodiscard]] std::int64_t leftOut() const override { return m_leftOut; }

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
        if (m_place == m_source.count())
            return false;
        if (!m_metric) {
            auto metric = m_source.load(m_place);
            if (!metric)
                return failure(metric.error());
            m_metric = std::move(*metric);
            m_leftOut += m_metric->isLost ? 1 : 0;
        }
        const std::size_t end = std::min(m_metric->shown.size(), m_row + kMaxPageRows);
        rows += static_cast<std::int64_t>(end - m_row);
        for (; m_row != end; ++m_row)
            write(out, *m_metric, m_metric->shown[m_row]);
        if (m_row == m_metric->shown.size()) {
            m_metric.reset();
            m_row = 0;
            ++m_place;
        }
        return true;
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

    static void writeChange(CsvWriter &out, const MetricPeriods &metric, std::size_t index,
                            AggregateFunction function)
    {
        const auto now = metric.buckets[index].aggregate.value(function);
        const auto before = metric.before(index, function);
        if (!now || !before) {
            out.number({});
            out.number({});
            return;
        }
        const double change = *now - *before;
        out.number(change);
        out.number(*before == 0 ? std::optional<double>() : change / *before);
    }

    AggregateSeriesSource m_source;
    Columns m_columns;
    std::optional<MetricPeriods> m_metric; ///< the one at m_place, once it is needed
    std::int64_t m_leftOut = 0;
    std::size_t m_place = 0;
    std::size_t m_row = 0;
};

// A row needs every metric, so their series are all held, and nothing else.
class WideRows final : public ExportRows
{
public:
    WideRows(std::vector<MetricPeriods> metrics, Columns columns)
        : m_metrics(std::move(metrics))
        , m_columns(std::move(columns))
    {
        for (const MetricPeriods &metric : m_metrics) {
            m_leftOut += metric.isLost ? 1 : 0;
            for (const std::size_t place : metric.shown)
                m_windows.push_back(metric.buckets[place].window);
        }
        std::sort(m_windows.begin(), m_windows.end(), isBefore);
        m_windows.erase(std::unique(m_windows.begin(), m_windows.end()), m_windows.end());
        if (m_columns.isDescending)
            std::reverse(m_windows.begin(), m_windows.end());
    }

    [[nodiscard]] Result<std::int64_t> total() override
    {
        return static_cast<std::int64_t>(m_windows.size());
    }
    [[nodiscard]] std::int64_t leftOut() const override { return m_leftOut; }

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
        for (const MetricPeriods &metric : m_metrics) {
            const auto found =
                std::lower_bound(metric.buckets.begin(), metric.buckets.end(), window,
                                 [](const AggregateBucket &bucket, const TimeWindow &wanted) {
                                     return isBefore(bucket.window, wanted);
                                 });
            const bool isPresent = found != metric.buckets.end() && found->window == window &&
                                   (m_columns.withEmpty || !found->aggregate.isEmpty());
            for (const AggregateFunction function : m_columns.functions) {
                if (isPresent)
                    writeValue(out, found->aggregate, function);
                else
                    out.number({});
            }
        }
        out.endRow();
    }

    std::vector<MetricPeriods> m_metrics;
    Columns m_columns;
    std::int64_t m_leftOut = 0;
    std::vector<TimeWindow> m_windows; ///< of all metrics, in the order of the file
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

Columns columnsOf(const ExportRequest &request, const ExportOptions &options)
{
    Columns columns;
    columns.functions = request.functions;
    columns.isDescending = request.periodOrder == SortOrder::Descending;
    columns.withEmpty = request.withEmptyPeriods || !request.onlyPeriods.empty();
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
    auto source = AggregateSeriesSource::open(ports, request, stop);
    if (!source)
        return failure(source.error());
    Columns columns = columnsOf(request, options);
    if (options.layout == TableLayout::Long)
        return std::make_unique<LongRows>(std::move(*source), std::move(columns));
    std::vector<MetricPeriods> metrics;
    for (std::size_t place = 0; place < source->count(); ++place) {
        auto metric = source->load(place);
        if (!metric)
            return failure(metric.error());
        if (!columns.withEmpty) // all metrics are held: no more than what is written
            metric->dropEmpty();
        metrics.push_back(std::move(*metric));
    }
    return std::make_unique<WideRows>(std::move(metrics), std::move(columns));
}

} // namespace tidemark::exchange

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_recorder.h"

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"

#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::statsd {

namespace {

constexpr std::size_t kMostSeries = 250'000; // that are remembered
constexpr std::size_t kOpenAtOnce = 16;      // few, so that other writers come in between

std::array<double, kTimingParts.size()> partsOf(const TimingSummary &timing)
{
    return {timing.count,  timing.mean, timing.min, timing.max,
            timing.median, timing.p90,  timing.p95, timing.p99};
}

bool isCounted(const StatsdSeries &series, std::size_t part)
{
    return series.kind == StatsdKind::Counter || (series.kind == StatsdKind::Timing && part == 0);
}

} // namespace

StatsdRecorder::StatsdRecorder(const DataPorts &ports)
    : m_ports(ports)
{}

std::vector<StatsdRecorder::Row> StatsdRecorder::rowsOf(const StatsdFlush &flush)
{
    std::vector<Row> rows;
    for (const StatsdReading &reading : flush.readings) {
        if (!reading.timing) {
            rows.push_back({reading.series.get(), 0, flush.at, reading.value});
            continue;
        }
        const auto parts = partsOf(*reading.timing);
        for (std::size_t part = 0; part < parts.size(); ++part)
            rows.push_back({reading.series.get(), part, flush.at, parts[part]});
    }
    for (const StatsdPoint &point : flush.points)
        rows.push_back({point.series.get(), 0, point.at, point.value});
    return rows;
}

QString StatsdRecorder::metricOf(const Row &row)
{
    if (row.series->kind != StatsdKind::Timing)
        return row.series->name;
    const std::string_view part = kTimingParts[row.part];
    return row.series->name % u'.' %
           QLatin1StringView(part.data(), static_cast<qsizetype>(part.size()));
}

NewDefinition StatsdRecorder::definitionOf(const Row &row)
{
    NewDefinition definition;
    definition.name = metricOf(row);
    if (isCounted(*row.series, row.part))
        definition.kind = MetricKind::Counter;
    else if (row.series->isMilliseconds)
        definition.unit = u"ms"_s;
    return definition;
}

// A metric that was removed meanwhile is made anew, for the receiving goes on.
Result<std::int64_t> StatsdRecorder::store(const StatsdFlush &flush, const std::stop_token &stop)
{
    const std::vector<Row> rows = rowsOf(flush);
    if (rows.empty())
        return 0;
    auto stored = storeRows(rows, stop);
    if (!stored && stored.error().code == ErrorCode::NotFound) {
        m_metrics.clear();
        m_series.clear();
        stored = storeRows(rows, stop);
    }
    if (!stored)
        return failure(stored.error());
    return static_cast<std::int64_t>(rows.size());
}

Result<void> StatsdRecorder::storeRows(const std::vector<Row> &rows, const std::stop_token &stop)
{
    if (m_series.size() > kMostSeries) {
        m_series.clear();
        m_metrics.clear();
    }
    if (auto ensured = ensureMetrics(rows, stop); !ensured)
        return ensured;
    if (auto opened = openSeries(rows, stop); !opened)
        return opened;
    return append(rows, stop);
}

// Those that are new to the store are made in one step.
Result<void> StatsdRecorder::ensureMetrics(const std::vector<Row> &rows,
                                           const std::stop_token &stop)
{
    std::vector<NewDefinition> wanted;
    QSet<QString> names;
    for (const Row &row : rows) {
        const auto known = m_series.find(row.series->number);
        if (known != m_series.end() && known->second[row.part].isValid())
            continue;
        const QString name = metricOf(row);
        if (m_metrics.contains(name) || names.contains(name))
            continue;
        names.insert(name);
        wanted.push_back(definitionOf(row));
    }
    if (wanted.empty())
        return {};
    const auto ensured = exchange::awaitAnswer(m_ports.catalog->ensure(std::move(wanted)), stop);
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions)
        m_metrics.insert(definition.name, definition.id);
    return {};
}

Result<void> StatsdRecorder::openSeries(const std::vector<Row> &rows, const std::stop_token &stop)
{
    std::vector<const Row *> wanted;
    for (const Row &row : rows) {
        const Ids &ids = m_series[row.series->number];
        if (!ids[row.part].isValid())
            wanted.push_back(&row);
    }
    for (std::size_t begin = 0; begin < wanted.size(); begin += kOpenAtOnce) {
        const std::size_t end = std::min(begin + kOpenAtOnce, wanted.size());
        std::vector<SeriesKey> keys;
        for (std::size_t i = begin; i < end; ++i)
            keys.push_back({m_metrics.value(metricOf(*wanted[i])), wanted[i]->series->tags});
        const auto opened = exchange::awaitAnswer(m_ports.series->openAll(std::move(keys)), stop);
        if (!opened)
            return failure(opened.error());
        for (std::size_t i = begin; i < end; ++i)
            m_series[wanted[i]->series->number][wanted[i]->part] = (*opened)[i - begin].id;
    }
    return {};
}

Result<void> StatsdRecorder::append(const std::vector<Row> &rows, const std::stop_token &stop)
{
    for (std::size_t begin = 0; begin < rows.size(); begin += kMostSamples) {
        const std::size_t end = std::min(begin + kMostSamples, rows.size());
        std::vector<SampleBatch> batches;
        for (std::size_t i = begin; i < end; ++i) {
            const SeriesId series = m_series[rows[i].series->number][rows[i].part];
            if (batches.empty() || batches.back().series != series)
                batches.push_back({series, {}, {}});
            batches.back().times.push_back(rows[i].at.posixNs());
            batches.back().values.push_back(rows[i].value);
        }
        const auto stored = exchange::awaitAnswer(m_ports.series->append(std::move(batches)), stop);
        if (!stored)
            return failure(stored.error());
    }
    return {};
}

} // namespace tidemark::statsd

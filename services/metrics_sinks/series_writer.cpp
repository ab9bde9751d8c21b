// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/series_writer.h"

#include "model/core/await_answer.h"
#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::metrics_sinks {
namespace {

struct WriterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::metrics_sinks::SeriesWriter)
};

constexpr qsizetype kMostSeries = 100'000; // that are remembered
constexpr std::size_t kOpenAtOnce = 16;    // few, so that other writers come in between

template <class T>
Result<T> answerBy(QFuture<Result<T>> future, SeriesWriter::Deadline deadline)
{
    auto answer = awaitUntil(std::move(future), deadline);
    if (answer)
        return *std::move(answer);
    return failure(ErrorCode::Timeout,
                   WriterText::tr("The store did not answer in time. The metrics are kept and "
                                  "stored later."));
}

/// The same for the same series only: lengths keep the texts apart.
QString keyOf(const SeriesRow &row)
{
    QString key = QString::number(row.metric.size()) % u' ' % row.metric;
    for (auto tag = row.tags.begin(); tag != row.tags.end(); ++tag)
        key += QString::number(tag.key().size()) % u' ' % tag.key() %
               QString::number(tag.value().size()) % u' ' % tag.value();
    return key;
}

NewDefinition definitionOf(const SeriesRow &row)
{
    NewDefinition definition;
    definition.name = row.metric;
    definition.unit = row.unit;
    definition.kind = row.isCounted ? MetricKind::Counter : MetricKind::Gauge;
    if (!row.description.isEmpty())
        definition.description = row.description;
    return definition;
}

} // namespace

TagMap tagMapOf(const std::vector<std::pair<std::string, std::string>> &pairs)
{
    TagMap tags;
    for (const auto &[key, value] : pairs) {
        const auto normalKey = normalisedName(utf8Text(key));
        const auto normalValue = normalisedName(utf8Text(value));
        if (normalKey && normalValue)
            tags.insert(*normalKey, *normalValue);
    }
    return tags;
}

SeriesWriter::SeriesWriter(const DataPorts &ports)
    : m_ports(ports)
{}

Result<void> SeriesWriter::write(const std::vector<SeriesRow> &rows, Deadline deadline)
{
    if (rows.empty())
        return {};
    auto stored = attempt(rows, deadline);
    if (!stored && stored.error().code == ErrorCode::NotFound) { // removed meanwhile
        m_metrics.clear();
        m_series.clear();
        stored = attempt(rows, deadline);
    }
    return stored;
}

Result<void> SeriesWriter::attempt(const std::vector<SeriesRow> &rows, Deadline deadline)
{
    if (m_series.size() > kMostSeries) {
        m_metrics.clear();
        m_series.clear();
    }
    if (auto ensured = ensureMetrics(rows, deadline); !ensured)
        return ensured;
    if (auto opened = openSeries(rows, deadline); !opened)
        return opened;
    const auto stored = answerBy(m_ports.series->append(batchesOf(rows)), deadline);
    return stored ? Result<void>() : failure(stored.error());
}

// Those that are new to the store are made in one step.
Result<void> SeriesWriter::ensureMetrics(const std::vector<SeriesRow> &rows, Deadline deadline)
{
    std::vector<NewDefinition> wanted;
    QSet<QString> names;
    for (const SeriesRow &row : rows) {
        if (m_metrics.contains(row.metric) || names.contains(row.metric))
            continue;
        names.insert(row.metric);
        wanted.push_back(definitionOf(row));
    }
    if (wanted.empty())
        return {};
    const auto ensured = answerBy(m_ports.catalog->ensure(std::move(wanted)), deadline);
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions)
        m_metrics.insert(definition.name, definition.id);
    return {};
}

Result<void> SeriesWriter::openSeries(const std::vector<SeriesRow> &rows, Deadline deadline)
{
    std::vector<const SeriesRow *> wanted;
    QSet<QString> seen;
    for (const SeriesRow &row : rows) {
        const QString key = keyOf(row);
        if (m_series.contains(key) || seen.contains(key))
            continue;
        seen.insert(key);
        wanted.push_back(&row);
    }
    for (std::size_t begin = 0; begin < wanted.size(); begin += kOpenAtOnce) {
        const std::size_t end = std::min(begin + kOpenAtOnce, wanted.size());
        std::vector<SeriesKey> keys;
        for (std::size_t i = begin; i < end; ++i)
            keys.push_back({m_metrics.value(wanted[i]->metric), wanted[i]->tags});
        const auto opened = answerBy(m_ports.series->openAll(std::move(keys)), deadline);
        if (!opened)
            return failure(opened.error());
        for (std::size_t i = begin; i < end; ++i)
            m_series.insert(keyOf(*wanted[i]), (*opened)[i - begin].id);
    }
    return {};
}

std::vector<SampleBatch> SeriesWriter::batchesOf(const std::vector<SeriesRow> &rows) const
{
    std::vector<SampleBatch> batches;
    QHash<QString, std::size_t> places;
    for (const SeriesRow &row : rows) {
        const QString key = keyOf(row);
        const auto known = places.constFind(key);
        const std::size_t place = known == places.cend() ? batches.size() : *known;
        if (known == places.cend()) {
            places.insert(key, place);
            batches.push_back({m_series.value(key), {}, {}});
        }
        SampleBatch &batch = batches[place];
        if (row.isCounted && !batch.times.empty() && batch.times.back() == row.at.posixNs()) {
            batch.values.back() += row.value; // tags that no series can hold made them one
            continue;
        }
        batch.times.push_back(row.at.posixNs());
        batch.values.push_back(row.value);
    }
    return batches;
}

} // namespace tidemark::metrics_sinks

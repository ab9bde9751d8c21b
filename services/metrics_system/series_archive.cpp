// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/series_archive.h"

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace tidemark::metrics_system {

using namespace Qt::StringLiterals;
using exchange::await;
using metrics::Deadline;
using metrics::ExportResult;

namespace {

struct ArchiveText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::metrics_system::SeriesArchive)
};

const QString kOriginKey = u"origin"_s;
const QString kOrigin = u"tidemark.metrics"_s;

QString symbolOf(metrics::MetricUnit unit)
{
    switch (unit) {
    case metrics::MetricUnit::Seconds:
        return u"s"_s;
    case metrics::MetricUnit::Milliseconds:
        return u"ms"_s;
    case metrics::MetricUnit::Microseconds:
        return u"µs"_s;
    case metrics::MetricUnit::Bytes:
        return u"B"_s;
    case metrics::MetricUnit::Kilobytes:
        return u"kB"_s;
    case metrics::MetricUnit::Megabytes:
        return u"MB"_s;
    case metrics::MetricUnit::Percent:
        return u"%"_s;
    case metrics::MetricUnit::OperationsPerSecond:
        return u"1/s"_s;
    case metrics::MetricUnit::Count:
        break;
    }
    return {};
}

// A store's tags have values.
TagMap tagsOf(const metrics::Tags &tags)
{
    TagMap map;
    for (const auto &[key, value] : tags) {
        if (!value.empty())
            map.insert(QString::fromStdString(key), QString::fromStdString(value));
    }
    return map;
}

QString keyOf(const QString &metric, const TagMap &tags)
{
    QString key = metric;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag)
        key += u'\n' % tag.key() % u'=' % tag.value();
    return key;
}

ExportResult failedBy(const Error &error)
{
    return ExportResult::failed(error.message.toStdString());
}

} // namespace

ExportResult SeriesArchive::setRetention(std::chrono::hours keep)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(keep);
    const auto kept = Timedelta::fromSeconds(static_cast<double>(seconds.count()));
    if (!kept)
        return failedBy(kept.error());
    m_keep = *kept;
    m_metrics.clear();
    return {};
}

std::vector<SeriesArchive::Value>
SeriesArchive::valuesOf(const metrics::MetricsSnapshot &snapshot) const
{
    std::vector<Value> values;
    for (const auto &family : snapshot.families) {
        const QString name = QString::fromStdString(family.name);
        const QString description = QString::fromStdString(family.description);
        for (const metrics::Reading &reading : family.readings) {
            const metrics::Series &series = *reading.series;
            const QString unit = symbolOf(series.unit);
            const TagMap tags = tagsOf(series.tags);
            const auto add = [&](const QString &metric, const QString &symbol, double value,
                                 std::int64_t at_ns) {
                if (std::isfinite(value) && m_last_ns.value(keyOf(metric, tags), 0) != at_ns)
                    values.push_back({metric, symbol, description, tags, at_ns, value});
            };
            if (const auto *total = std::get_if<metrics::Number>(&reading.value)) {
                add(name, unit, metrics::toReal(*total), snapshot.at_ns);
            } else if (const auto *gauge = std::get_if<metrics::GaugeState>(&reading.value)) {
                add(name, unit, gauge->value, gauge->at_ns);
            } else {
                const auto &all = std::get<metrics::Distribution>(reading.value);
                const double factor = metrics::toOwnUnit(series);
                add(name + ".count"_L1, {}, static_cast<double>(all.count()), snapshot.at_ns);
                add(name + ".sum"_L1, unit, all.sum * factor, snapshot.at_ns);
                if (all.isEmpty())
                    continue;
                add(name + ".p50"_L1, unit, *all.quantile(0.5) * factor, snapshot.at_ns);
                add(name + ".p95"_L1, unit, *all.quantile(0.95) * factor, snapshot.at_ns);
            }
        }
    }
    return values;
}

ExportResult SeriesArchive::append(const metrics::MetricsSnapshot &snapshot, Deadline deadline)
{
    if (m_isClosed || std::chrono::steady_clock::now() >= deadline)
        return ExportResult::failed(ArchiveText::tr("The metrics came too late to be stored. What "
                                                    "is missing comes with the next values.")
                                        .toStdString());
    const auto values = valuesOf(snapshot);
    if (values.empty())
        return {};
    auto stored = store(values);
    if (!stored && stored.error().code == ErrorCode::NotFound) {
        // A metric was removed meanwhile: it is made anew.
        m_metrics.clear();
        m_series.clear();
        stored = store(values);
    }
    return stored ? ExportResult() : failedBy(stored.error());
}

void SeriesArchive::close(Deadline /*deadline*/)
{
    m_isClosed = true; // each append was durable
}

Result<void> SeriesArchive::store(const std::vector<Value> &values)
{
    if (auto ensured = ensureMetrics(values); !ensured)
        return ensured;
    if (auto ensured = ensureSeries(values); !ensured)
        return ensured;
    return append(values);
}

Result<void> SeriesArchive::ensureMetrics(const std::vector<Value> &values)
{
    std::vector<NewDefinition> wanted;
    QSet<QString> named;
    for (const Value &value : values) {
        if (m_metrics.contains(value.metric) || named.contains(value.metric))
            continue;
        named.insert(value.metric);
        NewDefinition definition;
        definition.name = value.metric;
        definition.unit = value.unit;
        if (!value.description.isEmpty())
            definition.description = value.description;
        definition.tags.insert(kOriginKey, kOrigin);
        definition.keepSamples = m_keep;
        wanted.push_back(std::move(definition));
    }
    if (wanted.empty())
        return {};
    const auto ensured = await(m_ports.catalog->ensure(std::move(wanted)));
    if (!ensured)
        return failure(ensured.error());
    for (const Definition &definition : ensured->definitions) {
        if (auto kept = keep(definition); !kept)
            return kept;
        m_metrics.insert(definition.name, definition.id);
    }
    return {};
}

Result<void> SeriesArchive::keep(const Definition &definition)
{
    if (definition.tags.value(kOriginKey) != kOrigin || definition.keepSamples == m_keep)
        return {};
    DefinitionChange change;
    change.keepSamples = m_keep;
    const auto changed = await(m_ports.catalog->update(definition.id, std::move(change)));
    return changed ? Result<void>() : failure(changed.error());
}

Result<void> SeriesArchive::ensureSeries(const std::vector<Value> &values)
{
    std::vector<SeriesKey> wanted;
    std::vector<QString> keys;
    for (const Value &value : values) {
        const QString key = keyOf(value.metric, value.tags);
        if (m_series.contains(key))
            continue;
        wanted.push_back({m_metrics.value(value.metric), value.tags});
        keys.push_back(key);
    }
    if (wanted.empty())
        return {};
    const auto opened = await(m_ports.series->openAll(std::move(wanted)));
    if (!opened)
        return failure(opened.error());
    for (std::size_t i = 0; i < keys.size(); ++i)
        m_series.insert(keys[i], (*opened)[i].id);
    return {};
}

Result<void> SeriesArchive::append(const std::vector<Value> &values)
{
    std::vector<SampleBatch> batches;
    batches.reserve(values.size());
    for (const Value &value : values)
        batches.push_back(
            {m_series.value(keyOf(value.metric, value.tags)), {value.at_ns}, {value.value}});
    const auto stored = await(m_ports.series->append(std::move(batches)));
    if (!stored)
        return failure(stored.error());
    for (const Value &value : values)
        m_last_ns.insert(keyOf(value.metric, value.tags), value.at_ns);
    m_stored += static_cast<std::uint64_t>(stored->added);
    return {};
}

} // namespace tidemark::metrics_system

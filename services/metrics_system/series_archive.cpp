// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/series_archive.h"

#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"

#include <QCoreApplication>

#include <cmath>
#include <string>
#include <utility>

namespace tidemark::metrics_system {

using namespace Qt::StringLiterals;
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

ExportResult failedBy(const Error &error)
{
    return ExportResult::failed(error.message.toStdString());
}

} // namespace

SeriesArchive::SeriesArchive(const DataPorts &ports)
    : m_ports(ports)
    , m_writer(ports, {ingest::SeriesLimits::none(), // the collector has its own
                       ingest::SeriesWriterOptions().samplesAtOnce,
                       [this](const Definition &definition) { return keep(definition); }})
{}

ExportResult SeriesArchive::setRetention(std::chrono::hours keep)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(keep);
    const auto kept = Timedelta::fromSeconds(static_cast<double>(seconds.count()));
    if (!kept)
        return failedBy(kept.error());
    m_keep = *kept;
    m_writer.forgetIds();
    return {};
}

void SeriesArchive::add(const metrics::MetricsSnapshot &snapshot)
{
    for (const auto &family : snapshot.families) {
        const QString name = QString::fromStdString(family.name);
        const QString description = QString::fromStdString(family.description);
        for (const metrics::Reading &reading : family.readings) {
            const metrics::Series &series = *reading.series;
            const QString unit = symbolOf(series.unit);
            const TagMap tags = tagsOf(series.tags);
            const auto put = [&](const QString &metric, const QString &symbol, double value,
                                 std::int64_t at_ns) {
                add(metric, symbol, description, tags, at_ns, value);
            };
            if (const auto *total = std::get_if<metrics::Number>(&reading.value)) {
                put(name, unit, metrics::toReal(*total), snapshot.at_ns);
            } else if (const auto *gauge = std::get_if<metrics::GaugeState>(&reading.value)) {
                put(name, unit, gauge->value, gauge->at_ns);
            } else {
                const auto &all = std::get<metrics::Distribution>(reading.value);
                const double factor = metrics::toOwnUnit(series);
                put(name + ".count"_L1, {}, static_cast<double>(all.count()), snapshot.at_ns);
                put(name + ".sum"_L1, unit, all.sum * factor, snapshot.at_ns);
                if (all.isEmpty())
                    continue;
                put(name + ".p50"_L1, unit, *all.quantile(0.5) * factor, snapshot.at_ns);
                put(name + ".p95"_L1, unit, *all.quantile(0.95) * factor, snapshot.at_ns);
            }
        }
    }
}

void SeriesArchive::add(const QString &metric, const QString &unit, const QString &description,
                        const TagMap &tags, std::int64_t at_ns, double value)
{
    const auto series = m_writer.find(metric, tags, [&] {
        NewDefinition definition;
        definition.unit = unit;
        if (!description.isEmpty())
            definition.description = description;
        definition.tags.insert(kOriginKey, kOrigin);
        definition.keepSamples = m_keep;
        return definition;
    });
    if (series && std::isfinite(value) && (*series)->lastStored() != Timestamp(at_ns))
        m_writer.add(**series, Timestamp(at_ns), value);
}

ExportResult SeriesArchive::append(const metrics::MetricsSnapshot &snapshot, Deadline deadline)
{
    if (m_isClosed || std::chrono::steady_clock::now() >= deadline)
        return ExportResult::failed(ArchiveText::tr("The metrics came too late to be stored. What "
                                                    "is missing comes with the next values.")
                                        .toStdString());
    add(snapshot);
    const auto stored = m_writer.write(std::stop_token());
    if (!stored)
        return failedBy(stored.error());
    m_stored += static_cast<std::uint64_t>(stored->added);
    return {};
}

void SeriesArchive::close(Deadline /*deadline*/)
{
    m_isClosed = true; // each append was durable
}

Result<void> SeriesArchive::keep(const Definition &definition)
{
    if (definition.tags.value(kOriginKey) != kOrigin || definition.keepSamples == m_keep)
        return {};
    DefinitionChange change;
    change.keepSamples = m_keep;
    const auto changed = exchange::await(m_ports.catalog->update(definition.id, std::move(change)));
    return changed ? Result<void>() : failure(changed.error());
}

} // namespace tidemark::metrics_system

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/series_archive.h"

#include "model/ports/metric_catalog.h"
#include "model/time/civil.h"
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

/// Of what came in a second: how much of a size, else how many.
QString rateSymbolOf(metrics::MetricUnit unit)
{
    return metrics::isSize(unit) ? QString(symbolOf(unit) % u"/s") : u"1/s"_s;
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
        for (const metrics::Reading &reading : family.readings)
            add(family, reading, snapshot.at());
    }
}

void SeriesArchive::add(const metrics::MetricsSnapshot::Family &family,
                        const metrics::Reading &reading, const metrics::ClockPair &at)
{
    const std::int64_t at_ns = at.wall_ns;
    const metrics::Series &series = *reading.series;
    // A metric of a store has one unit.
    const auto toFamilyUnit = metrics::toFamilyUnit(series);
    const double factor = toFamilyUnit.value_or(metrics::toOwnUnit(series));
    const metrics::MetricUnit unit = toFamilyUnit ? series.family->unit : series.unit;
    const Place place{QString::fromStdString(family.name), symbolOf(unit),
                      QString::fromStdString(family.description), tagsOf(series.tags)};
    if (const auto *const gauge = std::get_if<metrics::GaugeState>(&reading.value)) {
        if (std::isfinite(gauge->value) && gauge->at_ns != 0) // else nobody has set it
            add(place, {}, place.unit, gauge->at_ns, gauge->value * factor);
        return;
    }
    const double passed_s =
        static_cast<double>(at.steady_ns - m_noted.startOf(series).steady_ns) / kNsPerSecond;
    const metrics::Reading news = m_noted.since(reading);
    const auto addRate = [&](double count, const QString &rateUnit) {
        if (passed_s > 0)
            add(place, ".rate"_L1, rateUnit, at_ns, count / passed_s);
    };
    if (const auto *const total = std::get_if<metrics::Number>(&reading.value)) {
        add(place, {}, place.unit, at_ns, metrics::toReal(*total) * factor);
        addRate(metrics::toReal(std::get<metrics::Number>(news.value)) * factor,
                rateSymbolOf(unit));
        return;
    }
    const auto &all = std::get<metrics::Distribution>(reading.value);
    const auto &some = std::get<metrics::Distribution>(news.value);
    add(place, ".count"_L1, {}, at_ns, static_cast<double>(all.count()));
    add(place, ".sum"_L1, place.unit, at_ns, all.sum * factor);
    addRate(static_cast<double>(some.count()), u"1/s"_s);
    for (const auto &[name, share] : {std::pair(".p50"_L1, 0.5), std::pair(".p95"_L1, 0.95)}) {
        const auto value = some.quantile(share);
        add(place, name, place.unit, at_ns, value ? std::optional(*value * factor) : std::nullopt);
    }
}

void SeriesArchive::add(const Place &place, QLatin1StringView part, const QString &unit,
                        std::int64_t at_ns, std::optional<double> value)
{
    const auto series = m_writer.find(place.metric + part, place.tags, [&] {
        NewDefinition definition;
        definition.unit = unit;
        if (!place.description.isEmpty())
            definition.description = place.description;
        definition.tags.insert(kOriginKey, kOrigin);
        definition.keepSamples = m_keep;
        return definition;
    });
    if (!series)
        return;
    if (!value) {
        m_writer.want(**series);
        return;
    }
    if (std::isfinite(*value) && (*series)->lastStored() != Timestamp(at_ns))
        m_writer.add(**series, Timestamp(at_ns), *value);
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
    m_noted.note(snapshot);
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

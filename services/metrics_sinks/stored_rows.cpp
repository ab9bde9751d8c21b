// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/stored_rows.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"
#include "services/metrics/windows/kpl_names.h"
#include "services/otlp/ucum_unit.h"
#include "services/statsd/statsd_names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidemark::metrics_sinks {
namespace {

using metrics::Distribution;
using metrics::MetricUnit;
using metrics::WindowKind;
using Pairs = std::vector<std::pair<std::string, std::string>>;

QString symbolOf(MetricUnit unit)
{
    return otlp::unitOfUcum(otlp::ucumOf(unit));
}

/// Texts as tags: normalised, without those that no tag can hold.
TagMap tagMapOf(const Pairs &pairs)
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

Pairs joined(const metrics::Tags &tags, std::span<const std::pair<std::string, std::string>> own)
{
    Pairs pairs(tags.begin(), tags.end());
    pairs.insert(pairs.end(), own.begin(), own.end());
    return pairs;
}

/// Adds the values of one series.
class RowMaker
{
public:
    RowMaker(StoredRows &to, std::string_view name, TagMap tags, std::int64_t at_ns)
        : m_to(to)
        , m_name(utf8Text(name))
        , m_tags(std::move(tags))
        , m_at(at_ns)
    {}

    QString description = {};

    void add(std::string_view part, double value, MetricUnit unit, bool isCounted)
    {
        const QString full =
            part.empty() ? m_name
                         : m_name % u'.' %
                               QLatin1StringView(part.data(), static_cast<qsizetype>(part.size()));
        const auto name = normalisedName(full);
        if (!name || !std::isfinite(value)) {
            ++m_to.unstorable;
            return;
        }
        m_to.rows.push_back({*name, m_tags, symbolOf(unit), description, isCounted, m_at, value});
    }

private:
    StoredRows &m_to;
    QString m_name;
    TagMap m_tags;
    Timestamp m_at;
};

void addDistribution(RowMaker &to, const Distribution &values, MetricUnit unit, double factor)
{
    const auto at = [&](double share) { return values.quantile(share).value_or(0) * factor; };
    const std::array<double, statsd::kTimingParts.size()> parts{static_cast<double>(values.count()),
                                                                values.mean().value_or(0) * factor,
                                                                values.min * factor,
                                                                values.max * factor,
                                                                at(0.5),
                                                                at(0.9),
                                                                at(0.95),
                                                                at(0.99)};
    for (std::size_t i = 0; i < parts.size(); ++i) // the first one is the count
        to.add(statsd::kTimingParts[i], parts[i], i == 0 ? MetricUnit::Count : unit, i == 0);
}

void addReading(StoredRows &to, const metrics::MetricsSnapshot &from,
                const metrics::MetricsSnapshot::Family &family, const metrics::Reading &reading)
{
    const metrics::Series &series = *reading.series;
    const Pairs tags = joined(from.resource, std::span(series.tags.begin(), series.tags.end()));
    RowMaker rows(to, family.name, tagMapOf(tags), from.at_ns);
    rows.description = cleanText(utf8Text(family.description)).value_or(QString());
    // A metric of a store has one unit.
    const auto toFamilyUnit = metrics::toFamilyUnit(series);
    const double factor = toFamilyUnit.value_or(metrics::toOwnUnit(series));
    const MetricUnit unit = toFamilyUnit ? series.family->unit : series.unit;
    if (const auto *const number = std::get_if<metrics::Number>(&reading.value))
        rows.add({}, metrics::toReal(*number) * factor, unit, true);
    else if (const auto *const gauge = std::get_if<metrics::GaugeState>(&reading.value))
        rows.add({}, gauge->value * factor, unit, false);
    else
        addDistribution(rows, std::get<Distribution>(reading.value), unit, factor);
}

} // namespace

StoredRows rowsOf(std::span<const metrics::MetricSnapshot> windows, const metrics::Tags &tags)
{
    StoredRows found;
    for (const metrics::MetricSnapshot &window : windows) {
        const MetricUnit unit = metrics::windowUnitOf(window.name);
        RowMaker rows(found, window.name, tagMapOf(joined(tags, window.dimensions)),
                      window.windowEnd_ns);
        switch (metrics::windowKindOf(window.name)) {
        case WindowKind::Counter:
            rows.add({}, window.sum, unit, true);
            break;
        case WindowKind::Gauge:
            rows.add({}, window.max, unit, false);
            break;
        case WindowKind::Histogram:
            rows.add("count", static_cast<double>(window.count), MetricUnit::Count, true);
            rows.add("mean", window.sum / static_cast<double>(window.count), unit, false);
            rows.add("min", window.min, unit, false);
            rows.add("max", window.max, unit, false);
            break;
        }
    }
    return found;
}

StoredRows rowsOf(const metrics::MetricsSnapshot &differences)
{
    StoredRows found;
    for (const metrics::MetricsSnapshot::Family &family : differences.families) {
        for (const metrics::Reading &reading : family.readings)
            addReading(found, differences, family, reading);
    }
    return found;
}

} // namespace tidemark::metrics_sinks

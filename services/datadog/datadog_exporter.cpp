// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_exporter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace tidemark::datadog {
namespace {

constexpr std::size_t kValuesOfPoint = 1'000;
constexpr std::size_t kValuesOfSeries = 10'000;
constexpr std::size_t kValuesOfExport = 500'000;

/// How many values each of so many distributions may have.
std::size_t valuesOfEach(std::size_t distributions)
{
    constexpr std::size_t kFewest = 20;
    return std::clamp(kValuesOfExport / std::max<std::size_t>(distributions, 1), kFewest,
                      kValuesOfSeries);
}

std::uint64_t observationsIn(const metrics::ReadingPart &part)
{
    const auto *distribution = std::get_if<metrics::Distribution>(&part.value);
    return distribution ? distribution->count() : 0;
}

std::int64_t rounded_s(std::int64_t span_ns)
{
    return std::llround(static_cast<double>(span_ns) / 1e9);
}

} // namespace

DatadogExporter::DatadogExporter(std::unique_ptr<DatadogSender> sender)
    : m_sender(std::move(sender))
{}

metrics::ExportResult DatadogExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                     metrics::Deadline deadline)
{
    std::vector<metrics::ReadingPart> parts;
    std::vector<DatadogPoint> points;
    std::map<SeriesName, std::int64_t> left_ns;
    const std::vector<metrics::ReadingPart> rest =
        m_taken.rest(snapshot, std::numeric_limits<std::size_t>::max());
    const std::size_t most = valuesOfEach(static_cast<std::size_t>(std::count_if(
        rest.begin(), rest.end(), [](const auto &part) { return observationsIn(part) > 0; })));
    const std::size_t perPoint = std::min(most, kValuesOfPoint);
    const std::uint64_t ofSeries = most / perPoint;
    for (const metrics::ReadingPart &whole : rest) {
        const std::int64_t since_ns = countedSince(*whole.series);
        if (std::holds_alternative<double>(whole.value))
            left_ns.emplace(SeriesName(whole.series->family->name, whole.series->tags), since_ns);
        const std::uint64_t each =
            std::max<std::uint64_t>(perPoint, (observationsIn(whole) + ofSeries - 1) / ofSeries);
        for (metrics::ReadingPart &part : dividedByObservations(whole, each)) {
            points.push_back(pointOf(part, m_sender->prefix(), snapshot.at_ns,
                                     rounded_s(snapshot.at_ns - since_ns), perPoint));
            parts.push_back(std::move(part));
        }
    }
    const metrics::ExportResult result = m_sender->send(
        std::move(points),
        [&](std::size_t index) {
            const metrics::Series &series = *parts[index].series;
            m_taken.take(parts[index]);
            if (const std::uint64_t all = observationsIn(parts[index]); all > perPoint)
                m_thinned += all - perPoint;
            left_ns.erase({series.family->name, series.tags});
        },
        deadline);
    m_leftSince_ns = std::move(left_ns);
    m_last_ns = snapshot.at_ns;
    return result;
}

std::int64_t DatadogExporter::countedSince(const metrics::Series &series) const
{
    const auto left = m_leftSince_ns.find({series.family->name, series.tags});
    return left == m_leftSince_ns.end() ? std::max(m_last_ns, series.start_ns) : left->second;
}

} // namespace tidemark::datadog

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/metrics_aggregator.h"

#include "services/metrics/tag_condition.h"
#include "services/metrics/text/choices.h"
#include "services/metrics/text/csv_text.h"
#include "services/metrics/text/json_text.h"
#include "services/metrics/text/prometheus_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tidemark::metrics {
namespace {

constexpr std::chrono::seconds kRateWindow{60};
constexpr std::array kShares{std::pair{"p50", 0.5}, std::pair{"p90", 0.9}, std::pair{"p95", 0.95},
                             std::pair{"p99", 0.99}};

/// By what the value ranks: milliseconds among seconds, kilobytes among bytes.
double rankOf(const MetricValue &value)
{
    const auto p95 = value.metadata.find("p95");
    const double own =
        p95 != value.metadata.end() ? std::get<double>(p95->second) : toReal(value.value);
    return own * toBaseUnit(value.unit);
}

std::string lowered(std::string_view text)
{
    std::string low(text);
    for (char &c : low) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return low;
}

} // namespace

MetricValue valueOf(const Reading &reading, std::int64_t now_ns)
{
    const Series &series = *reading.series;
    MetricValue value{series.family->name, {}, series.family->type, series.unit, now_ns,
                      series.tags,         {}};
    if (const auto *total = std::get_if<Number>(&reading.value)) {
        value.value = *total;
    } else if (const auto *gauge = std::get_if<GaugeState>(&reading.value)) {
        value.value = gauge->value;
        if (gauge->at_ns != 0) // else nobody has set it
            value.at_ns = gauge->at_ns;
    } else {
        const auto &values = std::get<Distribution>(reading.value);
        const double factor = toOwnUnit(series);
        value.value = values.isEmpty() ? std::nan("") : *values.mean() * factor;
        value.metadata.emplace("count", values.count());
        if (!values.isEmpty()) {
            value.metadata.emplace("sum", values.sum * factor);
            value.metadata.emplace("min", values.min * factor);
            value.metadata.emplace("max", values.max * factor);
            for (const auto &[key, share] : kShares)
                value.metadata.emplace(key, *values.quantile(share) * factor);
        }
    }
    return value;
}

MetricsAggregator::MetricsAggregator(const MetricCollector &collector, const MetricHistory &history,
                                     const Clock &clock, Tags resource)
    : m_collector(collector)
    , m_history(history)
    , m_clock(clock)
    , m_resource(std::move(resource))
{}

Outcome<MetricsAggregator::Summary> MetricsAggregator::summary(std::string_view name,
                                                               Window window) const
{
    if (window && (window->count() <= 0 || *window > MetricHistory::kLongest))
        return failed(Fault::InvalidArgument,
                      "The window is not between a second and a day. Give one that is, or none for "
                      "all since the beginning.");
    const auto readings = m_collector.readings(name);
    if (readings.empty())
        return Summary();
    const auto [slice, window_s] = m_history.of(name, window);
    const Distribution &values = slice.values;
    if (values.isEmpty())
        return Summary{{"count", 0}};
    const Family &family = *readings.front().series->family;
    const double factor = family.type == MetricType::Timer
                              ? conversion(MetricUnit::Seconds, family.unit).value_or(1)
                              : 1;
    const auto count = static_cast<double>(values.count());
    Summary found{{"count", count},
                  {"sum", values.sum * factor},
                  {"avg", *values.mean() * factor},
                  {"min", values.min * factor},
                  {"max", values.max * factor},
                  {"stddev", *values.deviation() * factor},
                  {"first", slice.first * factor},
                  {"last", slice.last * factor}};
    for (const auto &[key, share] : kShares)
        found.emplace(key, *values.quantile(share) * factor);
    const bool isCounter = family.type == MetricType::Counter;
    if (window_s > 0)
        found.emplace("rate", (isCounter ? values.sum : count) / window_s);
    if (isCounter) {
        double total = 0;
        for (const Reading &reading : readings)
            total +=
                toReal(std::get<Number>(reading.value)) * toFamilyUnit(*reading.series).value_or(0);
        found.emplace("total", total);
    }
    if (slice.held_s > 0)
        found.emplace("time_weighted_avg", slice.weighted / slice.held_s);
    return found;
}

Outcome<std::vector<MetricValue>>
MetricsAggregator::byTags(const std::map<std::string, std::string> &filter) const
{
    const auto conditions = TagCondition::allOf(filter);
    if (!conditions)
        return tl::unexpected(conditions.error());
    std::vector<MetricValue> found;
    const std::int64_t now_ns = m_clock.wall_ns();
    for (const Reading &reading : m_collector.readings()) {
        if (TagCondition::hold(*conditions, reading.series->tags))
            found.push_back(valueOf(reading, now_ns));
    }
    return found;
}

std::vector<MetricValue> MetricsAggregator::byName(std::string_view name) const
{
    std::vector<MetricValue> found;
    const std::int64_t now_ns = m_clock.wall_ns();
    for (const Reading &reading : m_collector.readings(name))
        found.push_back(valueOf(reading, now_ns));
    return found;
}

std::vector<MetricValue> MetricsAggregator::ratesOfCounters() const
{
    std::vector<MetricValue> rates;
    const std::int64_t now_ns = m_clock.wall_ns();
    std::string before;
    for (const Reading &reading : m_collector.readings()) {
        const Family &family = *reading.series->family;
        if (family.type != MetricType::Counter || family.name == before)
            continue;
        before = family.name;
        const auto [slice, window_s] = m_history.of(family.name, kRateWindow);
        if (window_s > 0)
            rates.push_back({family.name, slice.values.sum / window_s, MetricType::Rate,
                             MetricUnit::OperationsPerSecond, now_ns});
    }
    return rates;
}

std::vector<MetricValue> MetricsAggregator::top(MetricType type, int limit) const
{
    if (limit <= 0)
        return {};
    std::vector<MetricValue> found;
    if (type == MetricType::Rate) {
        found = ratesOfCounters();
    } else {
        const std::int64_t now_ns = m_clock.wall_ns();
        for (const Reading &reading : m_collector.readings()) {
            if (reading.series->family->type == type)
                found.push_back(valueOf(reading, now_ns));
        }
    }
    // They are by name and tags already.
    std::stable_sort(found.begin(), found.end(), [](const MetricValue &a, const MetricValue &b) {
        const double one = rankOf(a);
        const double other = rankOf(b);
        return std::isnan(other) ? !std::isnan(one) : one > other;
    });
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
}

std::vector<std::string_view> MetricsAggregator::formats() const
{
    std::vector<std::string_view> names{"json", "jsonl", "csv", "prometheus", "openmetrics"};
    for (const auto &[name, writer] : m_formats)
        names.emplace_back(name);
    return names;
}

void MetricsAggregator::addFormat(std::string name, FormatWriter writer)
{
    m_formats.emplace_back(std::move(name), std::move(writer));
}

Outcome<std::string> MetricsAggregator::exportMetrics(std::string_view format) const
{
    const std::string wanted = lowered(format);
    const auto snapshot = MetricsSnapshot::of(m_collector, m_clock, m_resource);
    if (wanted == "json")
        return toJson(snapshot);
    if (wanted == "jsonl")
        return toJsonLines(snapshot);
    if (wanted == "csv")
        return CsvText().write(snapshot);
    if (wanted == "prometheus")
        return PrometheusText().write(snapshot);
    if (wanted == "openmetrics")
        return PrometheusText{PrometheusText::Dialect::OpenMetrics}.write(snapshot);
    for (const auto &[name, write] : m_formats) {
        if (wanted == name)
            return write(snapshot);
    }
    return failed(Fault::InvalidArgument, "There is no export format \"" + std::string(format) +
                                              "\". Choose one of: " + choicesOf(formats()) + '.');
}

} // namespace tidemark::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/metric_collector.h"

#include <array>

namespace tidemark::metrics {
namespace {

/// Series that a thread has named lately, at the place of their hash.
struct Remembered
{
    std::uint64_t collector = 0;
    std::uint64_t hash = 0;
    const Series *series = nullptr;
};
constexpr std::size_t kRemembered = 256;
constinit thread_local std::array<Remembered, kRemembered> remembered{};

Number totalOf(std::uint64_t whole, double fraction)
{
    if (fraction == 0)
        return whole;
    return static_cast<double>(whole) + fraction;
}

using Shards = std::vector<const Shard *>;

Number readCounter(const Shards &shards, Slot slot)
{
    std::uint64_t whole = 0;
    double fraction = 0;
    for (const Shard *shard : shards) {
        if (const CounterCell *cell = shard->counters.find(slot)) {
            whole += cell->whole.load(std::memory_order_relaxed);
            fraction += cell->fraction.load(std::memory_order_relaxed);
        }
    }
    return totalOf(whole, fraction);
}

Distribution readCell(const DistributionCell &cell)
{
    Distribution read;
    cell.forEach([&read](buckets::Index index, std::uint64_t count) {
        read.counts.emplace_back(index, count);
    });
    if (read.isEmpty())
        return {};
    read.sum = cell.sum();
    read.min = cell.min();
    read.max = cell.max();
    return read;
}

Distribution readDistribution(const Shards &shards, Slot slot)
{
    Distribution all;
    for (const Shard *shard : shards) {
        if (const DistributionCell *cell = shard->distributions.find(slot))
            all += readCell(*cell);
    }
    return all;
}

} // namespace

MetricCollector::MetricCollector(const Clock &clock, Registry::Limits limits)
    : m_clock(clock)
    , m_core(true)
    , m_registry(limits)
{
    tick();
}

void MetricCollector::count(NameFault fault) noexcept
{
    switch (fault) {
    case NameFault::None:
        break;
    case NameFault::BadName:
        CollectorCore::noteOne(m_core.counts.badNames);
        break;
    case NameFault::OtherType:
        CollectorCore::noteOne(m_core.counts.typeConflicts);
        break;
    case NameFault::TooMany:
        CollectorCore::noteOne(m_core.counts.tooMany);
        break;
    }
}

const Series *MetricCollector::series(std::string_view name, MetricType type, MetricUnit unit,
                                      TagViews tags) noexcept
{
    const std::uint64_t hash = hashOf(name) + hashOf(tags);
    if (const Series *known = recall(name, tags, hash); known && known->family->type == type)
        return known;
    const Series *found = lookUp(name, type, unit, tags);
    if (found != nullptr && found->tags.isSameAs(tags))
        remembered[hash % kRemembered] = {m_core.number(), hash, found};
    return found;
}

const Series *MetricCollector::recall(std::string_view name, TagViews tags,
                                      std::uint64_t hash) const noexcept
{
    const Remembered &place = remembered[hash % kRemembered];
    const bool isIt = place.hash == hash && place.collector == m_core.number() &&
                      place.series != nullptr && place.series->family->name == name &&
                      place.series->tags.isSameAs(tags);
    return isIt ? place.series : nullptr;
}

const Series *MetricCollector::lookUp(std::string_view name, MetricType type, MetricUnit unit,
                                      TagViews tags)
{
    if (!m_core.isOpen())
        return nullptr;
    if (Tags::isTooMuch(tags))
        CollectorCore::noteOne(m_core.counts.cutTags);
    const Found found = m_registry.series(name, type, unit, tags, m_core.now());
    count(found.fault);
    if (found.isOverflow)
        CollectorCore::noteOne(m_core.counts.overflows);
    return found.series;
}

void MetricCollector::recordCounter(std::string_view name, Amount amount, TagViews tags) noexcept
{
    if (const Series *found = series(name, MetricType::Counter, MetricUnit::Count, tags))
        amount.addTo(Counter(m_core, *found));
}

void MetricCollector::recordGauge(std::string_view name, double value, TagViews tags) noexcept
{
    if (const Series *found = series(name, MetricType::Gauge, MetricUnit::Count, tags))
        Gauge(m_core, *found).set(value);
}

void MetricCollector::recordHistogram(std::string_view name, double value, TagViews tags) noexcept
{
    if (const Series *found = series(name, MetricType::Histogram, MetricUnit::Count, tags))
        Histogram(m_core, *found).observe(value);
}

void MetricCollector::recordTimer(std::string_view name, double duration, MetricUnit unit,
                                  TagViews tags) noexcept
{
    // Divided by a whole number, so that 15.2 s and 15,200 ms are the same number.
    const auto ofSecond = conversion(MetricUnit::Seconds, unit);
    if (!ofSecond) {
        CollectorCore::noteOne(m_core.counts.wrongUnits);
        return;
    }
    if (const Series *found = series(name, MetricType::Timer, unit, tags))
        Timer(m_core, *found).record(duration / *ofSecond);
}

void MetricCollector::increment(std::string_view name, TagViews tags) noexcept
{
    const Series *known = recall(name, tags, hashOf(name) + hashOf(tags));
    const auto type = known ? known->family->type : m_registry.typeOf(name);
    if (type != MetricType::Gauge)
        recordCounter(name, 1, tags);
    else if (const Series *found = series(name, MetricType::Gauge, MetricUnit::Count, tags))
        Gauge(m_core, *found).add(1);
}

void MetricCollector::decrement(std::string_view name, TagViews tags) noexcept
{
    if (const Series *found = series(name, MetricType::Gauge, MetricUnit::Count, tags))
        Gauge(m_core, *found).add(-1);
}

Counter MetricCollector::counter(std::string_view name, TagViews tags, MetricUnit unit) noexcept
{
    const Series *found = series(name, MetricType::Counter, unit, tags);
    return found == nullptr ? Counter() : Counter(m_core, *found);
}

Gauge MetricCollector::gauge(std::string_view name, TagViews tags, MetricUnit unit) noexcept
{
    const Series *found = series(name, MetricType::Gauge, unit, tags);
    return found == nullptr ? Gauge() : Gauge(m_core, *found);
}

Histogram MetricCollector::histogram(std::string_view name, TagViews tags, MetricUnit unit) noexcept
{
    const Series *found = series(name, MetricType::Histogram, unit, tags);
    return found == nullptr ? Histogram() : Histogram(m_core, *found);
}

Timer MetricCollector::timer(std::string_view name, TagViews tags, MetricUnit unit) noexcept
{
    if (!isTime(unit)) {
        CollectorCore::noteOne(m_core.counts.wrongUnits);
        return {};
    }
    const Series *found = series(name, MetricType::Timer, unit, tags);
    return found == nullptr ? Timer() : Timer(m_core, *found);
}

void MetricCollector::describe(std::string_view name, std::string_view description)
{
    m_registry.describe(name, description);
}

std::string MetricCollector::descriptionOf(std::string_view name) const
{
    return m_registry.descriptionOf(name);
}

void MetricCollector::tick() noexcept
{
    m_core.setNow(ClockPair::of(m_clock));
}

std::vector<Reading> MetricCollector::readings() const
{
    m_core.setNow(ClockPair::of(m_clock));
    return read(*m_registry.all());
}

std::vector<Reading> MetricCollector::readings(std::string_view name) const
{
    return read(m_registry.of(name));
}

std::vector<Reading> MetricCollector::read(const std::vector<const Series *> &all) const
{
    const Shards shards = m_core.shards().all();
    std::vector<Reading> found;
    found.reserve(all.size());
    for (const Series *series : all) {
        switch (series->family->type) {
        case MetricType::Counter:
            found.push_back({series, readCounter(shards, series->slot)});
            break;
        case MetricType::Gauge:
            found.push_back(
                {series, GaugeState{series->gauge.value.load(std::memory_order_relaxed),
                                    series->gauge.at_ns.load(std::memory_order_relaxed)}});
            break;
        case MetricType::Histogram:
        case MetricType::Timer:
            found.push_back({series, readDistribution(shards, series->slot)});
            break;
        case MetricType::Rate: // derived, never recorded
            break;
        }
    }
    return found;
}

CollectorCounts MetricCollector::counts() const noexcept
{
    const auto &counts = m_core.counts;
    return {counts.typeConflicts, counts.badNames,  counts.refusedValues, counts.wrongUnits,
            counts.cutTags,       counts.overflows, counts.tooMany,       counts.afterClose};
}

} // namespace tidemark::metrics

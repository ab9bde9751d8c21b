// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/metric_history.h"

#include <algorithm>
#include <cmath>

namespace tidemark::metrics {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

/// One value.
HistorySlice sliceOf(double value)
{
    return {{value, value, value, {{buckets::indexOf(value), 1}}}, value, value};
}

// Durations are all kept in seconds.
std::optional<double> keptFactor(const Series &series)
{
    return series.family->type == MetricType::Timer ? 1
                                                    : conversion(series.unit, series.family->unit);
}

// A total that fell began anew.
double grownBy(const Number &now, const Number &before)
{
    const auto *whole = std::get_if<std::uint64_t>(&now);
    const auto *earlier = std::get_if<std::uint64_t>(&before);
    if (whole && earlier && *whole >= *earlier)
        return static_cast<double>(*whole - *earlier);
    const double grown = toReal(now) - toReal(before);
    return grown < 0 ? toReal(now) : grown;
}

} // namespace

HistorySlice &HistorySlice::operator+=(const HistorySlice &later)
{
    if (!later.values.isEmpty()) {
        if (values.isEmpty() || later.firstAt_s < firstAt_s) {
            first = later.first;
            firstAt_s = later.firstAt_s;
        }
        if (values.isEmpty() || later.lastAt_s >= lastAt_s) {
            last = later.last;
            lastAt_s = later.lastAt_s;
        }
        values += later.values;
    }
    setAt_s = std::max(setAt_s, later.setAt_s);
    weighted += later.weighted;
    held_s += later.held_s;
    return *this;
}

HistorySlice HistorySlice::times(double factor) const
{
    if (factor == 1)
        return *this;
    HistorySlice scaled = *this;
    scaled.values = values.times(factor);
    scaled.first *= factor;
    scaled.last *= factor;
    scaled.weighted *= factor;
    return scaled;
}

void MetricHistory::Steps::add(std::int64_t second, const HistorySlice &slice)
{
    const std::int64_t number = second / m_width_s;
    if (m_steps.empty() || m_steps.back().first != number)
        m_steps.emplace_back(number, HistorySlice());
    m_steps.back().second += slice;
    while (m_steps.front().first <= number - m_most)
        m_steps.pop_front();
}

HistorySlice MetricHistory::Steps::since(std::int64_t second) const
{
    HistorySlice found;
    for (const auto &[number, slice] : m_steps) {
        if (number >= second / m_width_s)
            found += slice;
    }
    return found;
}

std::vector<std::pair<std::int64_t, HistorySlice>>
MetricHistory::Steps::from(std::int64_t number) const
{
    std::vector<std::pair<std::int64_t, HistorySlice>> found;
    for (const auto &step : m_steps) {
        if (step.first >= number)
            found.push_back(step);
    }
    return found;
}

MetricHistory::MetricHistory(const MetricCollector &collector, const Clock &clock)
    : m_collector(collector)
    , m_clock(clock)
    , m_begin_ns(clock.steady_ns())
    , m_last_ns(m_begin_ns)
{}

void MetricHistory::tick()
{
    const std::scoped_lock ticking(m_ticking);
    const auto readings = m_collector.readings();
    const std::int64_t now_ns = m_clock.steady_ns();
    const std::scoped_lock lock(m_mutex);
    const double passed_s = static_cast<double>(now_ns - m_last_ns) / 1e9;
    m_last_ns = now_ns;
    for (const Reading &reading : readings)
        take(reading, now_ns / kSecond_ns, passed_s);
}

void MetricHistory::take(const Reading &reading, std::int64_t second, double passed_s)
{
    const auto [place, isNew] = m_memories.try_emplace(reading.series);
    Memory &memory = place->second;
    if (isNew)
        m_byName[reading.series->family->name].push_back(reading.series);
    HistorySlice slice;
    if (const auto *total = std::get_if<Number>(&reading.value)) {
        const double grown = grownBy(*total, isNew ? Number() : std::get<Number>(memory.before));
        if (grown > 0)
            slice = sliceOf(grown);
    } else if (const auto *gauge = std::get_if<GaugeState>(&reading.value)) {
        if (!std::isnan(gauge->value)) {
            slice = sliceOf(gauge->value);
            slice.weighted = isNew ? 0 : gauge->value * passed_s;
            slice.held_s = isNew ? 0 : passed_s;
            if (isNew || std::get<GaugeState>(memory.before).at_ns != gauge->at_ns)
                slice.setAt_s = second;
        }
    } else {
        const auto &values = std::get<Distribution>(reading.value);
        slice.values = isNew ? values : values.since(std::get<Distribution>(memory.before));
        slice.first = slice.last = slice.values.mean().value_or(0);
    }
    memory.before = reading.value;
    if (slice.values.isEmpty())
        return;
    slice.firstAt_s = slice.lastAt_s = second;
    memory.all += slice;
    for (Steps *steps : {&memory.seconds, &memory.tens, &memory.fives})
        steps->add(second, slice);
}

MetricHistory::Past MetricHistory::of(std::string_view name, Window window) const
{
    const std::scoped_lock lock(m_mutex);
    const std::int64_t now_s = m_last_ns / kSecond_ns;
    const double lived_s = static_cast<double>(m_last_ns - m_begin_ns) / 1e9;
    Past past{{}, lived_s};
    const auto named = m_byName.find(name);
    const std::int64_t window_s = window ? window->count() : 0;
    const std::int64_t first = now_s - window_s + 1;
    for (const Series *series :
         named == m_byName.end() ? std::vector<const Series *>() : named->second) {
        const auto factor = keptFactor(*series);
        if (!factor)
            continue;
        const Memory &memory = m_memories.at(series);
        if (!window) {
            past.slice += memory.all.times(*factor);
            continue;
        }
        const Steps &steps = memory.stepsOf(window_s);
        past.slice += steps.since(first).times(*factor);
        const auto begin_s = static_cast<double>(first / steps.width_s() * steps.width_s());
        past.window_s = std::min(lived_s, static_cast<double>(now_s + 1) - begin_s);
    }
    return past;
}

MetricHistory::Tracks MetricHistory::tracks(std::string_view name,
                                            std::chrono::seconds window) const
{
    const std::scoped_lock lock(m_mutex);
    const std::int64_t now_s = m_last_ns / kSecond_ns;
    const std::int64_t width_s = Memory().stepsOf(window.count()).width_s();
    Tracks found{width_s, (now_s - window.count() + 1) / width_s, now_s / width_s, now_s};
    const auto named = m_byName.find(name);
    if (named == m_byName.end())
        return found;
    for (const Series *series : named->second) {
        const Steps &steps = m_memories.at(series).stepsOf(window.count());
        found.tracks.push_back({series, steps.from(found.first)});
    }
    std::sort(found.tracks.begin(), found.tracks.end(), [](const Track &one, const Track &other) {
        return one.series->tags < other.series->tags;
    });
    return found;
}

} // namespace tidemark::metrics

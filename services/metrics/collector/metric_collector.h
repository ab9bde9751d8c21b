// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/distribution.h"
#include "services/metrics/collector/handles.h"
#include "services/metrics/collector/registry.h"

#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::metrics {

struct GaugeState
{
    double value = 0; ///< NaN: none
    std::int64_t at_ns = 0;

    bool operator==(const GaugeState &) const = default;
};

/// Where a series stands.
struct Reading
{
    const Series *series = nullptr;
    /// Of a counter its total since the collector began, of a gauge what was set last, of a
    /// histogram or timer all its values; timers in seconds.
    std::variant<Number, GaugeState, Distribution> value = Number();
};

/// Collects what a program tells of itself: counters, gauges, histograms and timers, by name and
/// tags. All of it may be called from any thread, waits for nothing but, for a series that the
/// calling thread has not named before, a lock, and never throws. What cannot be recorded is
/// counted (`counts()`), never an error for the caller. The handles of a series (`counter()` and
/// so on) cost a few nanoseconds, the calls by name some ten.
/// Source: the metrics protocol, MetricCollector.
class MetricCollector
{
public:
    explicit MetricCollector(const Clock &clock, Registry::Limits limits = {});

    /// Raises a counter. A new name becomes one, also with 0.
    void recordCounter(std::string_view name, Amount amount = 1, TagViews tags = {}) noexcept;
    /// Sets a gauge; NaN: there is no value.
    void recordGauge(std::string_view name, double value, TagViews tags = {}) noexcept;
    void recordHistogram(std::string_view name, double value, TagViews tags = {}) noexcept;
    /// A duration in a unit of time, not negative.
    void recordTimer(std::string_view name, double duration,
                     MetricUnit unit = MetricUnit::Milliseconds, TagViews tags = {}) noexcept;
    /// A counter by one; of a name that is a gauge, that.
    void increment(std::string_view name, TagViews tags = {}) noexcept;
    /// A gauge by one, from 0 when it is new. Counters do not fall: refused and counted.
    void decrement(std::string_view name, TagViews tags = {}) noexcept;

    [[nodiscard]] Counter counter(std::string_view name, TagViews tags = {},
                                  MetricUnit unit = MetricUnit::Count) noexcept;
    [[nodiscard]] Gauge gauge(std::string_view name, TagViews tags = {},
                              MetricUnit unit = MetricUnit::Count) noexcept;
    [[nodiscard]] Histogram histogram(std::string_view name, TagViews tags = {},
                                      MetricUnit unit = MetricUnit::Count) noexcept;
    /// `unit`: in which its durations are shown.
    [[nodiscard]] Timer timer(std::string_view name, TagViews tags = {},
                              MetricUnit unit = MetricUnit::Milliseconds) noexcept;

    /// Says what a metric measures.
    void describe(std::string_view name, std::string_view description);
    [[nodiscard]] std::string descriptionOf(std::string_view name) const;

    /// Notes what time it is for gauges that are set from now on, since no clock is read for each.
    /// Once a second will do; readings of all series do it too.
    void tick() noexcept;
    /// Of all series, by name and then by tags. Nobody who records is stopped meanwhile.
    [[nodiscard]] std::vector<Reading> readings() const;
    /// Of one name, by tags.
    [[nodiscard]] std::vector<Reading> readings(std::string_view name) const;
    [[nodiscard]] CollectorCounts counts() const noexcept;
    /// Names that were used with another type since this was asked last, each once for good; for a
    /// log. They are counted each time.
    [[nodiscard]] std::vector<TypeConflict> takeTypeConflicts()
    {
        return m_registry.takeTypeConflicts();
    }
    [[nodiscard]] std::size_t nameCount() const { return m_registry.nameCount(); }
    [[nodiscard]] std::size_t seriesCount() const { return m_registry.seriesCount(); }

    /// Who sees what is recorded from now on; null: nobody, and then recording costs nothing for
    /// it. Values that other threads record meanwhile may be seen or not.
    void setObserver(std::shared_ptr<RecordObserver> observer)
    {
        m_core.setObserver(std::move(observer));
    }
    /// From now on nothing is recorded, only counted. What was recorded can still be read.
    void close() noexcept { m_core.close(); }
    [[nodiscard]] bool isClosed() const noexcept { return m_core.isClosed(); }

private:
    /// A series that the calling thread named lately; of any type. Null: ask the registry.
    [[nodiscard]] const Series *recall(std::string_view name, TagViews tags,
                                       std::uint64_t hash) const noexcept;
    /// Null when there is none, which is counted.
    [[nodiscard]] const Series *series(std::string_view name, MetricType type, MetricUnit unit,
                                       TagViews tags) noexcept;
    [[nodiscard]] const Series *lookUp(std::string_view name, MetricType type, MetricUnit unit,
                                       TagViews tags);
    void count(NameFault fault) noexcept;
    [[nodiscard]] std::vector<Reading> read(const std::vector<const Series *> &all) const;

    const Clock &m_clock;
    CollectorCore m_core;
    Registry m_registry;
};

} // namespace tidemark::metrics

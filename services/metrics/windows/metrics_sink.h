// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/export_result.h"
#include "services/metrics/windows/metric_key.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// One series over one span of time. A value.
struct MetricSnapshot
{
    std::string name = {};
    std::uint64_t count = 0;
    double sum = 0;
    double min = 0;
    double max = 0;
    std::vector<Dimension> dimensions = {};
    std::int64_t windowStart_ns = 0; ///< UTC since 1970, as are all times that a sink sees
    std::int64_t windowEnd_ns = 0;
    /// When it began, by a clock that nobody sets: windows that go on after a failure have the
    /// same, whatever became of the time of day.
    std::int64_t steadyStart_ns = 0;

    bool operator==(const MetricSnapshot &) const = default;
};

/// One observation. What it shows is lent for the call.
struct MetricEvent
{
    std::string_view name = {};
    double value = 0;
    std::int64_t at_ns = 0; ///< UTC since 1970
    std::span<const Dimension> dimensions = {};
};

class EventfulMetricsSink;

/// Takes snapshots out of the process. open, exportSnapshots and close may throw, which counts as a
/// failure. They are called from one thread at a time, with one exception: when a call does not end
/// by its deadline, close comes from another thread and should make it end.
class MetricsSink
{
public:
    MetricsSink() = default;
    virtual ~MetricsSink() = default;
    MetricsSink(const MetricsSink &) = delete;
    MetricsSink &operator=(const MetricsSink &) = delete;

    [[nodiscard]] virtual ExportResult open() = 0;
    /// `snapshots` is not empty. After a failure the same data comes again, with newer data.
    [[nodiscard]] virtual ExportResult exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                                       Deadline deadline) = 0;
    /// Once, after the last export.
    virtual void close(Deadline deadline) = 0;
    /// Itself, when it wants each observation too; asked once.
    [[nodiscard]] virtual EventfulMetricsSink *events() noexcept { return nullptr; }
};

/// A sink that also gets each observation, within the put and on its thread, so from several at a
/// time; the last ones may come while it closes. What it throws is counted and goes no further.
class EventfulMetricsSink : public MetricsSink
{
public:
    virtual void record(const MetricEvent &event) = 0;
    [[nodiscard]] EventfulMetricsSink *events() noexcept override { return this; }
};

/// Discards.
class NullSink final : public MetricsSink
{
public:
    [[nodiscard]] ExportResult open() override { return {}; }
    [[nodiscard]] ExportResult exportSnapshots(std::span<const MetricSnapshot> /*snapshots*/,
                                               Deadline /*deadline*/) override
    {
        return {};
    }
    void close(Deadline /*deadline*/) override {}
};

} // namespace tidemark::metrics

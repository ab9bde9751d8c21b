// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_level.h"
#include "services/metrics/windows/put_handle.h"
#include "services/metrics/windows/upload_loop.h"
#include "services/metrics/windows/window_registry.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::metrics {

struct MetricsManagerOptions
{
    MetricsLevel level = MetricsLevel::None;
    UploadOptions upload = {};
    std::chrono::nanoseconds shutdownTimeout = std::chrono::seconds(5);
    std::chrono::seconds idleTime = std::chrono::minutes(15); ///< after which a series is dropped
    std::size_t mostSeriesPerMetric = 2'000;
    /// Sinks get the window of the last 60 seconds each time, as from aiokpl.metrics: what is
    /// exported more often is sent several times, what is exported less often is lost in part.
    bool isRollingExport = false;
};

struct MetricsManagerCounts
{
    UploadCounts upload = {};
    std::uint64_t droppedPuts = 0; ///< after close, or without memory
    std::uint64_t rejectedNonFinite = 0;
    std::uint64_t lateDropped = 0;    ///< from windows; sinks have them
    std::uint64_t recordFailures = 0; ///< of an eventful sink
    std::uint64_t idleSeriesDropped = 0;
};

/// Observations of named metrics: statistics of the last 60 seconds for who asks, and exports to a
/// sink. An export covers (the checkpoint before, now]: each value is exported once. While exports
/// fail, or take long, values wait as statistics of their series, at least for the 60 seconds of a
/// window and in fact until an export succeeds, since they need no more memory with time.
///
/// Life: construct, open (the `enter` of aiokpl.metrics), put, close (its `exit`); it is not opened
/// again. What is put before open is exported with the rest. All calls from any thread, but open
/// and close from one. Puts neither throw nor wait for a sink.
///
/// Source: aiokpl.metrics, MetricsManager.
class MetricsManager final : private UploadSource
{
public:
    static constexpr int kWindowSeconds = 60;

    /// Without a sink it discards. Clock and timer outlive it.
    MetricsManager(const MetricsManagerOptions &options, std::shared_ptr<MetricsSink> sink,
                   const Clock &clock, UploadTimer &timer);
    ~MetricsManager(); ///< closes
    MetricsManager(const MetricsManager &) = delete;
    MetricsManager &operator=(const MetricsManager &) = delete;

    /// Opens the sink, then starts the exports. When the sink cannot be opened nothing was started,
    /// and it may be tried again. Nothing at level none.
    [[nodiscard]] ExportResult open();
    /// Drops further puts, exports the rest, ends the exports and closes the sink: each step
    /// whatever the one before did, and all within the shutdown timeout. The first failure is
    /// reported. An export that hangs is left alone, with its sink.
    ExportResult close();

    void put(std::string_view name, double value = 1.0,
             const PutDimensions &dimensions = {}) noexcept
    {
        if (m_gate->admits()) [[likely]]
            putNow(name, value, dimensions);
    }
    /// For puts in hot paths. Throws std::bad_alloc.
    [[nodiscard]] PutHandle bind(std::string_view name, const PutDimensions &dimensions = {});

    /// The last 60 seconds; series without a value in them are left out.
    [[nodiscard]] std::unordered_map<MetricKey, WindowStatistics> snapshot() const;
    /// The same in the order in which series were first put to, with the bounds of the seconds
    /// that saw values.
    [[nodiscard]] std::vector<MetricSnapshot> snapshots() const;
    /// Exports now. Waits for a running export before, and not longer than two exports may take.
    ExportResult flush();

    [[nodiscard]] MetricsLevel level() const noexcept { return m_options.level; }
    [[nodiscard]] MetricsManagerCounts counts() const;

private:
    [[nodiscard]] std::vector<MetricSnapshot> collect() override;
    void settle(bool isDone) override;
    void putNow(std::string_view name, double value, const PutDimensions &dimensions) noexcept;
    [[nodiscard]] MetricKeyView trimmed(std::string_view name,
                                        const PutDimensions &dimensions) const noexcept;

    const MetricsManagerOptions m_options;
    const Clock &m_clock;
    UploadTimer &m_timer;
    const std::shared_ptr<RecordingGate> m_gate;
    WindowRegistry m_registry;

    // of the thread that exports
    std::int64_t m_checkpoint_ns; ///< of the steady clock: what came before was exported
    std::int64_t m_collected_ns;
    std::vector<std::shared_ptr<WindowedSeries>> m_underWay;
    std::atomic<std::uint64_t> m_idleSeriesDropped = 0;

    mutable std::mutex m_opening; ///< of the two below
    bool m_isClosed = false;
    std::optional<UploadLoop> m_loop; ///< last: it uses all of the above
};

} // namespace tidemark::metrics

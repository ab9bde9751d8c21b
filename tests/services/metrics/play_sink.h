// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::test {

/// A door that a sink can be made to hang at.
class Door
{
public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++m_waiting;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_isOpen; });
        --m_waiting;
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }
    void untilSomebodyWaits()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_waiting > 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_waiting = 0;
    bool m_isOpen = false;
};

/// A sink that keeps what it gets, and does what a test wants it to. Base is MetricsSink or
/// EventfulMetricsSink.
template <class Base>
class PlaySinkOf : public Base
{
public:
    using Batch = std::vector<metrics::MetricSnapshot>;

    // set before the sink is used
    std::function<metrics::ExportResult()> onOpen = [] { return metrics::ExportResult(); };
    /// Before the batch is kept, which happens when it succeeds.
    std::function<metrics::ExportResult()> onExport = [] { return metrics::ExportResult(); };
    std::function<void()> onClose = [] {};

    [[nodiscard]] metrics::ExportResult open() override
    {
        ++opens;
        return onOpen();
    }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline /*deadline*/) override
    {
        ++exports;
        metrics::ExportResult result = onExport();
        const std::lock_guard lock(m_mutex);
        if (result.isDone)
            m_batches.emplace_back(snapshots.begin(), snapshots.end());
        return result;
    }
    void close(metrics::Deadline /*deadline*/) override
    {
        ++closes;
        onClose();
    }

    [[nodiscard]] std::vector<Batch> batches() const
    {
        const std::lock_guard lock(m_mutex);
        return m_batches;
    }
    /// Of all values that were exported.
    [[nodiscard]] std::uint64_t count() const
    {
        const std::lock_guard lock(m_mutex);
        std::uint64_t sum = 0;
        for (const Batch &batch : m_batches) {
            for (const auto &snapshot : batch)
                sum += snapshot.count;
        }
        return sum;
    }

    std::atomic<int> opens = 0;
    std::atomic<int> exports = 0; ///< also those that fail
    std::atomic<int> closes = 0;

private:
    mutable std::mutex m_mutex;
    std::vector<Batch> m_batches;
};

using PlaySink = PlaySinkOf<metrics::MetricsSink>;

/// One that wants each observation.
class EventPlaySink final : public PlaySinkOf<metrics::EventfulMetricsSink>
{
public:
    struct Event
    {
        std::string name = {};
        double value = 0;
        std::int64_t at_ns = 0;
        std::vector<metrics::Dimension> dimensions = {};

        bool operator==(const Event &) const = default;
    };

    void record(const metrics::MetricEvent &event) override
    {
        const std::lock_guard lock(m_eventMutex);
        m_events.push_back({std::string(event.name),
                            event.value,
                            event.at_ns,
                            {event.dimensions.begin(), event.dimensions.end()}});
        if (isThrowing)
            throw std::runtime_error("no room");
    }
    [[nodiscard]] std::vector<Event> recorded() const
    {
        const std::lock_guard lock(m_eventMutex);
        return m_events;
    }

    std::atomic<bool> isThrowing = false;

private:
    mutable std::mutex m_eventMutex;
    std::vector<Event> m_events;
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_exporter.h"
#include "services/metrics/system/metrics_archive.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>

namespace tidemark::test {

/// A gate that calls wait at until it is opened; open at first.
class Gate
{
public:
    void shut()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = false;
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isOpen; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isOpen = true;
};

/// Succeeds, or does what it is told; hangs while the gate is shut.
class PlayExporter final : public metrics::MetricsExporter
{
public:
    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline /*deadline*/) override
    {
        ++calls;
        gate.pass();
        families = snapshot.families.size();
        if (isThrowing)
            throw std::runtime_error("It broke. Mend it.");
        return isFailing ? metrics::ExportResult::failed("It was refused. Ask who runs it.")
                         : metrics::ExportResult();
    }

    [[nodiscard]] metrics::ExportResult finish(std::int64_t at_ns,
                                               metrics::Deadline /*deadline*/) override
    {
        finishedAt_ns = at_ns;
        callsBeforeFinish = calls.load();
        ++finishes;
        return isFailing ? metrics::ExportResult::failed("It was refused. Ask who runs it.")
                         : metrics::ExportResult();
    }

    Gate gate;
    std::atomic<int> finishes = 0;
    std::atomic<int> callsBeforeFinish = 0;
    std::atomic<std::int64_t> finishedAt_ns = 0;
    std::atomic<int> calls = 0;
    std::atomic<std::size_t> families = 0;
    std::atomic<bool> isFailing = false;
    std::atomic<bool> isThrowing = false;
};

/// Counts what it is given; fails or hangs as it is told.
class PlayArchive final : public metrics::MetricsArchive
{
public:
    [[nodiscard]] metrics::ExportResult setRetention(std::chrono::hours keep) override
    {
        keep_h = keep.count();
        return result();
    }
    [[nodiscard]] metrics::ExportResult append(const metrics::MetricsSnapshot &snapshot,
                                               metrics::Deadline /*deadline*/) override
    {
        ++appends;
        gate.pass();
        if (!isFailing)
            stored += snapshot.families.size();
        return result();
    }
    void close(metrics::Deadline /*deadline*/) override { ++closes; }
    [[nodiscard]] std::uint64_t recordsStored() const noexcept override { return stored; }

    Gate gate;
    std::atomic<std::int64_t> keep_h = 0;
    std::atomic<int> appends = 0;
    std::atomic<int> closes = 0;
    std::atomic<std::uint64_t> stored = 0;
    std::atomic<bool> isFailing = false;

private:
    [[nodiscard]] metrics::ExportResult result() const
    {
        return isFailing ? metrics::ExportResult::failed("The disk is full. Make room on it.")
                         : metrics::ExportResult();
    }
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/metrics_system.h"

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tidemark::metrics {

/// What of a metrics system takes time, without waiting for it. Any thread. Throws
/// std::system_error when the system has no thread left. Source: the metrics protocol,
/// AsyncMetricsSystem.
class AsyncMetricsSystem
{
public:
    /// The system outlives it.
    explicit AsyncMetricsSystem(MetricsSystem &system)
        : m_system(system)
    {}
    ~AsyncMetricsSystem(); ///< waits for what is on: a pass, and exports at most their time
    AsyncMetricsSystem(const AsyncMetricsSystem &) = delete;
    AsyncMetricsSystem &operator=(const AsyncMetricsSystem &) = delete;

    /// One pass over all sources; who asks while one is on gets that one. It is done when all were
    /// asked, whether or not they could answer.
    [[nodiscard]] std::shared_future<CollectionPass::Report> collectMetricsAsync();
    /// To all of them at once; a result for each that was named, also for unknown ones.
    [[nodiscard]] std::future<ExportEndpoints::Results>
    exportMetricsAsync(std::vector<std::string> endpoints);
    /// See MetricsSystem::metricsStream().
    [[nodiscard]] Outcome<MetricsStream>
    metricsStream(const Settings &filters = {},
                  std::size_t mostWaiting = MetricsStream::kMostWaiting)
    {
        return m_system.metricsStream(filters, mostWaiting);
    }

private:
    struct Job
    {
        std::shared_ptr<std::atomic<bool>> isDone;
        std::jthread thread;
    };

    void begin(std::function<void()> work);

    MetricsSystem &m_system;
    std::mutex m_mutex; ///< of all below
    std::shared_future<CollectionPass::Report> m_pass;
    bool m_isCollecting = false;
    std::vector<Job> m_jobs;
};

} // namespace tidemark::metrics

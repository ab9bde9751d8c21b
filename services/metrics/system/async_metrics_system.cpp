// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/async_metrics_system.h"

#include <utility>

namespace tidemark::metrics {

AsyncMetricsSystem::~AsyncMetricsSystem()
{
    std::vector<Job> jobs;
    {
        const std::lock_guard lock(m_mutex);
        jobs = std::move(m_jobs);
    }
    jobs.clear(); // joins, without the lock that they may want
}

// With the lock held, by which a thread begins before the next one asks.
void AsyncMetricsSystem::begin(std::function<void()> work)
{
    std::erase_if(m_jobs, [](const Job &job) { return job.isDone->load(); });
    const auto isDone = std::make_shared<std::atomic<bool>>(false);
    m_jobs.push_back({isDone, std::jthread([isDone, run = std::move(work)] {
                          run();
                          *isDone = true;
                      })});
}

std::shared_future<CollectionPass::Report> AsyncMetricsSystem::collectMetricsAsync()
{
    const std::lock_guard lock(m_mutex);
    if (m_isCollecting)
        return m_pass;
    const auto promise = std::make_shared<std::promise<CollectionPass::Report>>();
    auto pass = promise->get_future().share();
    begin([this, promise] {
        auto report = m_system.collectMetrics();
        {
            const std::lock_guard ending(m_mutex);
            m_isCollecting = false;
        }
        promise->set_value(std::move(report));
    });
    m_isCollecting = true;
    m_pass = pass;
    return pass;
}

std::future<ExportEndpoints::Results>
AsyncMetricsSystem::exportMetricsAsync(std::vector<std::string> endpoints)
{
    const auto promise = std::make_shared<std::promise<ExportEndpoints::Results>>();
    auto results = promise->get_future();
    const std::lock_guard lock(m_mutex);
    begin([this, promise, names = std::move(endpoints)] {
        promise->set_value(m_system.exportMetrics(names));
    });
    return results;
}

} // namespace tidemark::metrics

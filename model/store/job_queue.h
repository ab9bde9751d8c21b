// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tidemark::store {

/// Jobs in order of arrival, from any thread to the threads that pop. Thread-safe; knows no Qt, so
/// that the thread sanitizer sees all of it.
template <class Job>
class JobQueue
{
public:
    /// False once it refuses or is closed; the job is then dropped.
    [[nodiscard]] bool push(Job job)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_isRefusing)
                return false;
            m_jobs.push_back(std::move(job));
        }
        m_arrived.notify_one();
        return true;
    }

    /// Waits for the next job; nothing once the queue is closed and empty.
    [[nodiscard]] std::optional<Job> pop()
    {
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, [this] { return m_isClosed || !m_jobs.empty(); });
        if (m_jobs.empty())
            return std::nullopt;
        std::optional<Job> job(std::move(m_jobs.front()));
        m_jobs.pop_front();
        return job;
    }

    /// Takes no more jobs; those waiting are still handed out, and who pops goes on waiting.
    void refuse()
    {
        const std::lock_guard lock(m_mutex);
        m_isRefusing = true;
    }

    /// Refuses, and lets go of who pops once it is empty.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isRefusing = true;
            m_isClosed = true;
        }
        m_arrived.notify_all();
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_jobs.size();
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::deque<Job> m_jobs;
    bool m_isRefusing = false;
    bool m_isClosed = false;
};

/// One queue served by `threads` threads, each with a context of its own (a connection) that is
/// made, used and destroyed on that thread.
template <class Context>
class Lane
{
public:
    using Job = std::function<void(Context &)>;
    using MakeContext = std::function<std::unique_ptr<Context>()>;

    Lane(std::size_t threads, MakeContext makeContext)
        : m_makeContext(std::move(makeContext))
    {
        m_threads.reserve(threads);
        for (std::size_t i = 0; i < threads; ++i)
            m_threads.emplace_back([this] { serve(); });
    }

    /// Runs what was submitted before, then ends the threads. Not from one of them.
    ~Lane() { m_jobs.close(); }

    /// Takes no more jobs; those submitted before still run, and the contexts stay. Any thread.
    void refuse() { m_jobs.refuse(); }

    /// Waits for them and ends the threads while the lane stays. One thread at a time.
    void end()
    {
        m_jobs.close();
        m_threads.clear();
    }

    Lane(const Lane &) = delete;
    Lane &operator=(const Lane &) = delete;

    /// Any thread. False while the lane is being destroyed.
    [[nodiscard]] bool submit(Job job) { return m_jobs.push(std::move(job)); }

    /// Jobs waiting for a thread.
    [[nodiscard]] std::size_t waiting() const { return m_jobs.size(); }

private:
    void serve()
    {
        const std::unique_ptr<Context> context = m_makeContext();
        while (std::optional<Job> job = m_jobs.pop())
            (*job)(*context);
    }

    MakeContext m_makeContext;
    JobQueue<Job> m_jobs;
    std::vector<std::jthread> m_threads; // last, so that they end before the queue goes
};

} // namespace tidemark::store

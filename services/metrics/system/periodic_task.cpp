// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/periodic_task.h"

#include <utility>

namespace tidemark::metrics {

using SteadyClock = std::chrono::steady_clock;

void PeriodicTask::start(std::chrono::nanoseconds interval)
{
    const std::lock_guard starting(m_starting);
    {
        const std::lock_guard lock(m_mutex);
        if (m_isOn)
            m_due += interval - m_interval;
        else
            m_due = SteadyClock::now();
        m_interval = interval;
        if (std::exchange(m_isOn, true)) {
            m_changed.notify_all();
            return;
        }
    }
    try {
        m_thread = std::thread([this] { run(); });
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        m_isOn = false;
        throw;
    }
}

void PeriodicTask::runSoon()
{
    const std::lock_guard lock(m_mutex);
    m_isAsked = true;
    m_due = SteadyClock::now();
    m_changed.notify_all();
}

void PeriodicTask::stop()
{
    const std::lock_guard starting(m_starting);
    {
        const std::lock_guard lock(m_mutex);
        m_isOn = false;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void PeriodicTask::run()
{
    std::unique_lock lock(m_mutex);
    while (m_isOn) {
        if (SteadyClock::now() < m_due) {
            m_changed.wait_until(lock, m_due);
            continue;
        }
        m_isAsked = false;
        lock.unlock();
        m_work();
        lock.lock();
        ++m_runs;
        if (m_isAsked)
            continue;
        const auto late = SteadyClock::now() - m_due;
        const auto passed = late / m_interval; // whole intervals beyond the one that was due
        m_missed += static_cast<std::uint64_t>(passed);
        m_due += (passed + 1) * m_interval;
    }
}

bool PeriodicTask::isOn() const
{
    const std::lock_guard lock(m_mutex);
    return m_isOn;
}

std::uint64_t PeriodicTask::runs() const
{
    const std::lock_guard lock(m_mutex);
    return m_runs;
}

std::uint64_t PeriodicTask::missed() const
{
    const std::lock_guard lock(m_mutex);
    return m_missed;
}

} // namespace tidemark::metrics

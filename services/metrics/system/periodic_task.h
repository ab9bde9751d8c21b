// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace tidemark::metrics {

/// Does something at once and then each interval of the steady clock, on one thread of its own. The
/// moments are fixed: what takes long moves none of them, and those that passed meanwhile are left
/// out, not made up for. Any thread; the work may neither start nor stop it.
class PeriodicTask
{
public:
    explicit PeriodicTask(std::function<void()> work)
        : m_work(std::move(work))
    {}
    ~PeriodicTask() { stop(); }
    PeriodicTask(const PeriodicTask &) = delete;
    PeriodicTask &operator=(const PeriodicTask &) = delete;

    /// While it is on, the interval is changed, counted from the moment that was due last. Throws
    /// std::system_error when the system has no thread left.
    void start(std::chrono::nanoseconds interval);
    /// Does it now instead of at the moment that is due next, from which on the moments are counted
    /// anew. Nothing while it is off.
    void runSoon();
    /// Waits for work that is on.
    void stop();
    [[nodiscard]] bool isOn() const;
    /// How often the work was done, and how many moments were left out.
    [[nodiscard]] std::uint64_t runs() const;
    [[nodiscard]] std::uint64_t missed() const;

private:
    using Moment = std::chrono::steady_clock::time_point;

    void run();

    const std::function<void()> m_work;
    std::mutex m_starting; ///< held by who starts or stops; taken before the other
    std::thread m_thread;
    mutable std::mutex m_mutex; ///< of all below
    std::condition_variable m_changed;
    bool m_isOn = false;
    bool m_isAsked = false; ///< by runSoon(), and not begun yet
    Moment m_due = {};
    std::chrono::nanoseconds m_interval{0};
    std::uint64_t m_runs = 0;
    std::uint64_t m_missed = 0;
};

} // namespace tidemark::metrics

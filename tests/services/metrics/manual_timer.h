// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/upload_timer.h"

#include <utility>
#include <vector>

namespace tidemark::test {

/// An upload loop's time passes when the test says so.
class ManualTimer final : public metrics::UploadTimer
{
public:
    [[nodiscard]] Outcome wait(std::chrono::nanoseconds time) override
    {
        std::unique_lock lock(m_mutex);
        m_waits.push_back(time);
        m_isWaiting = true;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_isWoken || m_isOver; });
        m_isWaiting = false;
        if (std::exchange(m_isWoken, false))
            return Outcome::Woken;
        m_isOver = false;
        return Outcome::Elapsed;
    }
    void wake() override
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
        m_changed.notify_all();
    }

    /// The wait is over. Call it when the loop waits, or is about to.
    void elapse()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isWaiting; });
        m_isOver = true;
        m_isWaiting = false; // the next wait is another one
        m_changed.notify_all();
    }
    void untilWaiting()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isWaiting; });
    }
    /// One export of the loop, from its wait to the next one.
    void tick()
    {
        elapse();
        untilWaiting();
    }
    /// How long the loop wanted to wait each time.
    [[nodiscard]] std::vector<std::chrono::nanoseconds> waits() const
    {
        const std::lock_guard lock(m_mutex);
        return m_waits;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::chrono::nanoseconds> m_waits;
    bool m_isWaiting = false;
    bool m_isWoken = false;
    bool m_isOver = false;
};

} // namespace tidemark::test

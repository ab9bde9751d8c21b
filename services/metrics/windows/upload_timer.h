// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace tidemark::metrics {

/// How one upload loop waits for its next export.
class UploadTimer
{
public:
    enum class Outcome : std::uint8_t
    {
        Elapsed,
        Woken
    };

    UploadTimer() = default;
    virtual ~UploadTimer() = default;
    UploadTimer(const UploadTimer &) = delete;
    UploadTimer &operator=(const UploadTimer &) = delete;

    /// On the thread of the loop.
    [[nodiscard]] virtual Outcome wait(std::chrono::nanoseconds time) = 0;
    /// Ends the wait that is on, or else the next one at once. Any thread.
    virtual void wake() = 0;
};

/// Waits as long as it says.
class SteadyUploadTimer final : public UploadTimer
{
public:
    [[nodiscard]] Outcome wait(std::chrono::nanoseconds time) override
    {
        std::unique_lock lock(m_mutex);
        const bool isWoken = m_changed.wait_for(lock, time, [this] { return m_isWoken; });
        m_isWoken = false;
        return isWoken ? Outcome::Woken : Outcome::Elapsed;
    }
    void wake() override
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isWoken = false;
};

} // namespace tidemark::metrics

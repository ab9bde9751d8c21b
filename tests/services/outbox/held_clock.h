// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/steady_clock.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>

namespace tidemark::test {

/// Stands still; a sleep with an end lasts until the test moves on past it.
class HeldClock final : public outbox::SteadyClock
{
public:
    [[nodiscard]] std::chrono::nanoseconds now() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_now;
    }
    bool sleep(outbox::Waker &waker, std::optional<std::chrono::nanoseconds> until,
               const std::stop_token &stop) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_until = until;
            ++m_sleeps;
            if (until && *until <= m_now)
                return false; // the test moved on since it was looked at
            m_waker = &waker;
            m_isAsleep = true;
        }
        const bool isWoken = waker.wait(stop);
        const std::lock_guard lock(m_mutex);
        m_isAsleep = false;
        if (m_waker == &waker)
            m_waker = nullptr; // which may go now
        return isWoken;
    }
    void advance(std::chrono::nanoseconds by)
    {
        const std::lock_guard lock(m_mutex);
        m_now += by;
        if (m_waker && m_until && *m_until <= m_now)
            m_waker->wake();
    }
    /// How long the present sleep is to last; nothing: for good.
    [[nodiscard]] std::optional<std::chrono::milliseconds> left() const
    {
        const std::lock_guard lock(m_mutex);
        if (!m_until)
            return std::nullopt;
        return std::chrono::duration_cast<std::chrono::milliseconds>(*m_until - m_now);
    }
    [[nodiscard]] int sleeps() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sleeps;
    }
    [[nodiscard]] bool isAsleep() const
    {
        const std::lock_guard lock(m_mutex);
        return m_isAsleep;
    }

private:
    mutable std::mutex m_mutex;
    std::chrono::nanoseconds m_now{1'000'000'000};
    std::optional<std::chrono::nanoseconds> m_until;
    outbox::Waker *m_waker = nullptr;
    int m_sleeps = 0;
    bool m_isAsleep = false;
};

} // namespace tidemark::test

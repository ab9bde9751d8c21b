// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace tidemark::outbox {

/// Lets a thread sleep until something happens. A call that comes before the sleep is not lost.
class Waker
{
public:
    /// Any thread.
    void wake();
    /// Sleeps until woken, stopped or the time has come; without a time for good. True when woken.
    /// One thread.
    bool wait(const std::stop_token &stop,
              std::optional<std::chrono::steady_clock::time_point> until = {});

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_isWoken = false; // under m_mutex
};

/// Time that never jumps, whatever the wall clock does; so that tests can hold it still.
class SteadyClock
{
public:
    virtual ~SteadyClock() = default;

    /// Since a moment of its own.
    [[nodiscard]] virtual std::chrono::nanoseconds now() const = 0;
    /// Sleeps until woken, stopped or `until` has come; without it for good. True when woken.
    virtual bool sleep(Waker &waker, std::optional<std::chrono::nanoseconds> until,
                       const std::stop_token &stop) = 0;
};

/// The machine's.
class MachineSteadyClock final : public SteadyClock
{
public:
    [[nodiscard]] std::chrono::nanoseconds now() const override;
    bool sleep(Waker &waker, std::optional<std::chrono::nanoseconds> until,
               const std::stop_token &stop) override;
};

} // namespace tidemark::outbox

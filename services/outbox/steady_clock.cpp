// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/steady_clock.h"

#include <utility>

namespace tidemark::outbox {

void Waker::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
    }
    m_changed.notify_one();
}

bool Waker::wait(const std::stop_token &stop,
                 std::optional<std::chrono::steady_clock::time_point> until)
{
    std::unique_lock lock(m_mutex);
    const auto isWoken = [this] { return m_isWoken; };
    if (until)
        m_changed.wait_until(lock, stop, *until, isWoken);
    else
        m_changed.wait(lock, stop, isWoken);
    return std::exchange(m_isWoken, false);
}

std::chrono::nanoseconds MachineSteadyClock::now() const
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

bool MachineSteadyClock::sleep(Waker &waker, std::optional<std::chrono::nanoseconds> until,
                               const std::stop_token &stop)
{
    if (!until)
        return waker.wait(stop);
    using Point = std::chrono::steady_clock::time_point;
    return waker.wait(stop, Point(std::chrono::duration_cast<Point::duration>(*until)));
}

} // namespace tidemark::outbox

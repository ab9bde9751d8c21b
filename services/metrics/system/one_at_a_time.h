// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/export_result.h"

#include <condition_variable>
#include <mutex>

namespace tidemark::metrics {

/// Lets one in at a time; others wait until a deadline. As std::timed_mutex, whose waits by the
/// steady clock the thread sanitizer of gcc 12 does not see. Any thread.
class OneAtATime
{
public:
    /// Whether the caller is in, as long as it lives.
    class Turn
    {
    public:
        Turn(OneAtATime &place, Deadline deadline)
            : m_place(place)
            , m_isIn(place.enter(deadline))
        {}
        ~Turn()
        {
            if (m_isIn)
                m_place.leave();
        }
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;

        [[nodiscard]] bool isIn() const noexcept { return m_isIn; }

    private:
        OneAtATime &m_place;
        const bool m_isIn;
    };

private:
    [[nodiscard]] bool enter(Deadline deadline)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_until(lock, deadline, [this] { return !m_isTaken; }))
            return false;
        m_isTaken = true;
        return true;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        m_isTaken = false;
        m_changed.notify_one();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isTaken = false;
};

} // namespace tidemark::metrics

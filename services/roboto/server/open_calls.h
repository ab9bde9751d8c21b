// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

namespace tidemark::roboto {

/// Counts the calls that are not answered yet, so that what they use stays until they are. Any
/// thread.
class OpenCalls
{
public:
    void enter()
    {
        const std::lock_guard lock(m_mutex);
        ++m_count;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        if (--m_count == 0)
            m_isNone.notify_all(); // under the lock: whoever waits may destroy this next
    }
    void waitForNone()
    {
        std::unique_lock lock(m_mutex);
        m_isNone.wait(lock, [this] { return m_count == 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_isNone;
    int m_count = 0; // under m_mutex
};

/// One of them, for as long as it lives.
class OpenCall
{
public:
    explicit OpenCall(OpenCalls &calls)
        : m_calls(calls)
    {
        m_calls.enter();
    }
    ~OpenCall() { m_calls.leave(); } // the last thing: the calls may go now
    OpenCall(const OpenCall &) = delete;
    OpenCall &operator=(const OpenCall &) = delete;

private:
    OpenCalls &m_calls;
};

} // namespace tidemark::roboto

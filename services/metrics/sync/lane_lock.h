// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace tidemark::metrics {

/// A lock of one byte that is held for some nanoseconds, and tells what for: a thread that wants to
/// write and finds another one writing had better write elsewhere. Any thread.
class LaneLock
{
public:
    enum class Holder : std::uint8_t
    {
        Nobody,
        Writer,
        Reader
    };

    /// Who had it: nobody when it is the caller's now.
    [[nodiscard]] Holder tryLock(Holder caller) noexcept
    {
        Holder found = Holder::Nobody;
        m_holder.compare_exchange_strong(found, caller, std::memory_order_acquire,
                                         std::memory_order_relaxed);
        return found;
    }
    void lockReading() noexcept
    {
        while (tryLock(Holder::Reader) != Holder::Nobody)
            std::this_thread::yield();
    }
    void unlock() noexcept { m_holder.store(Holder::Nobody, std::memory_order_release); }

private:
    std::atomic<Holder> m_holder = Holder::Nobody;
};

} // namespace tidemark::metrics

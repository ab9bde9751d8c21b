// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/sync/lane_lock.h"

#include <array>
#include <cstddef>
#include <mutex>

namespace tidemark::metrics {

/// A lock for what many threads read for some nanoseconds and few change: who reads holds one of
/// its stripes, who changes holds all. Readers that meet take other stripes from then on, so that
/// they do not share a cache line. Meets std::lock_guard for changing; reading is by StripeReading.
/// Any thread; one that reads may not change.
class StripedLock
{
public:
    void lock() noexcept
    {
        m_changing.lock();
        for (Stripe &stripe : m_stripes)
            stripe.lock.lockReading();
    }
    void unlock() noexcept
    {
        for (Stripe &stripe : m_stripes)
            stripe.lock.unlock();
        m_changing.unlock();
    }

    /// Locks one and says which.
    [[nodiscard]] LaneLock &lockStripe() noexcept
    {
        for (;;) {
            LaneLock &lock = m_stripes[s_at].lock;
            const LaneLock::Holder holder = lock.tryLock(LaneLock::Holder::Writer);
            if (holder == LaneLock::Holder::Nobody) [[likely]]
                return lock;
            if (holder == LaneLock::Holder::Writer)
                s_at = (s_at + 1) % kStripes;
            if (holder == LaneLock::Holder::Reader || s_at == 0)
                std::this_thread::yield();
        }
    }

private:
    static constexpr std::size_t kStripes = 16;

    struct alignas(64) Stripe
    {
        LaneLock lock;
    };

    static inline constinit thread_local std::size_t s_at = 0;

    std::mutex m_changing;
    std::array<Stripe, kStripes> m_stripes;
};

/// Holds a stripe as long as it lives.
class StripeReading
{
public:
    explicit StripeReading(StripedLock &lock) noexcept
        : m_stripe(lock.lockStripe())
    {}
    ~StripeReading() { m_stripe.unlock(); }
    StripeReading(const StripeReading &) = delete;
    StripeReading &operator=(const StripeReading &) = delete;

private:
    LaneLock &m_stripe;
};

} // namespace tidemark::metrics

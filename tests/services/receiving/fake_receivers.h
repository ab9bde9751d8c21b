// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/receiving/receiver.h"

#include <map>
#include <utility>

namespace tidemark::test {

/// Receivers that do what a test says, by the address of their plan.
struct FakeReceivers
{
    struct Fake
    {
        int made = 0;
        int starts = 0;
        int stops = 0;
        ReceiverState state = {};
        bool isSeen = true;
        std::function<void()> heard = {};

        /// Something happens to it.
        void set(ReceiverState now)
        {
            state = std::move(now);
            heard();
        }
    };

    [[nodiscard]] receiving::ReceiverFactory factory()
    {
        return [this](const ReceiverPlan &plan) {
            Fake &fake = fakes[plan.address];
            ++fake.made;
            return std::make_unique<Receiver>(fake);
        };
    }

    std::map<QString, Fake> fakes;

private:
    class Receiver final : public receiving::Receiver
    {
    public:
        explicit Receiver(Fake &fake)
            : m_fake(fake)
        {}
        ~Receiver() override { stop(); }
        void start() override
        {
            if (std::exchange(m_isRunning, true))
                return;
            ++m_fake.starts;
            m_fake.state.status = ReceiverStatus::Receiving;
        }
        void stop() override
        {
            if (!std::exchange(m_isRunning, false))
                return;
            ++m_fake.stops;
            m_fake.state.status = ReceiverStatus::Stopped;
        }
        [[nodiscard]] ReceiverState state() const override { return m_fake.state; }
        void setSeen(bool isSeen) override { m_fake.isSeen = isSeen; }
        void setListener(std::function<void()> heard) override { m_fake.heard = std::move(heard); }

    private:
        Fake &m_fake;
        bool m_isRunning = false;
    };
};

} // namespace tidemark::test

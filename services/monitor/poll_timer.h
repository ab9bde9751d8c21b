// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include <chrono>
#include <functional>

namespace tidemark::monitor {

/// Calls once after a time, so that tests can let hours pass at once. The thread that made it.
class PollTimer
{
public:
    virtual ~PollTimer() = default;
    PollTimer() = default;
    PollTimer(const PollTimer &) = delete;
    PollTimer &operator=(const PollTimer &) = delete;

    /// Instead of what was to be called before.
    virtual void start(std::chrono::milliseconds wait, std::function<void()> due) = 0;
    virtual void stop() = 0;
    /// A clock that nobody sets.
    [[nodiscard]] virtual std::chrono::milliseconds now() const = 0;
};

/// By the event loop.
class LoopPollTimer final : public PollTimer
{
public:
    LoopPollTimer();

    void start(std::chrono::milliseconds wait, std::function<void()> due) override;
    void stop() override { m_timer.stop(); }
    [[nodiscard]] std::chrono::milliseconds now() const override;

private:
    QTimer m_timer;
    std::function<void()> m_due;
};

} // namespace tidemark::monitor

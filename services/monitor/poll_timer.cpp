// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/poll_timer.h"

#include <utility>

namespace tidemark::monitor {

LoopPollTimer::LoopPollTimer()
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        const auto due = std::exchange(m_due, {}); // it may start the next wait
        due();
    });
}

void LoopPollTimer::start(std::chrono::milliseconds wait, std::function<void()> due)
{
    m_due = std::move(due);
    m_timer.start(wait);
}

std::chrono::milliseconds LoopPollTimer::now() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace tidemark::monitor

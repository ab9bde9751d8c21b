// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/stolen_time.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace tidemark::test {

/// Beats every few milliseconds and remembers the longest time in which it could not: how long the
/// event loop was blocked (P1). What other programs took from this thread meanwhile does not count.
class Heartbeat final
{
public:
    /// The promise holds for the program as it is shipped. An unoptimised build, which also shares
    /// its cores with other tests, only shows that nothing waits for the store.
#ifdef NDEBUG
    static constexpr int kLimit_ms = 50;
#else
    static constexpr int kLimit_ms = 1000;
#endif

    Heartbeat()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(kBeat_ms);
        m_since.start();
    }
    /// The longest stall so far, beyond the beat itself; the time since the last beat counts.
    [[nodiscard]] qint64 longestStall_ms()
    {
        beat();
        return m_longest_ms;
    }

private:
    static constexpr int kBeat_ms = 5;

    void beat()
    {
        const qint64 stolen_ms = m_stolen.restart_ms();
        m_longest_ms = std::max(m_longest_ms, m_since.restart() - kBeat_ms - stolen_ms);
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    StolenTime m_stolen;
    qint64 m_longest_ms = 0;
};

} // namespace tidemark::test

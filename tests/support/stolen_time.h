// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace tidemark::test {

/// How long this thread was ready to run while other programs or the machine's host had the cores.
/// Waiting for this program's own threads, for locks, files or sockets is not in it. Use it on one
/// thread.
///
/// Source: Linux, /proc/thread-self/schedstat (time on a run queue) and /proc/stat (time of the
/// cores and what a host took from them, in steps of 10 ms), which bounds it.
class StolenTime
{
public:
    StolenTime();
    /// Since the start or the call before.
    [[nodiscard]] qint64 restart_ms();

private:
    struct Reading
    {
        qint64 queued_ns = 0; ///< this thread's time on a run queue
        qint64 taken_ns = 0;  ///< what the host took from a core, in the mean of all
        qint64 cores_ns = 0;  ///< what all programs have used of the cores
        qint64 own_ns = 0;    ///< what this program has used of them
    };
    [[nodiscard]] static Reading read();

    Reading m_last;
};

} // namespace tidemark::test

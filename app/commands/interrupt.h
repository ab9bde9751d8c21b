// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace tidemark::commands {

/// Turns SIGINT and SIGTERM into a stop request while it lives, so that a running task ends cleanly
/// and the store stays sound. The second signal of that kind ends the process at once.
///
/// Create it on the main thread before any other thread starts: the signals are blocked there and
/// received by a thread of its own.
class InterruptWatch final
{
public:
    InterruptWatch();
    ~InterruptWatch(); ///< wakes and joins its thread
    InterruptWatch(const InterruptWatch &) = delete;
    InterruptWatch &operator=(const InterruptWatch &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    /// The first signal that came, SIGINT or SIGTERM; 0 before.
    [[nodiscard]] int signal() const { return m_signal; }
    [[nodiscard]] bool wasInterrupted() const { return m_stop.stop_requested(); }

private:
    void wait();

    sigset_t m_signals{};
    sigset_t m_before{};
    std::atomic<int> m_signal = 0; // set before the stop is requested
    std::stop_source m_stop;
    std::jthread m_thread;
};

} // namespace tidemark::commands

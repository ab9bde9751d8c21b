// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/interrupt.h"

#include <cstdlib>

#include <pthread.h>

namespace tidemark::commands {

namespace {
constexpr int kWakeSignal = SIGUSR1; // only ever sent by the destructor, to the watching thread
}

InterruptWatch::InterruptWatch()
{
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    sigaddset(&m_signals, kWakeSignal);
    pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
    m_thread = std::jthread([this] { wait(); });
}

InterruptWatch::~InterruptWatch()
{
    pthread_kill(m_thread.native_handle(), kWakeSignal);
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void InterruptWatch::wait()
{
    int signal = 0;
    if (sigwait(&m_signals, &signal) != 0 || signal == kWakeSignal)
        return;
    m_signal = signal;
    m_stop.request_stop();
    if (sigwait(&m_signals, &signal) == 0 && signal != kWakeSignal)
        std::_Exit(128 + signal);
}

} // namespace tidemark::commands

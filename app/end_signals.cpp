// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/end_signals.h"

#include "app/logging.h"

#include <QSocketNotifier>

#include <atomic>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

namespace tidemark {

namespace {

// A handler knows nothing but what is static.
std::atomic<int> s_writingEnd{-1};
std::atomic<bool> s_wasAsked{false};

// Only what may be called in a signal handler.
void onSignal(int signal)
{
    if (signal != SIGHUP && s_wasAsked.exchange(true))
        std::_Exit(128 + signal);
    const int before = errno;
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(s_writingEnd.load(), &byte, 1);
    errno = before;
}

} // namespace

EndSignals::EndSignals(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        qCWarning(lcApp, "signals: there is no pipe");
        return;
    }
    auto *notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        if (::read(m_pipe[0], bytes.data(), bytes.size()) > 0)
            Q_EMIT received();
    });
    s_writingEnd = m_pipe[1];
    s_wasAsked = false;
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
        ::sigaction(kSignals[i], nullptr, &m_before[i]);
        if (m_before[i].sa_handler != SIG_IGN)
            ::sigaction(kSignals[i], &action, nullptr);
    }
}

EndSignals::~EndSignals()
{
    if (m_pipe[0] < 0)
        return;
    for (std::size_t i = 0; i < kSignals.size(); ++i)
        ::sigaction(kSignals[i], &m_before[i], nullptr);
    s_writingEnd = -1;
    for (const int end : m_pipe)
        ::close(end);
}

} // namespace tidemark

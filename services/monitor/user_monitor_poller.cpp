// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_monitor_poller.h"

#include "model/core/continue_on.h"
#include "model/ports/clock.h"
#include "services/monitor/user_monitor_client.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace tidemark::monitor {

using std::chrono::milliseconds;

PollerParts pollerPartsOf(UserMonitorClient &client)
{
    return {[&client](std::stop_token stop) { return client.fetch(std::move(stop)); },
            std::make_unique<LoopPollTimer>(),
            [] { return QRandomGenerator::global()->generateDouble(); }};
}

UserMonitorPoller::UserMonitorPoller(PollerParts parts, const Clock &clock,
                                     const PollIntervals &intervals, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_clock(clock)
    , m_pace(intervals)
{}

UserMonitorPoller::~UserMonitorPoller()
{
    stop();
}

void UserMonitorPoller::start()
{
    if (std::exchange(m_isRunning, true))
        return;
    if (!m_isAsking)
        poll();
}

void UserMonitorPoller::stop()
{
    m_isRunning = false;
    m_parts.timer->stop();
    m_request.request_stop();
}

void UserMonitorPoller::setVisible(bool isVisible)
{
    if (std::exchange(m_isVisible, isVisible) != isVisible && m_isRunning && !m_isAsking)
        schedule();
}

std::optional<Timedelta> UserMonitorPoller::age() const
{
    if (!m_last)
        return std::nullopt;
    return std::max(m_clock.now() - m_last->reading.receivedAt, Timedelta(0)); // it may be set back
}

void UserMonitorPoller::schedule()
{
    const milliseconds due = m_pausedSince + m_pace.interval(m_isVisible, m_random);
    m_parts.timer->start(std::max(due - m_parts.timer->now(), milliseconds(0)), [this] { poll(); });
}

void UserMonitorPoller::poll()
{
    m_isAsking = true;
    m_pausedSince = m_parts.timer->now();
    m_request = std::stop_source();
    continueOn(this, m_parts.fetch(m_request.get_token()),
               [this](const Result<QByteArray> &body) { onFetched(body); });
}

void UserMonitorPoller::onFetched(const Result<QByteArray> &body)
{
    m_isAsking = false;
    const bool wasStopped = m_request.stop_requested();
    if (wasStopped && !m_isRunning)
        return;
    if (wasStopped) { // and begun again meanwhile
        poll();
        return;
    }
    auto reading = body.and_then([this](const QByteArray &bytes) {
        return readMonitorResponse(bytes, m_clock.now(), m_offset);
    });
    if (reading) {
        m_pace.succeeded();
        m_status = MonitorStatus::Current;
        m_error.reset();
        m_last = m_tracker.follow(*std::move(reading));
    } else {
        onFailed(reading.error());
    }
    m_random = m_parts.random();
    schedule();
    Q_EMIT polled();
}

void UserMonitorPoller::onFailed(const Error &error)
{
    m_error = error;
    m_pausedSince = m_parts.timer->now(); // a busy server is not asked again at once
    if (isNoMonitor(error)) {
        m_pace.foundNoMonitor();
        m_status = MonitorStatus::NoMonitor;
        return;
    }
    m_pace.failed();
    const bool isSlow = error.code == ErrorCode::Timeout;
    m_status = isSlow ? MonitorStatus::Slow : MonitorStatus::Failed;
}

} // namespace tidemark::monitor

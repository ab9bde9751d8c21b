// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/long_task.h"

#include "app/window/status_bar.h"

#include <chrono>

namespace tidemark {

using namespace std::chrono_literals;

namespace {

constexpr auto kShowEvery = 200ms;

} // namespace

LongTask::LongTask(WindowStatusBar &status, const QString &text, QObject *parent)
    : QObject(parent)
    , m_status(&status)
    , m_id(status.beginTask(text, [stop = m_stop]() mutable { stop.request_stop(); }))
{
    m_timer.setInterval(kShowEvery);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { m_status->setTaskProgress(m_id, m_shared->done, m_shared->total); });
    m_timer.start();
}

LongTask::~LongTask()
{
    m_stop.request_stop();
    if (m_status)
        m_status->endTask(m_id);
}

ProgressCallback LongTask::progress() const
{
    return [shared = m_shared](TaskProgress progress) {
        shared->done = progress.done;
        shared->total = progress.total;
    };
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/range_clock.h"

#include "model/ports/clock.h"
#include "views/dashboards/view_context.h"

#include <QEvent>
#include <QWidget>

#include <array>
#include <chrono>

namespace tidemark {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

/// The next instant at which the range is another window; a day ahead when none is nearer.
Timestamp nextChange(const ViewContext &context)
{
    const Timestamp now = context.clock().now();
    const auto next = [now](std::int64_t step) {
        return Timestamp(((now.posixNs() / step) + 1) * step);
    };
    const std::array candidates{next(kNsPerMinute), next(kNsPerHour),
                                context.calendar().next(Period::Daily, now)};
    for (const Timestamp at : candidates) {
        const Result<TimeWindow> then = context.range().resolve(at, context.calendar());
        if (then && *then != context.window())
            return at;
    }
    return candidates.back();
}

} // namespace

RangeClock::RangeClock(ViewContext &context, QWidget &window)
    : m_context(context)
    , m_window(window)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may be early, and would see the old time
    connect(&m_timer, &QTimer::timeout, this, &RangeClock::onTimeout);
    connect(&m_context, &ViewContext::rangeChanged, this, &RangeClock::update);
    connect(&m_context, &ViewContext::calendarChanged, this, &RangeClock::update);
    m_window.installEventFilter(this);
    update();
}

bool RangeClock::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::WindowStateChange:
        if (!m_timer.isActive())
            onTimeout(); // it may have been away for long
        break;
    case QEvent::Hide:
        update();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void RangeClock::update()
{
    const bool isNeeded = m_context.range().kind() == TimeRange::Kind::Relative &&
                          m_window.isVisible() && !m_window.isMinimized();
    if (!isNeeded) {
        m_timer.stop();
        return;
    }
    const Timedelta left = nextChange(m_context) - m_context.clock().now();
    m_timer.start(std::chrono::milliseconds(left.ns() / kNsPerMs + 1));
}

void RangeClock::onTimeout()
{
    if (m_context.range().kind() == TimeRange::Kind::Relative)
        m_context.keepUp();
    update();
}

} // namespace tidemark

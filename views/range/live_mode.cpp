// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/live_mode.h"

#include "model/ports/clock.h"
#include "views/dashboards/view_context.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kAhead_part = 20; ///< a twentieth of the range lies after now
constexpr std::int64_t kNsPerMs = 1'000'000;
/// Moves that no screen shows are not made: the 2,000th part of a range is at most a pixel.
constexpr std::int64_t kStepsPerRange = 2'000;
constexpr std::int64_t kShortestLength_ns = kNsPerSecond;
constexpr std::int64_t kLongestLength_ns = 400 * kNsPerDay;
constexpr auto kArrivalStep = 100ms;
constexpr auto kIdleStep = 1s;

/// Lengths differ by more than rounding.
bool isOtherLength(Timedelta one, Timedelta other)
{
    return std::abs(one.ns() - other.ns()) > one.ns() / 1'000;
}

std::optional<TimeRange> rangeOf(Timedelta length)
{
    const std::int64_t ahead = length.ns() / kAhead_part;
    const auto from = TimeExpression::parse(u"now-%1ns"_s.arg(length.ns() - ahead));
    const auto to = TimeExpression::parse(u"now+%1ns"_s.arg(ahead));
    if (!from || !to)
        return std::nullopt;
    return TimeRange::relative(*from, *to);
}

} // namespace

LiveMode::LiveMode(ViewContext &context, QWidget &window)
    : m_context(context)
    , m_window(window)
{
    m_arrivalTimer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LiveMode::moveOn);
    connect(&m_arrivalTimer, &QTimer::timeout, this, &LiveMode::moveOn);
    connect(&m_context, &ViewContext::rangeChanged, this, &LiveMode::onRangeChanged);
    connect(&m_context, &ViewContext::selectedSpanChanged, this, &LiveMode::onSpanChanged);
    connect(&m_context, &ViewContext::liveRequested, this, &LiveMode::toggle);
    m_window.installEventFilter(this);
}

void LiveMode::start()
{
    follow(m_context.window().duration());
}

void LiveMode::stop()
{
    if (m_context.live() == LiveState::Off)
        return;
    const bool wasFollowing = m_context.live() == LiveState::Following;
    m_context.setLive(LiveState::Off);
    if (wasFollowing)
        m_context.setWindow(m_context.window()); // it stays where it is
    updateTimer();
}

void LiveMode::toggle()
{
    if (m_context.live() == LiveState::Following)
        stop();
    else
        start();
}

void LiveMode::setRefresh(Refresh refresh)
{
    if (refresh)
        refresh = std::clamp<std::chrono::milliseconds>(*refresh, kShortest, kLongest);
    m_refresh = refresh;
    updateTimer();
}

void LiveMode::onArrival(std::int64_t count)
{
    const bool isOther = std::exchange(m_valueCount, count) != count;
    if (isOther && m_context.live() == LiveState::Paused)
        Q_EMIT newValuesChanged();
    if (m_context.live() != LiveState::Following || m_refresh || m_arrivalTimer.isActive())
        return;
    const auto since = std::chrono::milliseconds(m_sinceMove.elapsed());
    m_arrivalTimer.start(std::max(kArrivalStep - since, 0ms));
}

std::int64_t LiveMode::newValues() const
{
    return m_context.live() == LiveState::Paused
               ? std::max<std::int64_t>(m_valueCount - m_countWhenPaused, 0)
               : 0;
}

// The state first: the range's own signal is then known as ours.
void LiveMode::follow(Timedelta length)
{
    m_length = Timedelta(std::clamp(length.ns(), kShortestLength_ns, kLongestLength_ns));
    const auto range = rangeOf(m_length);
    if (!range)
        return;
    m_range = *range;
    m_context.setLive(LiveState::Following);
    m_sinceMove.start();
    // It holds for any length within the limits, at any time but the ends of all times.
    if (!m_context.setRange(m_range))
        m_context.setLive(LiveState::Off);
    updateTimer();
}

void LiveMode::moveOn()
{
    if (m_context.live() != LiveState::Following)
        return;
    m_sinceMove.start();
    m_context.moveOn();
}

void LiveMode::onRangeChanged()
{
    if (m_context.live() == LiveState::Off || m_context.range() == m_range)
        return;
    if (m_context.live() == LiveState::Paused) {
        if (!m_context.isZoomed())
            stop(); // another range was chosen
        return;
    }
    const Timedelta length = m_context.window().duration();
    const bool isRelative = m_context.range().kind() == TimeRange::Kind::Relative;
    if (isRelative || (m_context.isZoomed() && isOtherLength(m_length, length)))
        follow(length);
    else if (m_context.isZoomed())
        pause();
    else {
        m_context.setLive(LiveState::Off);
        updateTimer();
    }
}

void LiveMode::onSpanChanged()
{
    const std::optional<TimeWindow> span = m_context.selectedSpan();
    if (m_context.live() != LiveState::Following || !span)
        return;
    pause();
    m_context.setWindow(m_context.window()); // what was selected stays in view
}

void LiveMode::pause()
{
    m_countWhenPaused = m_valueCount;
    m_context.setLive(LiveState::Paused);
    updateTimer();
    Q_EMIT newValuesChanged();
}

std::chrono::milliseconds LiveMode::step() const
{
    const std::chrono::milliseconds seen(m_length.ns() / kStepsPerRange / kNsPerMs);
    return std::max<std::chrono::milliseconds>(m_refresh.value_or(kIdleStep), seen);
}

void LiveMode::updateTimer()
{
    const bool isNeeded =
        m_context.live() == LiveState::Following && m_window.isVisible() && !m_window.isMinimized();
    if (!isNeeded) {
        m_timer.stop();
        m_arrivalTimer.stop();
    } else if (!m_timer.isActive() || m_timer.intervalAsDuration() != step()) {
        m_timer.start(step());
    }
}

bool LiveMode::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::WindowStateChange:
        moveOn(); // it may have been away for long
        updateTimer();
        break;
    case QEvent::Hide:
        updateTimer();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tidemark

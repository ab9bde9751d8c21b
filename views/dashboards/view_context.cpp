// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/view_context.h"

#include "model/domain/definition.h"
#include "model/ports/clock.h"

#include <QScopedValueRollback>

#include <utility>

namespace tidemark {

namespace {

/// What "all data" shows while there is none.
constexpr Timedelta kEmptyExtent{kNsPerDay};

template <class T>
bool assign(T &member, const T &value)
{
    if (member == value)
        return false;
    member = value;
    return true;
}

} // namespace

ViewContext::ViewContext(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_window{clock.now() - kEmptyExtent, clock.now()}
{}

Selection ViewContext::selection(std::vector<MetricId> metrics) const
{
    Selection selection;
    selection.metrics = std::move(metrics);
    selection.begin = m_window.begin;
    selection.end = m_window.end;
    selection.timeFilter = m_filter.timeFilter;
    selection.devices = m_filter.devices;
    selection.invocations = m_filter.invocations;
    selection.sessions = m_filter.sessions;
    selection.tags = m_filter.tags;
    return selection;
}

Result<TimeWindow> ViewContext::resolved(const TimeRange &range) const
{
    if (range.kind() != TimeRange::Kind::AllData)
        return range.resolve(m_clock.now(), m_calendar);
    if (m_dataExtent)
        return m_calendar.widened(*m_dataExtent, Period::Daily); // reads better than nanoseconds
    return TimeWindow{m_clock.now() - kEmptyExtent, m_clock.now()};
}

Result<void> ViewContext::setRange(const TimeRange &range)
{
    const Result<TimeWindow> window = resolved(range);
    if (!window)
        return failure(window.error());
    m_isZoomed = false;
    applyWindow(range, *window);
    return {};
}

void ViewContext::setWindow(TimeWindow window, charts::ZoomMove move)
{
    const QScopedValueRollback moving(m_zoomMove, move);
    // An empty window is nobody's wish; charts and pickers never make one.
    if (const auto range = TimeRange::absolute(window)) {
        m_isZoomed = true;
        applyWindow(*range, range->window());
    }
}

void ViewContext::setDataExtent(std::optional<TimeWindow> extent)
{
    m_dataExtent = extent;
    if (m_range.kind() == TimeRange::Kind::AllData)
        resolveAgain();
}

void ViewContext::resolveAgain()
{
    // A range that held before can only stop holding at the ends of time; the window then stays.
    if (const auto window = resolved(m_range))
        applyWindow(m_range, *window);
}

void ViewContext::setZone(const Zone &zone)
{
    if (!assign(m_calendar.zone, zone))
        return;
    resolveAgain();
    Q_EMIT calendarChanged();
}

void ViewContext::setWeekStart(Qt::DayOfWeek day)
{
    if (!assign(m_calendar.weekStart, day))
        return;
    resolveAgain();
    Q_EMIT calendarChanged();
}

void ViewContext::setPeriod(Period period)
{
    if (assign(m_period, period))
        Q_EMIT periodChanged();
}

AggregateFunction ViewContext::functionFor(const Definition &metric) const
{
    return m_function.value_or(defaultFunction(metric));
}

void ViewContext::setFunction(std::optional<AggregateFunction> function)
{
    if (assign(m_function, function))
        Q_EMIT functionChanged();
}

void ViewContext::setFilter(const RecordFilter &filter)
{
    if (assign(m_filter, filter))
        Q_EMIT filterChanged();
}

void ViewContext::setUserNames(const UserNames &names)
{
    if (assign(m_userNames, names))
        Q_EMIT userNamesChanged();
}

void ViewContext::setSelectedMetrics(std::vector<MetricId> metrics)
{
    const bool isNew = assign(m_selectedMetrics, metrics);
    const bool isNewFocus = assign(m_focusedMetric, metrics.empty() ? MetricId() : metrics.front());
    if (isNew)
        Q_EMIT selectedMetricsChanged();
    if (isNewFocus)
        Q_EMIT focusedMetricChanged();
}

void ViewContext::setFocusedMetric(MetricId metric)
{
    if (assign(m_focusedMetric, metric))
        Q_EMIT focusedMetricChanged();
}

void ViewContext::setCursor(std::optional<Timestamp> cursor)
{
    if (assign(m_cursor, cursor))
        Q_EMIT cursorChanged();
}

void ViewContext::setSelectedSpan(std::optional<TimeWindow> span)
{
    if (assign(m_selectedSpan, span))
        Q_EMIT selectedSpanChanged();
}

void ViewContext::setLive(LiveState state)
{
    if (assign(m_live, state))
        Q_EMIT liveChanged();
}

void ViewContext::keepUp()
{
    const QScopedValueRollback moving(m_isMovingOn, true);
    resolveAgain();
}

void ViewContext::moveOn()
{
    keepUp();
    Q_EMIT movedOn();
}

void ViewContext::applyWindow(const TimeRange &range, TimeWindow window)
{
    const bool isNewRange = assign(m_range, range);
    const bool isNewWindow = assign(m_window, window);
    if (isNewRange || isNewWindow)
        Q_EMIT rangeChanged();
}

} // namespace tidemark

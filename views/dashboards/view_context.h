// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/selection.h"
#include "model/domain/user_names.h"
#include "model/time/calendar.h"
#include "model/time/period.h"
#include "model/time/time_range.h"
#include "model/time/time_window.h"
#include "views/charts/zoom_history.h"

#include <QObject>

#include <optional>
#include <vector>

namespace tidemark {

class Clock;
struct Definition;

/// Which records of a metric a view shows, apart from the metric and the window.
struct RecordFilter
{
    TimeFilter timeFilter = TimeFilter::SessionEnd;
    IdFilter devices;
    IdFilter invocations;
    std::optional<QStringList> sessions;
    TagMap tags;

    [[nodiscard]] bool isActive() const { return *this != RecordFilter{}; }
    friend bool operator==(const RecordFilter &, const RecordFilter &) = default;
};

/// Whether the window follows the clock (V1).
enum class LiveState
{
    Off,
    Following, ///< the range ends a little after now and moves on by itself
    Paused     ///< the person looks at something that would move away
};

/// What every view of one window looks at: range, calendar, period, function, filter, the selected
/// metrics and the shared cursor. Setters signal only when something changed. GUI thread.
class ViewContext final : public QObject
{
    Q_OBJECT

public:
    /// `clock` gives the "now" of relative ranges and must outlive the context.
    explicit ViewContext(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] const TimeRange &range() const { return m_range; }
    /// The range as it was resolved last, by `setRange`, `resolveAgain` or `keepUp`.
    [[nodiscard]] TimeWindow window() const { return m_window; }
    /// True when the window was reached by zooming or panning, not chosen.
    [[nodiscard]] bool isZoomed() const { return m_isZoomed; }
    /// While rangeChanged() tells of a zoomed window: how it was reached, for linked charts.
    [[nodiscard]] charts::ZoomMove zoomMove() const { return m_zoomMove; }
    /// What "all data" spans, as last told.
    [[nodiscard]] const std::optional<TimeWindow> &dataExtent() const { return m_dataExtent; }
    [[nodiscard]] const Calendar &calendar() const { return m_calendar; }
    [[nodiscard]] Period period() const { return m_period; }
    /// The function that the person chose; nothing: each metric's own, as its kind says (D5).
    [[nodiscard]] std::optional<AggregateFunction> function() const { return m_function; }
    /// The chosen function, else the metric's own.
    [[nodiscard]] AggregateFunction functionFor(const Definition &metric) const;
    [[nodiscard]] const RecordFilter &filter() const { return m_filter; }
    /// By which users are shown.
    [[nodiscard]] const UserNames &userNames() const { return m_userNames; }
    [[nodiscard]] const std::vector<MetricId> &selectedMetrics() const { return m_selectedMetrics; }
    /// The one of them, or of a panel that shows them, that was chosen last; else the first.
    [[nodiscard]] MetricId focusedMetric() const { return m_focusedMetric; }
    [[nodiscard]] std::optional<Timestamp> cursor() const { return m_cursor; }
    [[nodiscard]] std::optional<TimeWindow> selectedSpan() const { return m_selectedSpan; }
    /// The selected span when there is one, else the window: what tables show.
    [[nodiscard]] TimeWindow shownWindow() const { return m_selectedSpan.value_or(m_window); }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] LiveState live() const { return m_live; }

    /// Selection of `metrics` within the window and the filter.
    [[nodiscard]] Selection selection(std::vector<MetricId> metrics) const;

    /// Errors: those of TimeRange::resolve; the old range then stays.
    [[nodiscard]] Result<void> setRange(const TimeRange &range);
    /// An absolute window, as zooming and panning make it.
    void setWindow(TimeWindow window, charts::ZoomMove move = charts::ZoomMove::Step);
    /// Tells what "all data" spans; an all-data range follows it.
    void setDataExtent(std::optional<TimeWindow> extent);
    /// Resolves a relative range against the clock again, as another question (reload).
    void resolveAgain();
    void setZone(const Zone &zone);
    void setWeekStart(Qt::DayOfWeek day);
    void setPeriod(Period period);
    /// Nothing goes back to what each metric's kind says.
    void setFunction(std::optional<AggregateFunction> function);
    void setFilter(const RecordFilter &filter);
    void setUserNames(const UserNames &names);
    /// The first one gets the focus.
    void setSelectedMetrics(std::vector<MetricId> metrics);
    /// Looks at one metric more closely, without changing which are selected.
    void setFocusedMetric(MetricId metric);
    void setCursor(std::optional<Timestamp> cursor);
    /// The person chose what the cursor is at, by a click or a key; it did not just pass over it.
    void chooseCursor() { Q_EMIT cursorChosen(); }
    void setSelectedSpan(std::optional<TimeWindow> span);
    /// For the one who moves the range; others ask by requestLive().
    void setLive(LiveState state);
    /// Begins to follow the clock, goes on with it, or ends it.
    void requestLive() { Q_EMIT liveRequested(); }
    /// Resolves a relative range at the present time. Where it ends later now, that is news for who
    /// shows it, not another question (isMovingOn()).
    void keepUp();
    /// Shows the newest values: keeps up, and what changed meanwhile is read now.
    void moveOn();
    /// Whether the range that changes is the same one at a later time.
    [[nodiscard]] bool isMovingOn() const { return m_isMovingOn; }

Q_SIGNALS:
    void rangeChanged();
    void calendarChanged(); ///< zone or week start
    void periodChanged();
    void functionChanged();
    void filterChanged();
    void userNamesChanged();
    void selectedMetricsChanged();
    void focusedMetricChanged();
    void cursorChanged();
    void cursorChosen();
    void selectedSpanChanged();
    void liveChanged();
    void liveRequested();
    void movedOn(); ///< while it follows the clock

private:
    [[nodiscard]] Result<TimeWindow> resolved(const TimeRange &range) const;
    void applyWindow(const TimeRange &range, TimeWindow window);

    const Clock &m_clock;
    TimeRange m_range;
    TimeWindow m_window;
    std::optional<TimeWindow> m_dataExtent;
    bool m_isZoomed = false;
    charts::ZoomMove m_zoomMove = charts::ZoomMove::Step;
    Calendar m_calendar;
    Period m_period = Period::Daily;
    std::optional<AggregateFunction> m_function;
    RecordFilter m_filter;
    UserNames m_userNames;
    std::vector<MetricId> m_selectedMetrics;
    MetricId m_focusedMetric;
    std::optional<Timestamp> m_cursor;
    std::optional<TimeWindow> m_selectedSpan;
    LiveState m_live = LiveState::Off;
    bool m_isMovingOn = false;
};

} // namespace tidemark

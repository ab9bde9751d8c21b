// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/selection.h"
#include "model/time/calendar.h"
#include "model/time/period.h"
#include "model/time/time_range.h"
#include "model/time/time_window.h"

#include <QObject>

#include <optional>
#include <vector>

namespace tidemark {

class Clock;

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

/// What every view of one window looks at: range, calendar, period, function, filter, the selected
/// metrics and the shared cursor. Setters signal only when something changed. GUI thread.
class ViewContext final : public QObject
{
    Q_OBJECT

public:
    /// `clock` gives the "now" of relative ranges and must outlive the context.
    explicit ViewContext(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] const TimeRange &range() const { return m_range; }
    /// The range as it was resolved last, by `setRange` or `resolveAgain`.
    [[nodiscard]] TimeWindow window() const { return m_window; }
    /// True when the window was reached by zooming or panning, not chosen.
    [[nodiscard]] bool isZoomed() const { return m_isZoomed; }
    /// What "all data" spans, as last told.
    [[nodiscard]] const std::optional<TimeWindow> &dataExtent() const { return m_dataExtent; }
    [[nodiscard]] const Calendar &calendar() const { return m_calendar; }
    [[nodiscard]] Period period() const { return m_period; }
    [[nodiscard]] AggregateFunction function() const { return m_function; }
    [[nodiscard]] const RecordFilter &filter() const { return m_filter; }
    [[nodiscard]] const std::vector<MetricId> &selectedMetrics() const { return m_selectedMetrics; }
    [[nodiscard]] std::optional<Timestamp> cursor() const { return m_cursor; }
    [[nodiscard]] std::optional<TimeWindow> selectedSpan() const { return m_selectedSpan; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }

    /// Selection of `metrics` within the window and the filter.
    [[nodiscard]] Selection selection(std::vector<MetricId> metrics) const;

    /// Errors: those of TimeRange::resolve; the old range then stays.
    [[nodiscard]] Result<void> setRange(const TimeRange &range);
    /// An absolute window, as zooming and panning make it.
    void setWindow(TimeWindow window);
    /// Tells what "all data" spans; an all-data range follows it.
    void setDataExtent(std::optional<TimeWindow> extent);
    /// Resolves a relative range against the clock again (reload, a new day).
    void resolveAgain();
    void setZone(const Zone &zone);
    void setWeekStart(Qt::DayOfWeek day);
    void setPeriod(Period period);
    void setFunction(AggregateFunction function);
    void setFilter(const RecordFilter &filter);
    void setSelectedMetrics(std::vector<MetricId> metrics);
    void setCursor(std::optional<Timestamp> cursor);
    void setSelectedSpan(std::optional<TimeWindow> span);

Q_SIGNALS:
    void rangeChanged();
    void calendarChanged(); ///< zone or week start
    void periodChanged();
    void functionChanged();
    void filterChanged();
    void selectedMetricsChanged();
    void cursorChanged();
    void selectedSpanChanged();

private:
    [[nodiscard]] Result<TimeWindow> resolved(const TimeRange &range) const;
    void applyWindow(const TimeRange &range, TimeWindow window);

    const Clock &m_clock;
    TimeRange m_range;
    TimeWindow m_window;
    std::optional<TimeWindow> m_dataExtent;
    bool m_isZoomed = false;
    Calendar m_calendar;
    Period m_period = Period::Daily;
    AggregateFunction m_function = AggregateFunction::Mean;
    RecordFilter m_filter;
    std::vector<MetricId> m_selectedMetrics;
    std::optional<Timestamp> m_cursor;
    std::optional<TimeWindow> m_selectedSpan;
};

} // namespace tidemark

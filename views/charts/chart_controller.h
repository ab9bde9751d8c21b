// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"
#include "views/charts/chart_cursor.h"
#include "views/charts/chart_frame.h"
#include "views/charts/time_zoom.h"
#include "views/charts/zoom_history.h"

#include <QObject>

#include <array>
#include <optional>

namespace tidemark::charts {

/// Whether a window was chosen (by the range button, a preset) or reached by zooming and panning,
/// here or in a linked chart. Double-click goes back to the last chosen one.
enum class RangeOrigin
{
    Chosen,
    Zoomed,
};

/// What a chart shows and what its commands do to it, without widgets or events. A new window is
/// shown at once with the data at hand and asked for by rangeChangeRequested(). GUI thread.
class ChartController final : public QObject
{
    Q_OBJECT

public:
    explicit ChartController(QObject *parent = nullptr);

    [[nodiscard]] const ChartContent &content() const noexcept { return m_content; }
    [[nodiscard]] const ChartFrame &frame() const noexcept { return m_frame; }
    [[nodiscard]] const CursorState &cursor() const noexcept { return m_cursor; }
    [[nodiscard]] std::optional<TimeWindow> selectedSpan() const { return m_span; }
    [[nodiscard]] const ZoomHistory &history() const noexcept { return m_history; }

    /// Changes what is shown; `edit` gets the content to change.
    template <class Edit>
    void change(Edit edit)
    {
        edit(m_content);
        arrange();
    }
    void setSurface(const QSizeF &size, const QFont &font);
    /// `move` is what a linked chart did to get there.
    void setWindow(const TimeWindow &window, RangeOrigin origin, ZoomMove move = ZoomMove::Step);
    void setExtent(std::optional<TimeWindow> extent) { m_limits.extent = extent; }
    void setCursorTime(std::optional<Timestamp> at);
    void setSelectedSpan(std::optional<TimeWindow> span);

    // Commands: time
    void zoomTime(Timestamp anchor, double factor);
    void zoomTimeAtCursor(double factor);
    void zoomTo(const TimeWindow &window, std::optional<ValueSpan> values = {});
    void panBy(std::int64_t by_ns);
    void panBySteps(int steps);
    /// What changes the range from now on, until endGesture(), is one step of the history.
    void beginGesture();
    void endGesture(); ///< nothing without a gesture
    /// Shows what was shown when the gesture began, and forgets it. Nothing without one.
    void cancelGesture();
    void fitAll();
    void focusSelection();
    void goBack();
    void goForward();
    void resetZoom();
    // Commands: values
    void zoomValues(std::size_t axis, double y, double factor);
    void panValues(std::size_t axis, double pixels);
    void fitValues(std::size_t axis);
    void toggleLock();
    void toggleZero();
    void toggleLogarithmic();
    // Commands: cursor and series
    void hover(Timestamp at);
    void leave();
    void selectAt(Timestamp at);
    void step(CursorStep step, bool extendsSelection = false);
    void stepSeries(int by);
    void togglePin();
    void mark(bool isB, std::optional<Timestamp> at = {});
    void toggleSeries(const QString &identity);
    /// Shows one series alone; again shows all.
    void soloSeries(const QString &identity);
    /// Shows the series whose values in view reach furthest from zero, and hides the others (L5).
    void showLargest(std::size_t count);
    void showAllSeries();
    void activate();

Q_SIGNALS:
    void changed();        ///< geometry or data: everything is to be repainted
    void overlayChanged(); ///< crosshair, readout, selection
    void rangeChangeRequested(const tidemark::TimeWindow &window, tidemark::charts::ZoomMove move);
    void fitAllRequested(); ///< no extent is known here
    void cursorMoved(std::optional<tidemark::Timestamp> at);
    void bucketSelected(const QString &series, const tidemark::TimeWindow &bucket);
    void bucketActivated(const QString &series, const tidemark::TimeWindow &bucket);
    void spanSelected(std::optional<tidemark::TimeWindow> span);
    void spanStatisticsChanged(const tidemark::charts::SpanStatistics &statistics);
    void seriesVisibilityChanged(const QString &series, bool isVisible);
    void announced(const QString &text); ///< for a screen reader: a keyboard move's result

private:
    struct BeforeGesture
    {
        ChartRange range;
        std::array<ValueAxisSettings, kMaximumAxes> axes;
        bool hasMoved = false; ///< the gesture has changed the window
    };

    void arrange();
    void show(const ChartRange &range, ZoomMove move);
    /// Makes the move of a linked chart here too. False: it is a step like any other.
    [[nodiscard]] bool follow(const TimeWindow &window, ZoomMove move);
    /// A step of the history, unless a gesture is under way.
    void remember(const ChartRange &range);
    void setCursor(const CursorState &cursor);
    void setVisible(const QString &identity, bool isVisible);
    void moveIntoView(const TimeWindow &bucket);
    [[nodiscard]] ChartRange shownRange() const;

    ChartContent m_content;
    ChartFrame m_frame;
    CursorState m_cursor;
    ZoomHistory m_history;
    std::optional<BeforeGesture> m_before; ///< while a gesture is under way
    ZoomLimits m_limits;
    std::optional<TimeWindow> m_span;
    std::optional<TimeWindow> m_spanAnchor; ///< the bucket from which Shift extends
    QSizeF m_size{320, 200};
    QFont m_font;
};

} // namespace tidemark::charts

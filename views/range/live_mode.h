// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_range.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <optional>

class QWidget;

namespace tidemark {

class ViewContext;

/// Lets the range of a window follow the clock (V1, V2): its end stands 5 % of its length after
/// now. Zooming changes the length and goes on; panning or selecting a span of the past pauses;
/// choosing a fixed range ends it. Waits only while it follows and the window is seen. GUI thread.
class LiveMode final : public QObject
{
    Q_OBJECT

public:
    /// Nothing: whenever values arrive.
    using Refresh = std::optional<std::chrono::milliseconds>;
    static constexpr std::chrono::milliseconds kShortest{250};
    static constexpr std::chrono::minutes kLongest{5};

    /// Both are loans that outlive it.
    LiveMode(ViewContext &context, QWidget &window);

    /// Follows with a range as long as the one that is shown.
    void start();
    /// What is shown stays.
    void stop();
    /// Off to following, following to off, paused to following.
    void toggle();
    [[nodiscard]] Refresh refresh() const { return m_refresh; }
    /// Limited to kShortest and kLongest.
    void setRefresh(Refresh refresh);
    /// The store changed: so many values it holds now.
    void onArrival(std::int64_t count);
    /// Values that came since it paused; 0 unless it does.
    [[nodiscard]] std::int64_t newValues() const;

Q_SIGNALS:
    void newValuesChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow(Timedelta length);
    void moveOn();
    void onRangeChanged();
    void onSpanChanged();
    void pause();
    void updateTimer();
    [[nodiscard]] std::chrono::milliseconds step() const;

    ViewContext &m_context;
    QWidget &m_window;
    Refresh m_refresh;
    TimeRange m_range; ///< by which it follows
    Timedelta m_length;
    std::int64_t m_valueCount = 0;
    std::int64_t m_countWhenPaused = 0;
    QTimer m_timer;
    QTimer m_arrivalTimer; ///< single-shot: values came shortly after the last move
    QElapsedTimer m_sinceMove;
};

} // namespace tidemark

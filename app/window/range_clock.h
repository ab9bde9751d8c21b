// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace tidemark {

class ViewContext;

/// Keeps a relative range true while time goes on: `Last 24 hours` moves on at each full minute,
/// `Today` at midnight. Waits only while a window shows a relative range, and only for the next
/// instant at which that range is another one. GUI thread.
class RangeClock final : public QObject
{
    Q_OBJECT

public:
    /// Both are loans that outlive it.
    RangeClock(ViewContext &context, QWidget &window);

    /// True while it waits for the next instant.
    [[nodiscard]] bool isWaiting() const { return m_timer.isActive(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update();
    void onTimeout();

    ViewContext &m_context;
    QWidget &m_window;
    QTimer m_timer; ///< single-shot
};

} // namespace tidemark

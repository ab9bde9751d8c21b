// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>

#include <functional>

class QWidget;

namespace tidemark {

/// Carries the focus from one area of the window to the next (F6, W5) and back to the widget of
/// that area that had it last. Hidden areas are skipped. GUI thread.
class FocusCycle final : public QObject
{
    Q_OBJECT

public:
    explicit FocusCycle(QObject *parent = nullptr);

    /// `enter` is used where nothing in the area had the focus yet.
    void addArea(QWidget *area, std::function<void()> enter);
    void move(int by);

private:
    struct Area
    {
        QPointer<QWidget> widget;
        std::function<void()> enter;
        QPointer<QWidget> last;
    };

    void onFocusChanged(QWidget *before, QWidget *now);
    [[nodiscard]] qsizetype areaOf(const QWidget *widget) const;

    QList<Area> m_areas;
};

} // namespace tidemark

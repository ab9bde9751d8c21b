// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>

class QAbstractScrollArea;
class QScrollBar;

namespace tidemark {

/// How far down a view is scrolled, and the way back there at the next start (Q2): rows come from
/// the store later, so the view goes to the place once it is that long. Scrolling by anybody else
/// ends the wait. Belongs to the view. GUI thread.
class ScrollPlace final : public QObject
{
    Q_OBJECT

public:
    explicit ScrollPlace(QAbstractScrollArea *view);

    /// In the steps of the vertical scroll bar; where it is to go while it waits.
    [[nodiscard]] int place() const;
    void goTo(int place);

private:
    void follow();

    QScrollBar *m_bar;
    std::optional<int> m_wanted;
};

} // namespace tidemark

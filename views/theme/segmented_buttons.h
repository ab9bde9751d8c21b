// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QToolButton;

namespace tidemark::theme {

/// A row of joined buttons of which exactly one is pressed, as for the period and the function.
/// Left and Right move within the row, so it is one stop of the tab order. GUI thread.
class SegmentedButtons final : public QWidget
{
    Q_OBJECT

public:
    /// `name` is the accessible name of the whole row.
    explicit SegmentedButtons(const QString &name, QWidget *parent = nullptr);

    /// Adds a segment at the right end; the first one added is pressed. Returns its button, whose
    /// tool tip and shortcut the caller may set.
    QToolButton *addSegment(int id, const QString &text);

    [[nodiscard]] int currentId() const;
    /// Presses a segment without idClicked().
    void setCurrentId(int id);

Q_SIGNALS:
    /// The person chose a segment.
    void idClicked(int id);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void step(int by);
    void markEnds();

    QButtonGroup *m_group;
};

} // namespace tidemark::theme

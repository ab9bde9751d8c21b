// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/segmented_buttons.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStyle>
#include <QToolButton>

namespace tidemark::theme {

using namespace Qt::StringLiterals;

SegmentedButtons::SegmentedButtons(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedButtons::idClicked);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool isOn) {
        // Only the pressed segment is in the tab order.
        m_group->button(id)->setFocusPolicy(isOn ? Qt::StrongFocus : Qt::ClickFocus);
    });
}

QToolButton *SegmentedButtons::addSegment(int id, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setAccessibleName(text);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::ClickFocus);
    m_group->addButton(button, id);
    layout()->addWidget(button);
    if (m_group->checkedButton() == nullptr)
        button->setChecked(true);
    markEnds();
    return button;
}

int SegmentedButtons::currentId() const
{
    return m_group->checkedId();
}

void SegmentedButtons::setCurrentId(int id)
{
    if (QAbstractButton *button = m_group->button(id))
        button->setChecked(true);
}

void SegmentedButtons::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        step(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QWidget::keyPressEvent(event);
}

void SegmentedButtons::step(int by)
{
    const QList<QAbstractButton *> buttons = m_group->buttons();
    const qsizetype next = buttons.indexOf(m_group->checkedButton()) + by;
    if (next < 0 || next >= buttons.size())
        return;
    buttons.at(next)->setChecked(true);
    buttons.at(next)->setFocus(Qt::TabFocusReason);
    Q_EMIT idClicked(m_group->checkedId());
}

void SegmentedButtons::markEnds()
{
    const QList<QAbstractButton *> buttons = m_group->buttons();
    for (QAbstractButton *button : buttons) {
        const bool first = button == buttons.constFirst();
        const bool last = button == buttons.constLast();
        button->setProperty("segment", first && last ? u"only"_s
                                       : first       ? u"first"_s
                                       : last        ? u"last"_s
                                                     : u"middle"_s);
        button->style()->unpolish(button);
        button->style()->polish(button);
    }
}

} // namespace tidemark::theme

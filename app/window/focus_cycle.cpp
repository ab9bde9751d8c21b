// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/focus_cycle.h"

#include <QApplication>
#include <QWidget>

#include <utility>

namespace tidemark {

FocusCycle::FocusCycle(QObject *parent)
    : QObject(parent)
{
    connect(qApp, &QApplication::focusChanged, this, &FocusCycle::onFocusChanged);
}

void FocusCycle::addArea(QWidget *area, std::function<void()> enter)
{
    m_areas.append({area, std::move(enter), nullptr});
}

namespace {

/// For an area whose usual entrance cannot take the focus now, such as a table without rows.
void enterAnywhere(QWidget *area)
{
    for (QWidget *widget : area->findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->isEnabled() &&
            (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus) {
            widget->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
    area->setFocus(Qt::ShortcutFocusReason); // nothing in it can take the focus: the area itself
}

} // namespace

void FocusCycle::move(int by)
{
    const qsizetype count = m_areas.size();
    const qsizetype now = areaOf(QApplication::focusWidget());
    // From outside all areas, forward begins at the first and backward at the last.
    qsizetype next = now < 0 ? (by > 0 ? -1 : count) : now;
    for (qsizetype tried = 0; tried < count; ++tried) {
        next = (next + by + count) % count;
        const Area &area = m_areas[next];
        if (!area.widget || !area.widget->isVisible())
            continue;
        if (area.last && area.last->isVisible() && area.last->isEnabled())
            area.last->setFocus(Qt::ShortcutFocusReason);
        else
            area.enter();
        if (areaOf(QApplication::focusWidget()) != next)
            enterAnywhere(area.widget);
        return;
    }
}

void FocusCycle::onFocusChanged(QWidget *before, QWidget *)
{
    const qsizetype left = before ? areaOf(before) : -1;
    if (left >= 0)
        m_areas[left].last = before;
}

qsizetype FocusCycle::areaOf(const QWidget *widget) const
{
    for (const QWidget *up = widget; up; up = up->parentWidget()) {
        for (qsizetype i = 0; i < m_areas.size(); ++i) {
            if (m_areas[i].widget == up)
                return i;
        }
    }
    return -1;
}

} // namespace tidemark

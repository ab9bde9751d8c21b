// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/scroll_place.h"

#include <QAbstractScrollArea>
#include <QScrollBar>

namespace tidemark {

ScrollPlace::ScrollPlace(QAbstractScrollArea *view)
    : QObject(view)
    , m_bar(view->verticalScrollBar())
{
    connect(m_bar, &QScrollBar::rangeChanged, this, &ScrollPlace::follow);
    connect(m_bar, &QScrollBar::actionTriggered, this, [this] { m_wanted.reset(); });
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int value) {
        if (value > 0) // a view that is emptied and filled goes to 0 by itself
            m_wanted.reset();
    });
}

int ScrollPlace::place() const
{
    return m_wanted.value_or(m_bar->value());
}

void ScrollPlace::goTo(int place)
{
    m_wanted = place;
    follow();
}

void ScrollPlace::follow()
{
    if (!m_wanted || m_bar->maximum() < *m_wanted)
        return;
    const int place = *m_wanted;
    m_wanted.reset();
    m_bar->setValue(place);
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/refresh_pace.h"

#include <algorithm>

namespace tidemark {

using std::chrono::milliseconds;

RefreshPace::RefreshPace(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RefreshPace::due);
}

void RefreshPace::onQuestionChanged()
{
    m_timer.start(0);
}

void RefreshPace::onDataChanged()
{
    if (m_isAsking)
        m_hasNews = true;
    else if (!m_timer.isActive())
        m_timer.start(restLeft());
}

void RefreshPace::begin()
{
    m_timer.stop();
    if (m_isAsking)
        return;
    m_isAsking = true;
    m_hasNews = false;
    m_sinceBegin.start();
}

void RefreshPace::end()
{
    if (!m_isAsking)
        return;
    m_isAsking = false;
    m_rest = std::min(milliseconds(m_sinceBegin.elapsed()), kLongestRest);
    m_sinceEnd.start();
    if (m_hasNews)
        onDataChanged();
}

milliseconds RefreshPace::restLeft() const
{
    if (!m_sinceEnd.isValid())
        return milliseconds(0);
    return std::max(m_rest - milliseconds(m_sinceEnd.elapsed()), milliseconds(0));
}

} // namespace tidemark

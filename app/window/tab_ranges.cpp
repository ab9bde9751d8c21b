// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tab_ranges.h"

#include "app/window/dashboard_tabs.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/view_context.h"
#include "views/range/live_mode.h"

#include <utility>

namespace tidemark {

TabRanges::TabRanges(const DashboardTabs &tabs, ViewContext &context, LiveMode &live)
    : m_tabs(tabs)
    , m_context(context)
    , m_live(live)
{
    connect(&tabs, &DashboardTabs::currentChanged, this, &TabRanges::onCurrentChanged);
    onCurrentChanged();
}

TabRanges::Shown TabRanges::shown() const
{
    const bool isLive = m_context.live() == LiveState::Following;
    // A live range is kept as the stretch it shows: it follows again by itself.
    const auto fixed = TimeRange::absolute(m_context.window());
    return {isLive && fixed ? *fixed : m_context.range(), isLive};
}

void TabRanges::show(const Shown &shown)
{
    m_live.stop();
    // One that held before can only stop holding at the ends of time; the window then stays.
    static_cast<void>(m_context.setRange(shown.range));
    if (shown.isLive)
        m_live.start();
}

void TabRanges::onCurrentChanged()
{
    const DashboardView *view = m_tabs.current();
    const bool hasOwn = view && view->dashboard().range;
    const QString front = hasOwn ? view->dashboard().uid : QString();
    if (front == m_front)
        return;
    if (m_front.isEmpty())
        m_common = shown();
    else
        m_own.insert(m_front, shown());
    m_front = front;
    if (!hasOwn) {
        show(*std::exchange(m_common, std::nullopt));
        return;
    }
    const Shown declared{*view->dashboard().range, view->dashboard().isLive};
    show(m_own.value(front, declared));
}

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_range.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace tidemark {

class DashboardTabs;
class LiveMode;
class ViewContext;

/// Gives a dashboard that declares a range of its own that range while it is in front; the others
/// share the window's, which comes back with them. What a person changed in either stays while the
/// window is open. GUI thread.
class TabRanges final : public QObject
{
    Q_OBJECT

public:
    /// Loans that outlive it.
    TabRanges(const DashboardTabs &tabs, ViewContext &context, LiveMode &live);

    struct Shown
    {
        TimeRange range;
        bool isLive =
            false; ///< `range` is then a stretch as long as the one that follows the clock
    };

    /// That of the dashboards without one of their own, also while another one is in front.
    [[nodiscard]] Shown common() const { return m_common.value_or(shown()); }

private:
    void onCurrentChanged();
    [[nodiscard]] Shown shown() const;
    void show(const Shown &shown);

    const DashboardTabs &m_tabs;
    ViewContext &m_context;
    LiveMode &m_live;
    QString m_front;               ///< uid of the dashboard in front that has its own; else empty
    std::optional<Shown> m_common; ///< kept while such a one is in front
    QHash<QString, Shown> m_own;   ///< by uid
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/backup.h"

#include <QDate>
#include <QObject>
#include <QTimer>

namespace tidemark {

class Clock;
class MainWindow;
class MessageCenter;
class Workspace;

/// Sees to the daily backup of an open store: when it is opened, and again on each day that the
/// window stays open (P6). Asks in a message where the store is large or room is little, and says
/// when a backup failed; one that runs is shown in the status bar and can be cancelled there. A
/// store without records needs none yet. GUI thread; the disk is asked in the background.
class DailyBackup final : public QObject
{
    Q_OBJECT

public:
    /// For the window's workspace, which outlives it. Looks after the store at once.
    explicit DailyBackup(MainWindow &window);

private:
    void look();
    void waitForTomorrow();
    void onState(store::DailyBackup state);
    void make(bool wasAsked);
    void ask();
    [[nodiscard]] QDate today() const;

    MainWindow &m_window;
    Workspace &m_workspace;
    const Clock &m_clock;
    MessageCenter &m_messages;
    QDate m_lookedOn;
    QTimer m_tomorrow;       ///< single-shot
    bool m_isMaking = false; ///< one at a time, however often it is asked for
};

} // namespace tidemark

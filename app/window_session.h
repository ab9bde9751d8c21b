// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_function.h"
#include "model/time/period.h"
#include "views/dashboards/dashboard.h"
#include "views/dashboards/view_context.h"

#include <QByteArray>
#include <QFuture>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tidemark {

/// An open tab: its file, and the dashboard itself as it is on screen, saved or not.
struct TabState
{
    QString path; ///< empty for a dashboard without a file
    Dashboard dashboard;
    bool isModified = false;
    int scroll = 0; ///< pixels from the top
};

/// What comes back at the next start with the same store (Q2).
struct WindowSession
{
    QByteArray geometry; ///< of QWidget::saveGeometry
    QByteArray docks;    ///< of QMainWindow::saveState
    QStringList gaveWay; ///< docks that are hidden for lack of room only
    std::vector<TabState> tabs;
    int currentTab = 0;
    QString range;               ///< text of TimeRange; relative stays relative (T7)
    bool isLive = false;         ///< the range follows the clock
    bool recordsMachine = false; ///< this machine is recorded into the store
    bool recordsItself = false;  ///< what the program does is recorded into the store
    std::optional<Period> period;
    std::optional<AggregateFunction> function;
    RecordFilter filter;
    QStringList selectedMetrics; ///< names
    QByteArray entry;            ///< half-typed value
    QByteArray table;   ///< columns of the table dock, and what was typed there and is not stored
    QByteArray browser; ///< columns of the metrics dock
    QByteArray seriesStyles; ///< colours given so far
};

/// The session as canonical JSON, and back. What cannot be read is left at its default. Any thread.
[[nodiscard]] QByteArray toText(const WindowSession &session);
[[nodiscard]] WindowSession sessionFromText(const QByteArray &text);

/// The session file of a store, under the state folder: one per store path.
[[nodiscard]] QString sessionPath(const QString &storePath);
/// Counts the sessions of a store that began and never ended, as after a crash, in a file beside
/// the session's. Begins another one, and answers with how many there were before it. In the
/// background.
[[nodiscard]] QFuture<int> noteSessionStart(QString path);
/// The session ended as it should: none is unfinished any more. In the background.
void noteSessionEnd(const QString &path);
/// Puts the session beside, so that the next one begins without it (Q2): in a file of its own for
/// each length of a row of crashes, of which the newest is kept. Answers with that file, or with
/// an empty text where there was no session. In the background.
[[nodiscard]] QFuture<QString> setSessionAside(QString path, int unfinished);
/// Makes what was set aside the session again. In the background.
[[nodiscard]] QFuture<bool> bringSessionBack(QString asidePath, QString path);
/// Removes the session with all that lies beside it by its name. Blocks; not on the GUI thread.
void removeSession(const QString &path);
/// In the background. A store without a session gives an empty one.
[[nodiscard]] QFuture<Result<WindowSession>> readSession(QString path);
/// Whole or not at all. Blocks; not on the GUI thread. Errors: Io, PermissionDenied.
[[nodiscard]] Result<void> writeSessionNow(const QString &path, const WindowSession &session);
/// The same in the background.
[[nodiscard]] QFuture<Result<void>> writeSession(QString path, WindowSession session);

} // namespace tidemark

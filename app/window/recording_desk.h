// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "views/dashboards/dashboard.h"

#include <QObject>
#include <QString>
#include <QStringList>

namespace tidemark {

class MainWindow;

/// Something that a window records into its store while that is open, and its ready dashboard. Goes
/// before the workspace. GUI thread.
class RecordingDesk : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] bool isRecording() const { return m_isRecording; }
    /// Nothing in a store that cannot be written.
    void setRecording(bool records);
    /// Begins to record where that is possible, and shows the dashboard as soon as there is
    /// something to show.
    void show();

Q_SIGNALS:
    void changed(); ///< whether it records

protected:
    /// The window, which has a workspace, outlives the desk.
    explicit RecordingDesk(MainWindow &window);

    [[nodiscard]] MainWindow &window() const { return m_window; }
    /// Something was stored.
    void onRecorded() { openWhenKnown(); }
    void onFailed(const Error &error);

    virtual void begin() = 0;
    /// Not called by the destructor.
    virtual void end() = 0;
    [[nodiscard]] virtual QString uid() const = 0;
    /// Of what is among the names of metrics; without panels when nothing is.
    [[nodiscard]] virtual Dashboard dashboard(const QStringList &names) const = 0;
    /// The store holds none of it and cannot be written, for this reason.
    [[nodiscard]] virtual QString nothingToShow(const QString &reason) const = 0;
    /// Recording has ended by an error with this message.
    [[nodiscard]] virtual QString hasEnded(const QString &message) const = 0;

private:
    void openWhenKnown();

    MainWindow &m_window;
    bool m_isRecording = false;
    bool m_isOpening = false; ///< the dashboard waits for its metrics
};

} // namespace tidemark

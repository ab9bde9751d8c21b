// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/launch.h"
#include "app/window/main_window.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

namespace tidemark {

/// Shows the dashboard to no one: opens the store in an invisible window, waits until every panel
/// has its data, and writes dashboard.png and dashboard.csv. GUI thread; needs no display.
class HeadlessRender final : public QObject
{
    Q_OBJECT

public:
    HeadlessRender(MainWindow &window, Launch launch, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    /// Both files are written, or the message says why not.
    void finished(bool ok, const QString &message);

private:
    void onOpened();
    void onPanelsChanged();
    void writePicture();
    void writeTable();

    MainWindow &m_window;
    Launch m_launch;
    QTemporaryDir m_sampleFolder;
    QTimer m_settled;
    QTimer m_deadline;
    bool m_isWriting = false;
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>
#include <QObject>

namespace tidemark {

class MainWindow;

/// How far the start has come: `window painted`, `panels drawn`. Told as debug lines when
/// `tidemark.startup.debug=true`, for the benchmark of the start; otherwise nothing is watched.
Q_DECLARE_LOGGING_CATEGORY(lcStartup)

/// Watches one window until its panels are drawn. GUI thread.
class StartupTrace final : public QObject
{
    Q_OBJECT

public:
    /// Does nothing unless the category is on. A child of the window.
    static void watch(MainWindow &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit StartupTrace(MainWindow &window);
    void onAnswered();

    MainWindow &m_window;
    bool m_isPainted = false;
};

} // namespace tidemark

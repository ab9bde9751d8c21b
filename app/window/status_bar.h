// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <optional>

class QLabel;
class QProgressBar;
class QToolButton;

namespace tidemark {

namespace theme {
class Theme;
}

/// The line at the window's bottom (W4): the store and its state, rows in view, query time, and the
/// running task with Cancel. GUI thread.
class WindowStatusBar final : public QStatusBar
{
    Q_OBJECT

public:
    explicit WindowStatusBar(const theme::Theme &theme, QWidget *parent = nullptr);

    /// `readOnlyReason` empty: the store can be written.
    void showStore(const QString &path, std::int64_t recordCount, qint64 sizeBytes,
                   const QString &readOnlyReason);
    /// Says what stopped the store from being opened.
    void showStoreError(const QString &message);
    void showRowsInView(std::optional<std::int64_t> rows);
    /// How long the store took for the newest answer.
    void showQueryTime(qint64 elapsed_ms);
    /// Count, sum, mean, min and max of selected rows; empty hides them.
    void showSelectionSummary(const QString &text);

    /// Shows a running task until endTask(). `cancel` is called from its button; may be empty.
    void beginTask(const QString &text, std::function<void()> cancel);
    /// `total` 0 while unknown.
    void setTaskProgress(std::int64_t done, std::int64_t total);
    void endTask();
    [[nodiscard]] bool hasTask() const;

private:
    void showTaskText();

    const theme::Theme &m_theme;
    QLabel *m_dot;
    QLabel *m_state;
    QLabel *m_summary;
    QLabel *m_rows;
    QLabel *m_time;
    QLabel *m_taskText;
    QProgressBar *m_taskBar;
    QToolButton *m_taskCancel;
    std::function<void()> m_cancel;
    QString m_task;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0; ///< 0 while unknown
    QElapsedTimer m_elapsed;
    QTimer m_tick; ///< runs only while a task does
};

} // namespace tidemark

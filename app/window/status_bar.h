// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

class QLabel;
class QProgressBar;
class QToolButton;

namespace tidemark {

class Formatter;
class SourceStatus;
struct StoreInfo;

namespace theme {
class Theme;
enum class StateColor;
} // namespace theme

/// The line at the window's bottom (W4): the store and its state, rows in view, query time, and the
/// running task with Cancel. Of several tasks it shows the newest, with how many others run. GUI
/// thread.
class WindowStatusBar final : public QStatusBar
{
    Q_OBJECT

public:
    /// Both are loans; the formatter's choices are read each time something is shown.
    WindowStatusBar(const theme::Theme &theme, const Formatter &formatter,
                    QWidget *parent = nullptr);

    /// `readOnlyReason` empty: the store can be written.
    void showStore(const StoreInfo &info, const QString &readOnlyReason);
    /// Says what stopped the store from being opened.
    void showStoreError(const QString &message);
    /// Nothing of a store that is closed stays.
    void showNoStore();
    void showRowsInView(std::optional<std::int64_t> rows);
    /// How long the store took for the newest answer.
    void showQueryTime(qint64 elapsed_ms);
    /// Count, sum, mean, min and max of selected rows; empty hides them.
    void showSelectionSummary(const QString &text);

    /// Shows a running task until endTask() with the number it returns. `cancel` is called from its
    /// button; may be empty.
    /// `cancelText` names the button by its effect; empty: Cancel.
    int beginTask(const QString &text, std::function<void()> cancel,
                  const QString &cancelText = {});
    void setTaskText(int id, const QString &text);
    /// `total` 0 while unknown.
    void setTaskProgress(int id, std::int64_t done, std::int64_t total);
    void endTask(int id);
    [[nodiscard]] bool hasTask() const { return !m_tasks.empty(); }
    /// What the sources are at; hidden while there is none.
    [[nodiscard]] SourceStatus &sources() const { return *m_sources; }

private:
    struct Task
    {
        int id = 0;
        QString text;
        std::function<void()> cancel;
        QString cancelText;
        bool isCancelled = false;
        std::int64_t done = 0;
        std::int64_t total = 0;
        QElapsedTimer elapsed;
    };

    void buildTask();
    void showTask();
    void cancelTask();
    void setState(theme::StateColor color, const QString &text, const QString &toolTip);
    void drawDot();

    const theme::Theme &m_theme;
    const Formatter &m_formatter;
    std::optional<theme::StateColor> m_color; ///< nothing while there is no store
    QLabel *m_dot;
    QLabel *m_state;
    SourceStatus *m_sources;
    QLabel *m_summary;
    QLabel *m_rows;
    QLabel *m_time;
    QLabel *m_taskText;
    QProgressBar *m_taskBar;
    QToolButton *m_taskCancel;
    std::vector<Task> m_tasks; ///< the newest last
    int m_lastId = 0;
    QTimer m_tick; ///< runs only while a task does
};

} // namespace tidemark

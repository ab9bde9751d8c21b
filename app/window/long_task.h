// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <atomic>
#include <memory>
#include <stop_token>

namespace tidemark {

class WindowStatusBar;

/// A task that runs in the background and shows itself in the status bar with progress and Cancel
/// (P1). Progress comes from any thread and is shown a few times a second while the task runs.
/// Ends with its destruction. GUI thread, except progress().
class LongTask final : public QObject
{
    Q_OBJECT

public:
    LongTask(WindowStatusBar &status, const QString &text, QObject *parent);
    ~LongTask() override;

    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    /// To hand to the worker; outlives the task.
    [[nodiscard]] ProgressCallback progress() const;

private:
    struct Shared
    {
        std::atomic<std::int64_t> done{0};
        std::atomic<std::int64_t> total{0};
    };

    std::stop_source m_stop;
    QPointer<WindowStatusBar> m_status;
    int m_id; ///< in the status bar
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    QTimer m_timer;
};

} // namespace tidemark

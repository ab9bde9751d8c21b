// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/store_events.h"

#include <QFileSystemWatcher>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace tidemark::store {

/// Gathers what changed over some milliseconds and tells it on its own thread, and notices when
/// another process has written the store's files. No timer runs while nothing happens.
class EventsHub final : public StoreEvents
{
    Q_OBJECT

public:
    explicit EventsHub(QObject *parent = nullptr);

    /// Any thread.
    void post(const StoreChange &change);
    void postReadOnly(const QString &reason);
    void postAsked();
    /// `note` runs on the hub's thread when the answers given before have arrived there.
    void postAnswered(std::function<void()> note);

    /// Calls `onWritten` some milliseconds after any process has written the store at `path`.
    /// On the hub's thread.
    void watch(const QString &path, std::function<void()> onWritten);

private:
    void flush();
    void onFileChanged();
    void watchFiles();

    std::atomic<bool> m_isAskedPosted = false;
    std::mutex m_mutex;
    std::optional<StoreChange> m_pending; // under m_mutex
    QTimer m_flushTimer;
    QTimer m_writtenTimer;
    QFileSystemWatcher *m_watcher = nullptr; // made by watch(), as only a thread of Qt can
    QStringList m_files;
    std::function<void()> m_onWritten;
};

} // namespace tidemark::store

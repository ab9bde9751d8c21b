// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_session.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace tidemark {

/// Keeps the session file of the open store up to date: a second after the last change, and at
/// once when asked, so that a crash loses at most what is being typed (P5). GUI thread; the file is
/// written in the background, one write after the other. What was asked for is also written when
/// the keeper is gone by then: wait for the global thread pool before the program ends.
class SessionKeeper final : public QObject
{
    Q_OBJECT

public:
    /// `collect` gives the session as it is now.
    explicit SessionKeeper(std::function<WindowSession()> collect, QObject *parent = nullptr);

    /// From now on changes belong to this file; empty stops keeping.
    void setPath(const QString &path);
    void scheduleSave();
    void saveNow();

private:
    struct Desk; ///< what waits to be written; shared with the background

    void write();

    std::function<WindowSession()> m_collect;
    QString m_path;
    QTimer m_timer;
    std::shared_ptr<Desk> m_desk;
};

} // namespace tidemark

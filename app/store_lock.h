// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

class QLocalServer;
class QLocalSocket;

namespace tidemark {

/// Makes one window the window of a store (P7). The first one holds a lock and listens on a local
/// socket; a second one on the same store sends it a word and ends, so that the first comes to the
/// front. Where the lock is held by someone who cannot be reached, the second window opens
/// read-only. Commands do not lock: they may write beside a window (Z6). GUI thread, which never
/// waits: the lock file is taken in the background and the other window is asked by signals.
class StoreLock final : public QObject
{
    Q_OBJECT

public:
    enum class Outcome
    {
        Held,        ///< this window is the store's
        HandedOver,  ///< another window was told and comes to the front
        HeldByOther, ///< another user's or machine's window has the store
        Unavailable, ///< no lock can be kept here, such as on read-only media
    };

    explicit StoreLock(QObject *parent = nullptr);
    ~StoreLock() override; // the members are incomplete above

    /// Asks for the lock of a store, named as canonicalStorePath() does, so that a link to it is
    /// the same store. Answers once with decided(), within about a second.
    void acquire(const QString &storePath);
    void release();
    /// Who holds it, after HeldByOther: `process 4711 on lab`.
    [[nodiscard]] const QString &holder() const { return m_holder; }

Q_SIGNALS:
    void decided(tidemark::StoreLock::Outcome outcome);
    /// Another start on the same store asked for this window.
    void activationRequested();

private:
    void onTried(QLockFile::LockError error);
    void callHolder();
    void endCall(bool answered);
    void listen();

    std::shared_ptr<QLockFile> m_lock; ///< shared with the background while it is asked for
    std::unique_ptr<QLocalServer> m_server;
    std::unique_ptr<QLocalSocket> m_call;
    QTimer m_patience;
    QString m_name; ///< of the socket
    QString m_holder;
};

} // namespace tidemark

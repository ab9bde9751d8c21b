// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>

class QLocalServer;
class QLockFile;

namespace tidemark {

/// Makes one window the window of a store (P7). The first one holds a lock and listens on a local
/// socket; a second one on the same store sends it a word and ends, so that the first comes to the
/// front. Where the lock is held by someone who cannot be reached, the second window opens
/// read-only. Commands do not lock: they may write beside a window (Z6). GUI thread.
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

    /// Waits for an answer of the other window for a second at most; call before the event loop.
    [[nodiscard]] Outcome acquire(const QString &storePath);
    void release();
    /// Who holds it, after HeldByOther: `pid 4711 on host lab`.
    [[nodiscard]] const QString &holder() const { return m_holder; }

Q_SIGNALS:
    /// Another start on the same store asked for this window.
    void activationRequested();

private:
    [[nodiscard]] bool callHolder(const QString &name) const;
    void listen(const QString &name);

    std::unique_ptr<QLockFile> m_lock;
    std::unique_ptr<QLocalServer> m_server;
    QString m_holder;
};

} // namespace tidemark

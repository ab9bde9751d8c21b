// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store_lock.h"

#include "app/logging.h"
#include "app/paths.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAnswerTimeout_ms = 1000;
constexpr auto kAsk = "activate\n";
constexpr auto kAnswer = "here\n";

/// A socket name of its own for each store, short enough for a socket path.
QString socketPath(const QString &storePath)
{
    const QString path = QFileInfo(storePath).canonicalFilePath();
    const QByteArray key =
        (path.isEmpty() ? QFileInfo(storePath).absoluteFilePath() : path).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex();
    return runtimeFolder() % u"/tidemark-"_s % QString::fromLatin1(hash.left(16));
}

} // namespace

StoreLock::StoreLock(QObject *parent)
    : QObject(parent)
{}

StoreLock::~StoreLock() = default;

StoreLock::Outcome StoreLock::acquire(const QString &storePath)
{
    release();
    const QFileInfo store(storePath);
    QDir().mkpath(store.absolutePath());
    m_lock = std::make_unique<QLockFile>(QString(store.absoluteFilePath() % u".window-lock"_s));
    m_lock->setStaleLockTime(0); // a window may stay open for weeks; a dead one is found by its pid
    const QString name = socketPath(storePath);
    if (m_lock->tryLock(0)) {
        listen(name);
        return Outcome::Held;
    }
    if (m_lock->error() != QLockFile::LockFailedError)
        return Outcome::Unavailable;
    if (callHolder(name))
        return Outcome::HandedOver;
    qint64 pid = 0;
    QString host;
    QString program;
    m_lock->getLockInfo(&pid, &host, &program);
    m_holder = tr("process %1 on %2").arg(QString::number(pid), host);
    return Outcome::HeldByOther;
}

void StoreLock::release()
{
    m_server.reset();
    m_lock.reset();
}

bool StoreLock::callHolder(const QString &name) const
{
    QLocalSocket socket;
    socket.connectToServer(name);
    if (!socket.waitForConnected(kAnswerTimeout_ms))
        return false;
    socket.write(kAsk);
    return socket.waitForBytesWritten(kAnswerTimeout_ms) &&
           socket.waitForReadyRead(kAnswerTimeout_ms) && socket.readLine() == kAnswer;
}

void StoreLock::listen(const QString &name)
{
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(name); // left by a window that was killed; the lock is ours
    if (!m_server->listen(name)) {
        qCInfo(lcApp, "no local socket: %ls", qUtf16Printable(m_server->errorString()));
        return;
    }
    connect(m_server.get(), &QLocalServer::newConnection, this, [this] {
        QLocalSocket *caller = m_server->nextPendingConnection();
        connect(caller, &QLocalSocket::disconnected, caller, &QObject::deleteLater);
        connect(caller, &QLocalSocket::readyRead, this, [this, caller] {
            if (!caller->canReadLine())
                return;
            if (caller->readLine() == kAsk) {
                caller->write(kAnswer);
                caller->flush();
                Q_EMIT activationRequested();
            }
            caller->disconnectFromServer();
        });
    });
}

} // namespace tidemark

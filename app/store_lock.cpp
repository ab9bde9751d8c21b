// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store_lock.h"

#include "app/logging.h"
#include "app/paths.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"

#include <QCryptographicHash>
#include <QLocalServer>
#include <QLocalSocket>

#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kAnswerTimeout = 1s;
constexpr auto kAsk = "activate\n";
constexpr auto kAnswer = "here\n";

/// A socket name of its own for each store, short enough for a socket path.
QString socketPath(const QString &storePath)
{
    const QByteArray hash =
        QCryptographicHash::hash(storePath.toUtf8(), QCryptographicHash::Sha256).toHex();
    return runtimeFolder() % u"/tidemark-"_s % QString::fromLatin1(hash.left(16));
}

} // namespace

StoreLock::StoreLock(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kAnswerTimeout);
    connect(&m_patience, &QTimer::timeout, this, [this] { endCall(false); });
}

StoreLock::~StoreLock() = default;

void StoreLock::acquire(const QString &storePath)
{
    release();
    m_name = socketPath(storePath);
    m_lock = std::make_shared<QLockFile>(QString(storePath % u".window-lock"_s));
    m_lock->setStaleLockTime(0); // a window may stay open for weeks; a dead one is found by its pid
    continueOn(this, runInBackground([lock = m_lock] {
                   return lock->tryLock(0) ? QLockFile::NoError : lock->error();
               }),
               [this, tried = std::weak_ptr(m_lock)](QLockFile::LockError error) {
                   // Weak, so that a lock that was released meanwhile does not live until here.
                   if (const auto lock = tried.lock(); lock && lock == m_lock)
                       onTried(error);
               });
}

void StoreLock::onTried(QLockFile::LockError error)
{
    if (error == QLockFile::LockFailedError) {
        callHolder();
        return;
    }
    if (error == QLockFile::NoError)
        listen();
    Q_EMIT decided(error == QLockFile::NoError ? Outcome::Held : Outcome::Unavailable);
}

void StoreLock::release()
{
    m_patience.stop();
    m_call.reset();
    m_server.reset();
    m_lock.reset();
}

void StoreLock::callHolder()
{
    m_call = std::make_unique<QLocalSocket>();
    QLocalSocket *call = m_call.get();
    connect(call, &QLocalSocket::connected, this, [call] {
        call->write(kAsk);
        call->flush();
    });
    connect(call, &QLocalSocket::readyRead, this, [this, call] {
        if (call->canReadLine())
            endCall(call->readLine() == kAnswer);
    });
    // Queued: a socket that nobody listens on fails while it is being connected.
    connect(
        call, &QLocalSocket::errorOccurred, this,
        [this, call] {
            if (call == m_call.get())
                endCall(false);
        },
        Qt::QueuedConnection);
    m_patience.start();
    call->connectToServer(m_name);
}

void StoreLock::endCall(bool answered)
{
    if (!m_call)
        return;
    m_patience.stop();
    m_call->disconnect(this);
    m_call.release()->deleteLater(); // it may be the sender
    if (!answered) {
        qint64 pid = 0;
        QString host;
        QString program;
        m_lock->getLockInfo(&pid, &host, &program);
        m_holder = tr("process %1 on %2").arg(QString::number(pid), host);
    }
    Q_EMIT decided(answered ? Outcome::HandedOver : Outcome::HeldByOther);
}

void StoreLock::listen()
{
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(m_name); // left by a window that was killed; the lock is ours
    if (!m_server->listen(m_name)) {
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/keychain_store.h"

#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"
#include "services/secrets/secret_rules.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusReply>
#include <QThread>

#include <qt6keychain/keychain.h>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct KeychainText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::KeychainText)
};

constexpr std::array kServices{"org.freedesktop.secrets"_L1, "org.kde.kwalletd5"_L1,
                               "org.kde.kwalletd"_L1};

bool isListed(const QDBusReply<QStringList> &names)
{
    return names.isValid() &&
           std::any_of(kServices.begin(), kServices.end(),
                       [&](QLatin1StringView service) { return names.value().contains(service); });
}

bool hasSecretService()
{
    // a connection of its own, for the time-out
    const QString name = u"tidemark-keyring-check"_s;
    bool isThere = false;
    {
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
        if (bus.isConnected()) {
            constexpr int kPatience_ms = 2'000;
            bus.interface()->setTimeout(kPatience_ms);
            isThere = isListed(bus.interface()->registeredServiceNames()) ||
                      isListed(bus.interface()->activatableServiceNames());
        }
    }
    QDBusConnection::disconnectFromBus(name);
    return isThere;
}

Error absentError(const QString &detail)
{
    return {ErrorCode::Unsupported,
            KeychainText::tr("This desktop has no secret service to keep tokens in. Start one, or "
                             "keep the token for this session only."),
            detail};
}

Error errorOf(const QKeychain::Job &job)
{
    const QString detail =
        u"keychain."_s + QString::number(job.error()) + u": "_s + job.errorString();
    switch (job.error()) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {ErrorCode::PermissionDenied,
                KeychainText::tr("The keyring was not unlocked. Unlock it, then try again."),
                detail};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return absentError(detail);
    default:
        return {ErrorCode::Io,
                KeychainText::tr("The keyring did not do its work. Check that the desktop's secret "
                                 "service runs and start Tidemark again, or keep the token for "
                                 "this session only."),
                detail};
    }
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, KeychainText::tr("Stopped."), {}};
}

// A promise that is answered even when its job goes before it has ended.
template <class T>
class Answering
{
public:
    Answering() { m_promise.start(); }
    Answering(const Answering &) = delete;
    Answering &operator=(const Answering &) = delete;
    ~Answering() { answer(failure(cancelledError())); }

    [[nodiscard]] QFuture<Result<T>> future() const { return m_promise.future(); }
    void answer(Result<T> result)
    {
        if (std::exchange(m_isAnswered, true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

private:
    QPromise<Result<T>> m_promise;
    bool m_isAnswered = false;
};

// Answers. Libsecret says of an absent service only that something failed, so that is looked for.
template <class T>
void answerOrLook(QObject *jobs, const std::shared_ptr<Answering<T>> &answering, Result<T> result)
{
    if (result || result.error().code != ErrorCode::Io) {
        answering->answer(std::move(result));
        return;
    }
    continueOn(jobs, runInBackground(hasSecretService),
               [answering, error = result.error()](bool isThere) {
                   answering->answer(failure(isThere ? error : absentError(error.detail)));
               });
}

// Makes a job on the thread of `jobs`, starts it, and answers with what `read` makes of it.
template <class T, class Make, class Read>
QFuture<Result<T>> runJob(QObject *jobs, Make make, Read read)
{
    const auto answering = std::make_shared<Answering<T>>();
    auto future = answering->future();
    QMetaObject::invokeMethod(
        jobs,
        [jobs, answering, make, read] {
            // without a parent: it deletes itself at its end, and not before, since libsecret
            // calls back into it
            QKeychain::Job *job = make();
            job->setInsecureFallback(false);
            QObject::connect(job, &QKeychain::Job::finished, jobs,
                             [jobs, answering, read](QKeychain::Job *done) {
                                 answerOrLook<T>(jobs, answering, read(*done));
                             });
            job->start();
        },
        Qt::QueuedConnection);
    return future;
}

Result<std::optional<Secret>> readSecret(const QKeychain::Job &job)
{
    if (job.error() == QKeychain::EntryNotFound)
        return std::optional<Secret>();
    if (job.error() != QKeychain::NoError)
        return failure(errorOf(job));
    const QByteArray bytes = static_cast<const QKeychain::ReadPasswordJob &>(job).binaryData();
    return std::optional<Secret>(Secret(QByteArrayView(bytes)));
}

Result<void> readDone(const QKeychain::Job &job)
{
    if (job.error() != QKeychain::NoError)
        return failure(errorOf(job));
    return {};
}

Result<void> readRemoved(const QKeychain::Job &job)
{
    return job.error() == QKeychain::EntryNotFound ? Result<void>() : readDone(job);
}

} // namespace

KeychainStore::KeychainStore(QString service)
    : m_service(std::move(service))
    , m_jobs(std::make_unique<QObject>())
{
    m_jobs->moveToThread(QCoreApplication::instance()->thread());
}

KeychainStore::~KeychainStore()
{
    if (!m_jobs->thread()->isRunning() || m_jobs->thread() == QThread::currentThread())
        m_jobs.reset();
    else
        m_jobs.release()->deleteLater();
}

QFuture<bool> KeychainStore::isAvailable()
{
    return runInBackground(hasSecretService);
}

QFuture<Result<void>> KeychainStore::set(QString sourceKey, Secret secret)
{
    if (auto sound = checkSecret(sourceKey, secret); !sound)
        return readyFuture(std::move(sound));
    return runJob<void>(
        m_jobs.get(),
        [service = m_service, sourceKey, secret]() -> QKeychain::Job * {
            auto *job = new QKeychain::WritePasswordJob(service);
            job->setKey(sourceKey);
            job->setBinaryData(secret.reveal().toByteArray());
            return job;
        },
        readDone);
}

QFuture<Result<std::optional<Secret>>> KeychainStore::get(QString sourceKey)
{
    if (auto sound = checkSourceKey(sourceKey); !sound)
        return readyFuture(Result<std::optional<Secret>>(failure(sound.error())));
    return runJob<std::optional<Secret>>(
        m_jobs.get(),
        [service = m_service, sourceKey]() -> QKeychain::Job * {
            auto *job = new QKeychain::ReadPasswordJob(service);
            job->setKey(sourceKey);
            return job;
        },
        readSecret);
}

QFuture<Result<void>> KeychainStore::remove(QString sourceKey)
{
    if (auto sound = checkSourceKey(sourceKey); !sound)
        return readyFuture(std::move(sound));
    return runJob<void>(
        m_jobs.get(),
        [service = m_service, sourceKey]() -> QKeychain::Job * {
            auto *job = new QKeychain::DeletePasswordJob(service);
            job->setKey(sourceKey);
            return job;
        },
        readRemoved);
}

} // namespace tidemark

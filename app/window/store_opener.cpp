// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/store_opener.h"

#include "app/store_location.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Named
{
    QString path;
    bool exists = false;
};

Named nameOf(const StoreWish &request)
{
    if (request.mayCreate)
        QDir().mkpath(QFileInfo(request.path).absolutePath()); // the lock lies beside the store
    const QString path = canonicalStorePath(request.path);
    return {path, QFileInfo::exists(path)};
}

} // namespace

StoreOpener::StoreOpener(const Clock &clock, WindowUse use, std::shared_ptr<ActivityMeter> meter,
                         QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_use(use)
    , m_meter(std::move(meter))
{}

void StoreOpener::open(const StoreWish &request)
{
    const std::uint64_t wish = ++m_wish;
    continueOn(this, runInBackground([request] { return nameOf(request); }),
               [this, wish, request](const Named &named) {
                   if (wish == m_wish)
                       onNamed({named.path, request.isSample, request.mayCreate}, named.exists);
               });
}

void StoreOpener::reset()
{
    ++m_wish;
    ++m_generation;
    m_isOpen = false;
    m_path.clear();
    m_next.reset();
    m_lock.reset();
}

void StoreOpener::onNamed(const StoreWish &request, bool exists)
{
    if (m_next && request.path == m_nextPath)
        return;     // its lock is on its way
    m_next.reset(); // this wish takes the place of the one before
    if (m_isOpen && request.path == m_path)
        return;
    if (!exists && !request.mayCreate) {
        Q_EMIT missing(request.path,
                       {ErrorCode::NotFound,
                        tr("There is no store at \"%1\". It was moved, renamed or deleted.")
                            .arg(QDir::toNativeSeparators(request.path)),
                        {}});
        return;
    }
    if (m_use == WindowUse::Render) {
        openFile(request, {});
        return;
    }
    m_next = std::make_unique<StoreLock>();
    connect(m_next.get(), &StoreLock::decided, this,
            [this, request](StoreLock::Outcome outcome) { onLockDecided(request, outcome); });
    m_nextPath = request.path;
    m_next->acquire(request.path);
}

void StoreOpener::onLockDecided(const StoreWish &request, StoreLock::Outcome outcome)
{
    StoreLock *lock = m_next.release();
    if (outcome == StoreLock::Outcome::HandedOver) {
        lock->deleteLater(); // it is the sender
        Q_EMIT handedOver(request.path);
        return;
    }
    QString reason;
    if (outcome == StoreLock::Outcome::HeldByOther)
        reason = tr("The store is open elsewhere (%1), so it is read-only here. Close it there, "
                    "then open it again.")
                     .arg(lock->holder());
    connect(lock, &StoreLock::activationRequested, this, &StoreOpener::activationRequested);
    openFile(request, reason);
    m_lock.reset(lock); // after the store before was closed
}

void StoreOpener::openFile(const StoreWish &request, const QString &readOnlyReason)
{
    Q_EMIT opening(request.path);
    m_path = request.path;
    m_isOpen = true;
    store::OpenOptions options;
    options.path = request.path;
    options.isSample = request.isSample;
    options.mayCreate = request.mayCreate;
    options.readOnly =
        !readOnlyReason.isEmpty() || (m_use == WindowUse::Render && !request.mayCreate);
    options.readOnlyReason = readOnlyReason;
    options.author = qEnvironmentVariable("USER", tr("local user"));
    options.clock = &m_clock;
    options.meter = m_meter;
    const std::uint64_t generation = ++m_generation;
    continueOn(this, store::LocalStore::open(options),
               [this, generation](Result<std::shared_ptr<store::LocalStore>> result) {
                   if (generation != m_generation)
                       return;
                   if (!result) {
                       fail(result.error());
                       return;
                   }
                   const std::shared_ptr<store::LocalStore> store = std::move(*result);
                   continueOn(this, store->ports().admin->info(),
                              [this, generation, store](const Result<StoreInfo> &info) {
                                  if (generation != m_generation)
                                      return;
                                  if (info)
                                      Q_EMIT opened(store, *info);
                                  else
                                      fail(info.error());
                              });
               });
}

void StoreOpener::fail(const Error &error)
{
    m_isOpen = false; // so that the same store can be tried again
    m_lock.reset();
    Q_EMIT failed(error);
}

} // namespace tidemark

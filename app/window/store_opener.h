// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/store_lock.h"
#include "model/core/error.h"
#include "model/ports/store_admin.h"
#include "model/store/local_store.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>

namespace tidemark {

class Clock;

/// What a window is for, and with that what it may leave behind.
enum class WindowUse
{
    Interactive, ///< for a person: locks its store, keeps session, settings and backups
    Render,      ///< for one picture: only reads, and leaves nothing behind but the picture
};

/// A wish to open a store.
struct StoreWish
{
    QString path;
    bool isSample = false;  ///< marks a store that is created (F3)
    bool mayCreate = false; ///< else a missing file is an error
};

/// Opens the store of a window: finds its one name, takes its lock, opens the file and reads what
/// it is. Holds the lock for as long as the store is the window's. A wish for the store that is
/// open, or that is being opened, changes nothing; another wish takes the place of the one before.
/// GUI thread, which it never holds up.
class StoreOpener final : public QObject
{
    Q_OBJECT

public:
    /// `clock` is a loan that outlives the stores. `meter` may be null.
    StoreOpener(const Clock &clock, WindowUse use, std::shared_ptr<ActivityMeter> meter,
                QObject *parent = nullptr);

    void open(const StoreWish &request);
    /// Nothing is open any more, and nothing is being opened; the lock is free again.
    void reset();
    /// The one name of the store that is open, being opened, or that could not be opened.
    [[nodiscard]] const QString &path() const { return m_path; }

Q_SIGNALS:
    /// The store is going to be this window's: what was open before is to be closed now.
    void opening(const QString &path);
    void opened(const std::shared_ptr<tidemark::store::LocalStore> &store,
                const tidemark::StoreInfo &info);
    /// Another window has the store and comes to the front; what is open here stays.
    void handedOver(const QString &path);
    /// There is no such file; what is open here stays.
    void missing(const QString &path, const tidemark::Error &error);
    void failed(const tidemark::Error &error);
    /// Another start asked for the window of this store.
    void activationRequested();

private:
    void onNamed(const StoreWish &request, bool exists);
    void onLockDecided(const StoreWish &request, StoreLock::Outcome outcome);
    void openFile(const StoreWish &request, const QString &readOnlyReason);
    void fail(const Error &error);

    const Clock &m_clock;
    WindowUse m_use;
    std::shared_ptr<ActivityMeter> m_meter;
    QString m_path;
    bool m_isOpen = false; ///< or being opened; false after a failure
    std::unique_ptr<StoreLock> m_lock;
    std::unique_ptr<StoreLock> m_next; ///< being asked for; m_lock stays until it is decided
    QString m_nextPath;                ///< of the lock that is being asked for
    std::uint64_t m_wish = 0;
    std::uint64_t m_generation = 0; ///< of what is being opened
};

} // namespace tidemark

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/activity_meter.h"
#include "model/ports/clock.h"
#include "model/ports/store_scopes.h"

#include <QFuture>
#include <QObject>
#include <QString>

#include <memory>
#include <stop_token>

namespace tidemark::store {

class EventsHub;
class StoreLanes;

struct OpenOptions
{
    QString path;
    bool mayCreate = true;
    bool readOnly = false;
    QString readOnlyReason;       ///< why it is opened so, a sentence for people; may be empty
    bool isSample = false;        ///< marks a store that is created (F3)
    bool keepsAll = false;        ///< removes no samples for their age by itself
    QString author;               ///< who the changes are signed with
    const Clock *clock = nullptr; ///< a loan; the machine's clock when null
    std::shared_ptr<ActivityMeter> meter; ///< told of what is read and written; may be null
};

/// A store in a file: its lanes, its ports and its change notices. Made by open() on a thread with
/// an event loop and destroyed on that thread; letting go of it elsewhere is safe. Destruction
/// waits until what was asked is done and the file closed; close() does so elsewhere. A store that
/// was not written is left byte for byte.
class LocalStore final : public QObject,
                         public StoreScopes,
                         public std::enable_shared_from_this<LocalStore>
{
    Q_OBJECT

public:
    /// Opens, creates or migrates without blocking the caller. Read-only where it must be: see
    /// StoreInfo::readOnlyReason. Errors: those of prepareStore().
    [[nodiscard]] static QFuture<Result<std::shared_ptr<LocalStore>>> open(OpenOptions options);

    ~LocalStore() override;

    /// Finishes what was asked, stops a backup, notes the clean end and closes the file without
    /// blocking the caller; the store lives on until then. What is asked later answers with
    /// Cancelled. Call on the store's thread.
    [[nodiscard]] QFuture<Result<void>> close();

    /// Those of the local organisation, signed with the options' author. Loans that live as long as
    /// the store. Their answers come from the lanes.
    [[nodiscard]] DataPorts ports() const;
    [[nodiscard]] DataPorts portsFor(const StoreScope &scope) override;
    [[nodiscard]] AccessStore &access() override;
    [[nodiscard]] const QString &path() const noexcept;
    /// Empty when the store can be written.
    [[nodiscard]] QString readOnlyReason() const;
    /// Makes today's backup of a sound store and drops the oldest ones. Answers with its path.
    /// Errors: Damaged, those of writing, Cancelled, by `stop` or as the store is closed.
    [[nodiscard]] QFuture<Result<QString>> makeDailyBackup(std::stop_token stop = {});

private:
    explicit LocalStore(OpenOptions options);
    [[nodiscard]] Result<void> finishOpening();
    void checkAhead();
    void submitLastWork();
    void startWatching();
    void readForeignChanges();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace tidemark::store

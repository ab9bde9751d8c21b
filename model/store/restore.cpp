// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a backup in the place of a store.
#include "model/store/backup.h"
#include "model/store/connection.h"
#include "model/store/file_steps.h"
#include "model/store/store_gate.h"
#include "model/store/store_mark.h"
#include "model/store/store_opening.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <filesystem>
#include <memory>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct RestoreText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Backup)
};

constexpr int kPatience_ms = 1000; // for a lock that another program gives back at once

// What a store may not lose while it is damaged: its log, or the journal of one that keeps no log.
constexpr std::array kBeside{"-wal"_L1, "-journal"_L1};

QString logOf(const QString &path)
{
    return path % "-wal"_L1;
}

bool hasLog(const QString &path)
{
    return QFileInfo(logOf(path)).size() > 0;
}

Error inUse(const QString &store)
{
    return {ErrorCode::Locked,
            RestoreText::tr("The store \"%1\" is in use by another program. Close it there, then "
                            "restore the backup.")
                .arg(store),
            {}};
}

// A store that is written meanwhile cannot be copied file by file.
Result<void> refuseOpenBackup(Connection &connection)
{
    const auto marks = openMarks(connection);
    if (!marks)
        return failure(marks.error());
    if (!marks->isOpen)
        return {};
    return failure(ErrorCode::Locked,
                   RestoreText::tr("The store \"%1\" is open in a window or program. Close it "
                                   "there, or make a backup of it and restore that.")
                       .arg(connection.storeName()));
}

Result<void> checkBackup(const QString &path, const QString &storePath)
{
    if (!QFileInfo::exists(path))
        return failure(ErrorCode::NotFound,
                       RestoreText::tr("There is no backup at \"%1\".").arg(path));
    if (isSameFile(path, storePath))
        return failure(ErrorCode::InvalidArgument,
                       RestoreText::tr("The file \"%1\" is the store itself. Choose one of its "
                                       "backups.")
                           .arg(path));
    StoreRequest request{path};
    request.readOnly = true;
    request.mayCreate = false;
    if (auto access = prepareStore(request); !access && access.error().code != ErrorCode::ReadOnly)
        return failure(access.error()); // an older format is fine: it is updated after the restore
    auto connection = Connection::open({path, lookingMode(path)});
    if (!connection)
        return failure(connection.error());
    return refuseOpenBackup(**connection).and_then([&] { return quickCheck(**connection); });
}

Result<void> emptyLog(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    const auto isBusy =
        (*connection)->scalar(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1);
    if (!isBusy)
        return failure(isBusy.error());
    if (isBusy->toInt() != 0)
        return failure(inUse((*connection)->storeName()));
    return {};
}

// A copy that may be written, also of a file that may not.
Result<void> copyFile(const QString &from, const QString &to)
{
    if (!QFile::copy(from, to))
        return failure(fileError(to, u"copy"_s));
    QFile::setPermissions(to, QFile::permissions(to) | QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

// A whole copy beside the store, with what the backup's log holds.
Result<void> makePart(const QString &backup, const QString &part)
{
    removePart(part);
    if (auto copied = copyFile(backup, part); !copied)
        return copied;
    if (hasLog(backup)) {
        if (auto copied = copyFile(logOf(backup), logOf(part)); !copied)
            return copied;
        if (auto emptied = emptyLog(part); !emptied)
            return emptied;
    }
    {
        // Were the backup written while it was copied, after all, this is where it shows.
        auto connection = Connection::open({part, OpenMode::Immutable});
        if (!connection)
            return failure(connection.error());
        if (auto sound = quickCheck(**connection); !sound)
            return sound;
    }
    return syncFile(part);
}

// What is no store, or a broken one. Any other error (a lock, the disk) tells nothing about it.
bool isBroken(const Error &error)
{
    return error.code == ErrorCode::Damaged || error.code == ErrorCode::Internal;
}

// Whether the store is sound, so that it may be settled. Errors: Locked (a living process has it
// open), and those of looking.
Result<bool> isSound(const QString &path)
{
    // What a killed process has left in a journal must be rolled back before anything can be read.
    const bool hasJournal = QFileInfo::exists(path % "-journal"_L1);
    auto connection = Connection::open(
        {path, hasJournal ? OpenMode::ReadWrite : OpenMode::ReadOnly, kPatience_ms});
    if (!connection)
        return isBroken(connection.error()) ? Result<bool>(false) : failure(connection.error());
    const auto marks = openMarks(**connection);
    if (!marks)
        return isBroken(marks.error()) ? Result<bool>(false) : failure(marks.error());
    if (marks->isOpen)
        return failure(ErrorCode::Locked,
                       RestoreText::tr("The store \"%1\" is open in another window or program. "
                                       "Close it there, then restore the backup.")
                           .arg((*connection)->storeName()));
    if (auto sound = quickCheck(**connection); !sound)
        return isBroken(sound.error()) ? Result<bool>(false) : failure(sound.error());
    return true;
}

// Moves the log into the file and shuts everyone out while the connection lives. Giving up the log
// is what only the one connection that there is can do, so an opener shows that has not written
// anything yet; one that comes later finds the file moved when it writes. Null for a store that may
// not be written, which needs neither. Source: SQLite, "Write-Ahead Logging", section 2.
Result<std::unique_ptr<Connection>> takeAlone(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::ReadWrite, kPatience_ms});
    if (!connection)
        return connection;
    const auto mode =
        (*connection)
            ->execute(u"PRAGMA journal_mode = DELETE"_s, "give_up_log"_L1)
            .and_then([&] { return (*connection)->execute(u"BEGIN EXCLUSIVE"_s, "begin"_L1); })
            .and_then([&] { return (*connection)->scalar(u"PRAGMA journal_mode"_s, "mode"_L1); });
    if (!mode && mode.error().code == ErrorCode::ReadOnly && !hasLog(path))
        return nullptr;
    if (!mode && mode.error().code != ErrorCode::Locked)
        return failure(mode.error());
    if (!mode || mode->toString() != "delete"_L1)
        return failure(inUse((*connection)->storeName()));
    return connection;
}

// The store must not be open anywhere, and its values must be in the file itself, so that its log
// can go. A damaged one cannot tell, is not asked and not written. The connection keeps others out.
Result<std::unique_ptr<Connection>> settleStore(const QString &path)
{
    const auto sound = isSound(path);
    if (!sound)
        return failure(sound.error());
    if (!*sound)
        return nullptr;
    return takeAlone(path);
}

// A second name for the file, or a copy where that cannot be.
Result<void> keepAs(const QString &path, const QString &aside)
{
    std::error_code error;
    std::filesystem::create_hard_link(path.toStdU16String(), aside.toStdU16String(), error);
    if (!error)
        return {};
    if (!QFile::copy(path, aside))
        return failure(fileError(aside, QString::fromStdString(error.message())));
    return syncFile(aside);
}

// Keeps what stands at `path` under a name of its own, with its log if it has one still.
Result<QString> keepAside(const QString &path)
{
    const QString aside = replacedStorePath(path);
    if (!QDir().mkpath(backupFolder(path)))
        return failure(fileError(aside, u"mkpath"_s));
    auto kept = keepAs(path, aside);
    for (const QLatin1StringView suffix : kBeside) {
        if (kept && QFileInfo(path % suffix).size() > 0)
            kept = keepAs(path % suffix, aside % suffix);
    }
    if (!kept)
        return failure(kept.error());
    syncFolder(backupFolder(path));
    syncFolder(QFileInfo(path).absolutePath());
    return aside;
}

// Of a sound store these are empty by now; those of a damaged one are kept aside. A log that stayed
// would be read into the restored store.
Result<void> removeBeside(const QString &path)
{
    for (const QLatin1StringView suffix : {"-wal"_L1, "-journal"_L1, "-shm"_L1}) {
        const QString file = path % suffix;
        QFile::remove(file);
        if (suffix != "-shm"_L1 && QFileInfo::exists(file))
            return failure(fileError(file, u"remove"_s));
    }
    return {};
}

// The store stays where it is: it gets back what was beside it, and has one name again.
void putBack(const QString &aside, const QString &path)
{
    for (const QLatin1StringView suffix : kBeside) {
        if (QFileInfo::exists(aside % suffix) && !QFileInfo::exists(path % suffix))
            QFile::rename(aside % suffix, path % suffix);
        else
            QFile::remove(aside % suffix);
    }
    QFile::remove(aside);
    syncFolder(QFileInfo(path).absolutePath());
}

class Restore
{
public:
    Restore(const QString &backup, const QString &store, const RestoreProbe &probe)
        : m_backup(backup)
        , m_store(store)
        , m_part(partPathOf(store))
        , m_probe(probe)
    {}
    ~Restore() { removePart(m_part); } // renamed, or of no use
    Restore(const Restore &) = delete;
    Restore &operator=(const Restore &) = delete;

    [[nodiscard]] Result<QString> run()
    {
        removeDeadParts(m_store);
        if (auto made = makePart(m_backup, m_part); !made)
            return failure(aboutTarget(made.error(), m_part, m_store));
        tell("copied"_L1);
        Result<QString> aside = QString();
        std::unique_ptr<Connection> alone; // until the restored store is in place
        if (QFileInfo::exists(m_store)) {
            auto settled = settleStore(m_store);
            if (!settled)
                return failure(settled.error());
            alone = std::move(*settled);
            tell("settled"_L1);
            aside = keepAside(m_store);
            if (!aside)
                return aside;
            tell("kept aside"_L1);
        }
        if (auto placed = replace(); !placed) {
            if (!aside->isEmpty())
                putBack(*aside, m_store);
            return failure(placed.error());
        }
        tell("in place"_L1);
        return aside;
    }

private:
    [[nodiscard]] Result<void> replace() const
    {
        if (auto removed = removeBeside(m_store); !removed)
            return removed;
        tell("without its log"_L1);
        return putInPlace(m_part, m_store);
    }
    void tell(QLatin1StringView step) const
    {
        if (m_probe)
            m_probe(step);
    }

    QString m_backup;
    QString m_store;
    QString m_part;
    const RestoreProbe &m_probe;
};

} // namespace

Result<QString> restoreBackup(const QString &backupPath, const QString &storePath,
                              const RestoreProbe &probe)
{
    if (auto checked = checkBackup(backupPath, storePath); !checked)
        return failure(checked.error());
    return Restore(backupPath, storePath, probe).run();
}

} // namespace tidemark::store

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

#include <filesystem>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct RestoreText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Backup)
};

QString logOf(const QString &path)
{
    return path % "-wal"_L1;
}

bool hasLog(const QString &path)
{
    return QFileInfo(logOf(path)).size() > 0;
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
    return connection ? quickCheck(**connection) : Result<void>(failure(connection.error()));
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
        return failure(ErrorCode::Locked,
                       RestoreText::tr("The store \"%1\" is in use by another program. Close it "
                                       "there, then restore the backup.")
                           .arg((*connection)->storeName()));
    return {};
}

// A whole copy beside the store, with what the backup's log holds.
Result<void> makePart(const QString &backup, const QString &part)
{
    removePart(part);
    if (!QFile::copy(backup, part))
        return failure(fileError(part, u"copy"_s));
    if (hasLog(backup)) {
        if (!QFile::copy(logOf(backup), logOf(part)))
            return failure(fileError(part, u"copy of the log"_s));
        if (auto emptied = emptyLog(part); !emptied)
            return emptied;
    }
    return syncFile(part);
}

// The store must not be open anywhere, and its values must be in the file itself, so that its log
// can go. A damaged one cannot tell, is not asked and not written.
Result<void> settleStore(const QString &path)
{
    {
        auto connection = Connection::open({path, OpenMode::ReadOnly});
        if (!connection)
            return {};
        const auto marks = openMarks(**connection);
        if (marks && marks->isOpen)
            return failure(ErrorCode::Locked,
                           RestoreText::tr("The store \"%1\" is open in another window or program. "
                                           "Close it there, then restore the backup.")
                               .arg((*connection)->storeName()));
        if (!marks || !hasLog(path))
            return {};
        if (auto sound = quickCheck(**connection); !sound)
            return sound.error().code == ErrorCode::Damaged ? Result<void>() : sound;
    }
    return emptyLog(path);
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
    if (kept && hasLog(path))
        kept = keepAs(logOf(path), logOf(aside));
    if (!kept)
        return failure(kept.error());
    syncFolder(backupFolder(path));
    syncFolder(QFileInfo(path).absolutePath());
    return aside;
}

class Restore
{
public:
    Restore(const QString &backup, const QString &store, const RestoreProbe &probe)
        : m_backup(backup)
        , m_store(store)
        , m_part(store % ".part-"_L1 % QString::number(QCoreApplication::applicationPid()))
        , m_probe(probe)
    {}
    ~Restore() { removePart(m_part); } // renamed, or of no use
    Restore(const Restore &) = delete;
    Restore &operator=(const Restore &) = delete;

    [[nodiscard]] Result<QString> run()
    {
        if (auto made = makePart(m_backup, m_part); !made)
            return failure(made.error());
        tell("copied"_L1);
        Result<QString> aside = QString();
        if (QFileInfo::exists(m_store)) {
            if (auto settled = settleStore(m_store); !settled)
                return failure(settled.error());
            tell("settled"_L1);
            aside = keepAside(m_store);
            if (!aside)
                return aside;
            tell("kept aside"_L1);
        }
        // Of a sound store the log is empty by now; that of a damaged one is kept aside.
        QFile::remove(logOf(m_store));
        QFile::remove(m_store % "-shm"_L1);
        tell("without its log"_L1);
        if (auto placed = putInPlace(m_part, m_store); !placed)
            return failure(placed.error());
        tell("in place"_L1);
        return aside;
    }

private:
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/backup.h"

#include "model/core/logging.h"
#include "model/store/connection.h"
#include "model/store/migrations.h"
#include "model/store/store_opening.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <filesystem>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct BackupText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Backup)
};

constexpr Sql kVacuumInto{"vacuum_into"_L1, "VACUUM INTO ?"_L1};
constexpr qint64 kRoomFactor = 3; // room for this many times the store is "enough"

Error fileError(const QString &path, const QString &detail)
{
    return {ErrorCode::Io,
            BackupText::tr("The file \"%1\" could not be written. Check the disk and your rights "
                           "to its folder.")
                .arg(path),
            detail};
}

bool syncFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        return false;
#ifdef Q_OS_UNIX
    return ::fsync(file.handle()) == 0;
#else
    return true;
#endif
}

// Renames over what stands there, in one step.
Result<void> putInPlace(const QString &part, const QString &path)
{
    std::error_code error;
    std::filesystem::rename(part.toStdU16String(), path.toStdU16String(), error);
    if (error)
        return failure(fileError(path, QString::fromStdString(error.message())));
    return {};
}

// The copy must not look as if a process had it open, and must be sound.
Result<void> finishCopy(const QString &part)
{
    auto connection = Connection::open({part, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    auto done = setStoreInfo(**connection, info_key::kOpenBy, QString())
                    .and_then([&] { return quickCheck(**connection); })
                    .and_then([&] {
                        return (*connection)
                            ->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1);
                    });
    return done;
}

Result<void> copyTo(Connection &connection, const QString &part)
{
    const bool isReader = connection.mode() != OpenMode::ReadWrite;
    const auto setGuard = [&](bool on) {
        return connection.execute(on ? u"PRAGMA query_only = ON"_s : u"PRAGMA query_only = OFF"_s,
                                  "pragma"_L1);
    };
    if (isReader) {
        if (auto off = setGuard(false); !off)
            return off;
    }
    Result<void> copied = connection.prepare(kVacuumInto).run(part);
    if (isReader) {
        if (auto on = setGuard(true); copied && !on)
            copied = on;
    }
    return copied;
}

QString nameIn(const QString &storePath, const QString &suffix)
{
    const QFileInfo info(storePath);
    return backupFolder(storePath) % '/'_L1 % info.completeBaseName() % '-'_L1 % suffix % '.'_L1 %
           info.suffix();
}

Result<void> checkBackup(const QString &path)
{
    if (!QFileInfo::exists(path))
        return failure(ErrorCode::NotFound,
                       BackupText::tr("There is no backup at \"%1\".").arg(path));
    StoreRequest request{path};
    request.readOnly = true;
    request.mayCreate = false;
    if (auto access = prepareStore(request); !access && access.error().code != ErrorCode::ReadOnly)
        return failure(access.error()); // an older format is fine: it is updated after the restore
    auto connection = Connection::open({path, OpenMode::Immutable});
    return connection ? quickCheck(**connection) : Result<void>(failure(connection.error()));
}

// The store must not be open anywhere. A damaged one cannot tell, and is not asked.
Result<void> checkClosed(const QString &path)
{
    auto connection = Connection::open({path, OpenMode::ReadOnly});
    if (!connection)
        return {};
    const auto mark = storeInfo(**connection, info_key::kOpenBy);
    if (mark && *mark && isOpenElsewhere(**mark))
        return failure(ErrorCode::Locked,
                       BackupText::tr("The store \"%1\" is open in another window or program. "
                                      "Close it there, then restore the backup.")
                           .arg((*connection)->storeName()));
    return {};
}

// Keeps what stands at `path` under a name of its own, with its log.
Result<QString> setAside(const QString &path)
{
    if (!QFileInfo::exists(path))
        return QString();
    QDir().mkpath(backupFolder(path));
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    QString aside = nameIn(path, u"replaced-"_s % stamp);
    std::error_code error;
    std::filesystem::create_hard_link(path.toStdU16String(), aside.toStdU16String(), error);
    if (error && !QFile::copy(path, aside))
        return failure(fileError(aside, QString::fromStdString(error.message())));
    if (QFileInfo::exists(path % "-wal"_L1) && !QFile::rename(path % "-wal"_L1, aside % "-wal"_L1))
        return failure(fileError(aside, u"the log could not be moved"_s));
    QFile::remove(path % "-shm"_L1);
    return aside;
}

} // namespace

Result<QString> writeBackup(Connection &connection, const QString &path, bool overwrite)
{
    if (!overwrite && QFileInfo::exists(path))
        return failure(ErrorCode::AlreadyExists,
                       BackupText::tr("The file \"%1\" exists already. Choose another name, or "
                                      "allow it to be replaced.")
                           .arg(path));
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return failure(fileError(path, u"mkpath"_s));
    const QString part = backupPartPath(path);
    QFile::remove(part);
    auto written = copyTo(connection, part).and_then([&] { return finishCopy(part); });
    if (written && !syncFile(part))
        written = failure(fileError(path, u"fsync"_s));
    if (written)
        written = putInPlace(part, path);
    if (!written) {
        QFile::remove(part);
        return failure(written.error());
    }
    return path;
}

QString backupPartPath(const QString &path)
{
    return path % ".part-"_L1 % QString::number(QCoreApplication::applicationPid());
}

QString backupFolder(const QString &storePath)
{
    const QFileInfo info(storePath);
    return info.absolutePath() % '/'_L1 % info.completeBaseName() % "-backups"_L1;
}

QStringList backupsOf(const QString &storePath)
{
    const QFileInfo info(storePath);
    const QFileInfoList files =
        QDir(backupFolder(storePath))
            .entryInfoList({info.completeBaseName() % "-*."_L1 % info.suffix()}, QDir::Files,
                           QDir::Time);
    QStringList paths;
    for (const QFileInfo &file : files)
        paths.append(file.absoluteFilePath());
    return paths;
}

void pruneBackups(const QString &storePath)
{
    const QStringList paths = backupsOf(storePath);
    for (qsizetype i = kBackupsKept; i < paths.size(); ++i) {
        if (!QFile::remove(paths.at(i)))
            qCWarning(lcStore) << "could not remove the old backup" << paths.at(i);
        QFile::remove(paths.at(i) % "-wal"_L1);
    }
}

QString dailyBackupPath(const QString &storePath, QDate day)
{
    return nameIn(storePath, day.toString(Qt::ISODate));
}

QString migrationBackupPath(const QString &storePath, int version)
{
    return nameIn(storePath, u"format-%1"_s.arg(version));
}

DailyBackup dailyBackupState(const QString &storePath, QDate day)
{
    if (QFileInfo::exists(dailyBackupPath(storePath, day)))
        return DailyBackup::Done;
    const QFileInfo info(storePath);
    const QStorageInfo disk(info.absolutePath());
    const bool isTight = disk.isValid() && disk.bytesAvailable() < kRoomFactor * info.size();
    return info.size() > kLargeStore_bytes || isTight ? DailyBackup::AskFirst : DailyBackup::Due;
}

Result<QString> restoreBackup(const QString &backupPath, const QString &storePath)
{
    if (auto checked = checkBackup(backupPath); !checked)
        return failure(checked.error());
    if (auto closed = checkClosed(storePath); !closed)
        return failure(closed.error());
    const QString part =
        storePath % ".part-"_L1 % QString::number(QCoreApplication::applicationPid());
    QFile::remove(part);
    if (!QFile::copy(backupPath, part) || !syncFile(part)) {
        QFile::remove(part);
        return failure(fileError(storePath, u"copy"_s));
    }
    auto aside = setAside(storePath);
    if (!aside) {
        QFile::remove(part);
        return aside;
    }
    if (auto placed = putInPlace(part, storePath); !placed)
        return failure(placed.error());
    return aside;
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/backup.h"

#include "model/core/logging.h"
#include "model/store/connection.h"
#include "model/store/file_steps.h"
#include "model/store/store_gate.h"
#include "model/store/store_lanes.h"
#include "model/store/store_mark.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStorageInfo>

#include <map>
#include <mutex>
#include <optional>
#include <set>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct BackupText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::Backup)
};

constexpr Sql kVacuumInto{"vacuum_into"_L1, "VACUUM INTO ?"_L1};
constexpr qint64 kRoomFactor = 3; // room for this many times the store is "enough"

constexpr auto kFormat = "format-"_L1;
constexpr auto kReplaced = "replaced-"_L1;

// Two backups of one process to one file would fill the same part file.
class BackupPlace
{
public:
    explicit BackupPlace(const QString &path)
        : m_path(QFileInfo(QFileInfo(path).absolutePath()).canonicalFilePath() % '/'_L1 %
                 QFileInfo(path).fileName())
    {
        const std::lock_guard lock(taken().mutex);
        m_isOurs = taken().paths.insert(m_path).second;
    }
    ~BackupPlace()
    {
        const std::lock_guard lock(taken().mutex);
        if (m_isOurs)
            taken().paths.erase(m_path);
    }
    BackupPlace(const BackupPlace &) = delete;
    BackupPlace &operator=(const BackupPlace &) = delete;

    [[nodiscard]] bool isOurs() const noexcept { return m_isOurs; }

private:
    struct Taken
    {
        std::mutex mutex;
        std::set<QString> paths;
    };
    static Taken &taken()
    {
        static Taken all;
        return all;
    }

    QString m_path;
    bool m_isOurs = false;
};

// A backup must never take the place of what it was made to save, nor of a store whose log would
// then belong to another file.
Result<void> checkTarget(const Connection &connection, const QString &path, bool overwrite)
{
    if (isSameFile(path, connection.path()))
        return failure(ErrorCode::InvalidArgument,
                       BackupText::tr("The file \"%1\" is the store itself. Choose another name "
                                      "for its backup.")
                           .arg(path));
    if (!overwrite && QFileInfo::exists(path))
        return failure(ErrorCode::AlreadyExists,
                       BackupText::tr("The file \"%1\" exists already. Choose another name, or "
                                      "allow it to be replaced.")
                           .arg(path));
    if (QFileInfo(path % "-wal"_L1).size() > 0)
        return failure(ErrorCode::Conflict,
                       BackupText::tr("The file \"%1\" is a store with values in its log, so it is "
                                      "not replaced. Choose another name.")
                           .arg(path));
    return {};
}

// The copy must not look as if a process had it open, and must be sound.
Result<void> finishCopy(const QString &part, const std::stop_token &stop)
{
    auto connection = Connection::open({part, OpenMode::ReadWrite});
    if (!connection)
        return failure(connection.error());
    const StopGuard guard(**connection, stop);
    return (*connection)
        ->useLog()
        .and_then([&] { return clearMarks(**connection); })
        .and_then([&] { return quickCheck(**connection); })
        .and_then([&] {
            return (*connection)->execute(u"PRAGMA wal_checkpoint(TRUNCATE)"_s, "checkpoint"_L1);
        });
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

// What follows the store's name in that of an automatic backup; empty for another file.
QString suffixOf(const QString &name, const QFileInfo &store)
{
    const QString start = store.completeBaseName() % '-'_L1;
    const QString end = '.'_L1 % store.suffix();
    if (!name.startsWith(start) || !name.endsWith(end) || name.size() <= start.size() + end.size())
        return {};
    return name.sliced(start.size(), name.size() - start.size() - end.size());
}

enum class BackupKind
{
    Day,
    Format,
    Replaced,
};

// Nothing for a name that no automatic backup has.
std::optional<BackupKind> kindOf(const QString &suffix)
{
    static const QRegularExpression format(u"^%1[0-9]+$"_s.arg(kFormat));
    static const QRegularExpression replaced(u"^%1[0-9]{8}-[0-9]{6}-[0-9]{3}$"_s.arg(kReplaced));
    if (QDate::fromString(suffix, u"yyyy-MM-dd"_s).isValid())
        return BackupKind::Day;
    if (format.match(suffix).hasMatch())
        return BackupKind::Format;
    if (replaced.match(suffix).hasMatch())
        return BackupKind::Replaced;
    return {};
}

void removeBackup(const QString &path)
{
    if (!QFile::remove(path))
        qCWarning(lcStore) << "could not remove the old backup" << path;
    QFile::remove(path % "-wal"_L1);
}

} // namespace

Result<QString> writeBackup(Connection &connection, const QString &path, bool overwrite,
                            const std::stop_token &stop)
{
    if (auto checked = checkTarget(connection, path, overwrite); !checked)
        return failure(checked.error());
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return failure(fileError(path, u"mkpath"_s));
    const BackupPlace place(path);
    if (!place.isOurs())
        return failure(ErrorCode::Conflict,
                       BackupText::tr("A backup to \"%1\" is being made already. Wait until it is "
                                      "done, or choose another name.")
                           .arg(path));
    removeDeadParts(path);
    const QString part = backupPartPath(path);
    removePart(part);
    // SQLite does not sync what it copies: what is written out before need not be waited for after.
    const auto written = copyTo(connection, part)
                             .and_then([&] { return syncFile(part, stop); })
                             .and_then([&] { return finishCopy(part, stop); })
                             .and_then([&] { return syncFile(part, stop); })
                             .and_then([&] { return checkTarget(connection, path, overwrite); })
                             .and_then([&] { return putInPlace(part, path); });
    if (!written) {
        removePart(part);
        return failure(stop.stop_requested() ? cancelledError()
                                             : aboutTarget(written.error(), part, path));
    }
    return path;
}

QString backupPartPath(const QString &path)
{
    return partPathOf(path);
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
        QDir(backupFolder(storePath)).entryInfoList(QDir::Files, QDir::Time);
    QStringList paths;
    for (const QFileInfo &file : files) {
        if (!suffixOf(file.fileName(), info).isEmpty())
            paths.append(file.absoluteFilePath());
    }
    return paths;
}

void pruneBackups(const QString &storePath)
{
    const QFileInfo store(storePath);
    std::map<BackupKind, int> counts;
    for (const QString &path : backupsOf(storePath)) {
        const auto kind = kindOf(suffixOf(QFileInfo(path).fileName(), store));
        if (kind && ++counts[*kind] > kBackupsKept)
            removeBackup(path);
    }
    removeDeadParts(backupFolder(storePath), store.completeBaseName() % '-'_L1); // of other days
}

QString dailyBackupPath(const QString &storePath, QDate day)
{
    return nameIn(storePath, day.toString(Qt::ISODate));
}

QString migrationBackupPath(const QString &storePath, int version)
{
    return nameIn(storePath, kFormat % QString::number(version));
}

QString replacedStorePath(const QString &storePath)
{
    return nameIn(storePath,
                  kReplaced % QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s));
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

} // namespace tidemark::store

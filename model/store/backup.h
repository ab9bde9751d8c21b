// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QDate>
#include <QString>
#include <QStringList>

namespace tidemark::store {

class Connection;

/// Automatic backups kept beside a store.
inline constexpr int kBackupsKept = 7;
/// Above this size the daily backup asks first (P6).
inline constexpr qint64 kLargeStore_bytes = qint64(1) << 30;

/// Writes a consistent copy of the connected store, also while others write: to a part file beside
/// `path`, synced, then renamed. An existing file is replaced only with `overwrite`.
/// Errors: AlreadyExists, Cancelled, DiskFull and others of sqlError(). Returns the path.
[[nodiscard]] Result<QString> writeBackup(Connection &connection, const QString &path,
                                          bool overwrite);

/// The file that writeBackup() fills before it becomes `path`; its size tells how far it is.
[[nodiscard]] QString backupPartPath(const QString &path);

/// The folder of the automatic backups of a store.
[[nodiscard]] QString backupFolder(const QString &storePath);
/// The automatic backups, newest first.
[[nodiscard]] QStringList backupsOf(const QString &storePath);
/// Removes the oldest automatic backups beyond kBackupsKept.
void pruneBackups(const QString &storePath);

/// Where today's backup goes, and where the one before a schema change goes.
[[nodiscard]] QString dailyBackupPath(const QString &storePath, QDate day);
[[nodiscard]] QString migrationBackupPath(const QString &storePath, int version);

enum class DailyBackup
{
    Done,     ///< there is one of this day
    Due,      ///< can be made without asking
    AskFirst, ///< large store, or little room on the disk
};
[[nodiscard]] DailyBackup dailyBackupState(const QString &storePath, QDate day);

/// Puts a backup in the place of the store, which must be closed. What stood there is kept as
/// another backup; its path is returned (empty when there was none). Errors: NotFound, Damaged
/// (the backup), NewerSchema, Locked (the store is open in another process), Io.
[[nodiscard]] Result<QString> restoreBackup(const QString &backupPath, const QString &storePath);

} // namespace tidemark::store

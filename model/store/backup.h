// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QDate>
#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <functional>
#include <stop_token>

namespace tidemark::store {

class Connection;

/// Automatic backups kept beside a store; as many of each kind (see pruneBackups()).
inline constexpr int kBackupsKept = 7;
/// Above this size the daily backup asks first (P6).
inline constexpr qint64 kLargeStore_bytes = qint64(1) << 30;

/// Writes a consistent copy of the connected store, also while others write: to a part file beside
/// `path`, synced, then renamed. An existing file is replaced only with `overwrite`, and never the
/// connected store itself nor a store with values in its log. A stop is answered within some tenth
/// of a second. Errors: AlreadyExists, InvalidArgument (the store itself), Conflict (a store in
/// use, or another backup
/// of this process going there), Cancelled, DiskFull and others of sqlError(). Returns the path.
[[nodiscard]] Result<QString> writeBackup(Connection &connection, const QString &path,
                                          bool overwrite, const std::stop_token &stop = {});

/// The file that writeBackup() fills before it becomes `path`; its size tells how far it is.
[[nodiscard]] QString backupPartPath(const QString &path);

/// The folder of the automatic backups of a store.
[[nodiscard]] QString backupFolder(const QString &storePath);
/// The automatic backups, newest first.
[[nodiscard]] QStringList backupsOf(const QString &storePath);
/// Removes the oldest automatic backups beyond kBackupsKept. Those of the days, those before a new
/// format and those that a restore replaced are counted apart: none pushes out another kind. What
/// people have put there under names of their own is neither counted nor removed.
void pruneBackups(const QString &storePath);

/// Where today's backup goes, where the one before a schema change goes, and where what a restore
/// replaces goes.
[[nodiscard]] QString dailyBackupPath(const QString &storePath, QDate day);
[[nodiscard]] QString migrationBackupPath(const QString &storePath, int version);
[[nodiscard]] QString replacedStorePath(const QString &storePath);

enum class DailyBackup
{
    Done,     ///< there is one of this day
    Due,      ///< can be made without asking
    AskFirst, ///< large store, or little room on the disk
};
[[nodiscard]] DailyBackup dailyBackupState(const QString &storePath, QDate day);

/// Called after each step of a restore with its name; for tests of interruption.
using RestoreProbe = std::function<void(QLatin1StringView step)>;

/// Puts a backup in the place of the store, which must be closed. What stood there is kept as
/// another backup; its path is returned (empty when there was none). A crash at any moment leaves
/// the store as it was or the restored one; the log of a damaged store, which nobody can read into
/// it, may then lie beside the kept copy only (`replaced-…` in backupFolder()). Errors: NotFound,
/// InvalidArgument (the store itself), Damaged (the backup), NewerSchema, Locked (the store or the
/// backup is open somewhere, also where nothing was written yet), Io.
[[nodiscard]] Result<QString> restoreBackup(const QString &backupPath, const QString &storePath,
                                            const RestoreProbe &probe = {});

} // namespace tidemark::store

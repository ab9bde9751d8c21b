// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QString>

class QSqlError;

namespace tidemark::store {

/// The store's sentence for what the database reported: Locked, DiskFull, ReadOnly, Damaged, Io,
/// Cancelled (interrupted), PermissionDenied (cannot be opened), Conflict (a constraint) or
/// Internal. `store` is the file's name for people, `statement` goes to the detail. Any thread.
[[nodiscard]] Error sqlError(const QSqlError &error, const QString &store,
                             const QString &statement);
/// The same for what SQLite itself reported: its code, extended or not, and text.
[[nodiscard]] Error sqlError(int code, const QString &text, const QString &store,
                             const QString &statement);

/// The sentence alone, for a code of SQLite; an extended code counts as its primary one. Source:
/// SQLite, "Result and Error Codes".
[[nodiscard]] Error sqliteError(int code, const QString &store, const QString &detail);

/// "The store is damaged …" with what can be done now.
[[nodiscard]] Error damagedError(const QString &store, const QString &detail);

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/sql_error.h"

#include <QCoreApplication>
#include <QSqlError>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SqlErrorText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SqlErrorText)
};

constexpr int kPrimaryCodeMask = 0xff;

// A failed COMMIT of QtSql reports a full disk in its text alone, with an empty code.
int codeOf(int code, const QString &text)
{
    if (text.contains("unsupported file format"_L1)) // a header that no SQLite has written
        return SQLITE_CORRUPT;
    if (code != 0)
        return code & kPrimaryCodeMask;
    if (text.contains("disk is full"_L1))
        return SQLITE_FULL;
    if (text.contains("disk I/O error"_L1))
        return SQLITE_IOERR;
    if (text.contains("locked"_L1))
        return SQLITE_BUSY;
    if (text.contains("interrupted"_L1))
        return SQLITE_INTERRUPT;
    if (text.contains("malformed"_L1))
        return SQLITE_CORRUPT;
    return text.contains("constraint"_L1) ? SQLITE_CONSTRAINT : SQLITE_ERROR;
}

} // namespace

Error damagedError(const QString &store, const QString &detail)
{
    return {ErrorCode::Damaged,
            SqlErrorText::tr("The store \"%1\" is damaged and will not be changed. Restore a "
                             "backup, or export what is readable.")
                .arg(store),
            detail};
}

Error sqliteError(int code, const QString &store, const QString &detail)
{
    switch (code & kPrimaryCodeMask) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Locked,
                SqlErrorText::tr("The store \"%1\" is in use by another program. Nothing was "
                                 "changed. Try again in a moment.")
                    .arg(store),
                detail};
    case SQLITE_FULL:
        return {ErrorCode::DiskFull,
                SqlErrorText::tr("There is no space left for the store \"%1\". Nothing was "
                                 "changed. Free some disk space and try again.")
                    .arg(store),
                detail};
    case SQLITE_READONLY:
        return {ErrorCode::ReadOnly,
                SqlErrorText::tr("The store \"%1\" can only be read. Save a copy to change it.")
                    .arg(store),
                detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return damagedError(store, detail);
    case SQLITE_IOERR:
        return {ErrorCode::Io,
                SqlErrorText::tr("Reading or writing the store \"%1\" failed. Check the disk or "
                                 "the connection to it, then try again.")
                    .arg(store),
                detail};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {ErrorCode::PermissionDenied,
                SqlErrorText::tr("The store \"%1\" could not be opened. Check that its folder "
                                 "exists and that you may use it.")
                    .arg(store),
                detail};
    case SQLITE_INTERRUPT:
        return {ErrorCode::Cancelled, SqlErrorText::tr("Stopped. Nothing was changed."), detail};
    case SQLITE_CONSTRAINT:
        return {ErrorCode::Conflict,
                SqlErrorText::tr("The store \"%1\" already holds something else in that place. "
                                 "Nothing was changed.")
                    .arg(store),
                detail};
    default:
        return {
            ErrorCode::Internal,
            SqlErrorText::tr("The store \"%1\" could not answer. Nothing was changed.").arg(store),
            detail};
    }
}

Error sqlError(int code, const QString &text, const QString &store, const QString &statement)
{
    const QString detail = statement % ": "_L1 % text % " ("_L1 % QString::number(code) % ')'_L1;
    return sqliteError(codeOf(code, text), store, detail);
}

Error sqlError(const QSqlError &error, const QString &store, const QString &statement)
{
    return sqlError(error.nativeErrorCode().toInt(),
                    error.databaseText() % ' '_L1 % error.driverText(), store, statement);
}

} // namespace tidemark::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/foreign_file.h"

#include "model/store/connection.h"
#include "model/store/migrations.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct ForeignText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ForeignText)
};

// Long enough for the end of a short transaction, short enough to be cancelled.
constexpr int kBusyTimeout_ms = 150;
constexpr int kMaxCell_bytes = 16 * 1024 * 1024;

// The file's first bytes. Source: SQLite, "Database File Format", section 1.3.
constexpr qsizetype kHeaderBytes = 20;
constexpr QByteArrayView kMagic("SQLite format 3\0", 16);
constexpr qsizetype kReadVersionPlace = 19; ///< 2: the database keeps a log (WAL)

QString nameOf(const QString &path)
{
    return QFileInfo(path).fileName();
}

Result<QByteArray> headerOf(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return failure(ErrorCode::NotFound,
                       ForeignText::tr("The file \"%1\" does not exist.").arg(path), u"foreign"_s);
    QFile file(path);
    if (info.isDir() || !file.open(QIODevice::ReadOnly))
        return failure(
            ErrorCode::PermissionDenied,
            ForeignText::tr("The file \"%1\" cannot be read: %2").arg(path, file.errorString()),
            u"foreign"_s);
    const QByteArray header = file.read(kHeaderBytes);
    if (!header.startsWith(kMagic))
        return failure(ErrorCode::Unsupported,
                       ForeignText::tr("\"%1\" is no database of SQLite. Choose another format.")
                           .arg(nameOf(path)),
                       u"foreign.magic"_s);
    return header;
}

// How the file is to be opened so that SQLite makes no file beside it.
Result<OpenMode> modeFor(const QString &path, const QByteArray &header)
{
    const bool keepsLog = header.size() == kHeaderBytes && header[kReadVersionPlace] == 2;
    const QFileInfo log(path % "-wal"_L1);
    const bool hasIndex = QFileInfo::exists(path % "-shm"_L1);
    if (log.size() > 0 && !hasIndex)
        return failure(ErrorCode::Unsupported,
                       ForeignText::tr("Some changes of \"%1\" lie in \"%2\" still, where another "
                                       "program left them. Open the database with that program, "
                                       "close it, and import it then.")
                           .arg(nameOf(path), log.fileName()),
                       u"foreign.log"_s);
    // Without a log a reader makes no files. With one, both must be there already.
    return !keepsLog || (log.exists() && hasIndex) ? OpenMode::ReadOnly : OpenMode::Immutable;
}

} // namespace

ForeignFile::ForeignFile(ForeignFile &&) noexcept = default;
ForeignFile &ForeignFile::operator=(ForeignFile &&) noexcept = default;
ForeignFile::~ForeignFile() = default;

ForeignFile::Stamp ForeignFile::stampOf(const QString &path)
{
    const QFileInfo info(path);
    const QFileInfo log(path % "-wal"_L1);
    return {info.size() + log.size(), info.lastModified().toMSecsSinceEpoch()};
}

Result<ForeignFile> ForeignFile::open(const QString &path)
{
    const auto header = headerOf(path);
    if (!header)
        return failure(header.error());
    const auto mode = modeFor(path, *header);
    if (!mode)
        return failure(mode.error());
    ForeignFile file;
    file.m_path = path;
    file.m_stamp = stampOf(path);
    file.m_isLocked = *mode == OpenMode::ReadOnly;
    auto connection = Connection::open({path, *mode, kBusyTimeout_ms});
    if (!connection)
        return failure(file.translated(connection.error()));
    file.m_connection = std::move(*connection);
    sqlite3_limit(file.m_connection->handle(), SQLITE_LIMIT_LENGTH, kMaxCell_bytes);
    const auto application =
        file.m_connection->scalar(u"PRAGMA application_id"_s, "application_id"_L1);
    if (!application)
        return failure(file.translated(application.error()));
    if (application->toInt() == kApplicationId)
        return failure(
            ErrorCode::Unsupported,
            ForeignText::tr("\"%1\" is a store of Tidemark. Open it as a store; to bring "
                            "its values here, export them there as CSV and import that "
                            "file.")
                .arg(nameOf(path)),
            u"foreign.store"_s);
    return file;
}

Result<void> ForeignFile::checkUnchanged() const
{
    if (m_isLocked || stampOf(m_path) == m_stamp)
        return {};
    return failure(ErrorCode::Conflict,
                   ForeignText::tr("Another program changed \"%1\" while it was read. Import it "
                                   "again.")
                       .arg(nameOf(m_path)),
                   u"foreign.changed"_s);
}

Error ForeignFile::translated(const Error &error) const
{
    const QString name = nameOf(m_path);
    const bool isTooBig = m_connection && sqlite3_errcode(m_connection->handle()) == SQLITE_TOOBIG;
    if (isTooBig)
        return {ErrorCode::Unsupported,
                ForeignText::tr("A text in \"%1\" is longer than %2 MiB, the most that a cell may "
                                "have.")
                    .arg(name)
                    .arg(kMaxCell_bytes / (1024 * 1024)),
                error.detail};
    switch (error.code) {
    case ErrorCode::Locked:
        return {error.code,
                ForeignText::tr("Another program is writing to \"%1\". Try again when it has "
                                "finished.")
                    .arg(name),
                error.detail};
    case ErrorCode::Damaged:
        return {error.code,
                ForeignText::tr("The database \"%1\" is damaged. Mend it with the program that it "
                                "belongs to, and import it then.")
                    .arg(name),
                error.detail};
    case ErrorCode::Cancelled:
    case ErrorCode::NotFound:
    case ErrorCode::Unsupported:
    case ErrorCode::Conflict:
        return error;
    default:
        return {error.code,
                ForeignText::tr("The database \"%1\" cannot be read. Look whether its program has "
                                "closed it and whether you may read it.")
                    .arg(name),
                error.detail};
    }
}

} // namespace tidemark::store

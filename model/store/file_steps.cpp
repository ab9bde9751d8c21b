// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/file_steps.h"

#include "model/store/store_lanes.h"
#include "model/store/store_mark.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

#ifdef Q_OS_LINUX
#include <cerrno>
#include <cstdio>
#include <cstring>
#endif

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr auto kPart = ".part-"_L1;

std::filesystem::path pathOf(const QString &path)
{
    return path.toStdU16String();
}

#ifdef Q_OS_LINUX
constexpr qint64 kSlice_bytes = qint64(4) << 20; // a slow disk writes it in a tenth of a second

// Source: sync_file_range(2), errors.
bool isNotSupported(int code)
{
    return code == ENOSYS || code == EINVAL || code == ESPIPE || code == EOPNOTSUPP;
}

// What remains for fsync is small then. A file system that cannot do it leaves all to fsync; what
// failed is said here, for the system tells of a failed write once only.
Result<void> writeOut(const QFile &file, const std::stop_token &stop)
{
    for (qint64 at = 0; at < file.size(); at += kSlice_bytes) {
        if (stop.stop_requested())
            return failure(cancelledError());
        if (::sync_file_range(file.handle(), at, kSlice_bytes,
                              SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                                  SYNC_FILE_RANGE_WAIT_AFTER) == 0)
            continue;
        const int code = errno;
        if (isNotSupported(code))
            break;
        return failure(fileError(file.fileName(),
                                 u"sync_file_range: "_s % QLatin1StringView(std::strerror(code))));
    }
    return {};
}
#else
Result<void> writeOut(const QFile &, const std::stop_token &)
{
    return {};
}
#endif

// Moves only where nothing is, in one step. Not every file system and system can.
std::error_code moveToFreePlace(const QString &part, const QString &path)
{
#ifdef Q_OS_LINUX
    const QByteArray from = QFile::encodeName(part);
    const QByteArray to = QFile::encodeName(path);
    const int done =
        ::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE);
    return done == 0 ? std::error_code() : std::error_code(errno, std::generic_category());
#else
    Q_UNUSED(part)
    Q_UNUSED(path)
    return std::make_error_code(std::errc::not_supported);
#endif
}

// The same in two steps, for a network drive: for a moment the file has both names.
std::error_code linkToFreePlace(const QString &part, const QString &path)
{
    std::error_code error;
    std::filesystem::create_hard_link(pathOf(part), pathOf(path), error);
    if (!error)
        QFile::remove(part);
    return error;
}

} // namespace

Error fileError(const QString &path, const QString &detail)
{
    return {ErrorCode::Io,
            QCoreApplication::translate("tidemark::store::Backup",
                                        "The file \"%1\" could not be written. Check the disk and "
                                        "your rights to its folder.")
                .arg(path),
            detail};
}

Error aboutTarget(Error error, const QString &part, const QString &path)
{
    error.message.replace(part, path);
    return error;
}

QString partPathOf(const QString &path)
{
    return path % kPart % QString::number(QCoreApplication::applicationPid());
}

void removeDeadParts(const QString &folder, const QString &start)
{
    QDir place(folder);
    const QStringList names = place.entryList(QDir::Files);
    for (const QString &name : names) {
        const qsizetype at = name.lastIndexOf(kPart);
        if (at < 0 || !name.startsWith(start))
            continue;
        bool isNumber = false;
        const qint64 process =
            name.sliced(at + kPart.size()).section('-'_L1, 0, 0).toLongLong(&isNumber);
        if (isNumber && process > 0 && !isProcessAlive(process))
            place.remove(name);
    }
}

void removeDeadParts(const QString &path)
{
    const QFileInfo info(path);
    removeDeadParts(info.absolutePath(), info.fileName() % kPart);
}

Result<void> syncFile(const QString &path, const std::stop_token &stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite))
        return failure(fileError(path, file.errorString()));
    if (auto written = writeOut(file, stop); !written)
        return written;
#ifdef Q_OS_UNIX
    if (::fsync(file.handle()) != 0)
        return failure(fileError(path, QStringLiteral("fsync")));
#endif
    return {};
}

void syncFolder(const QString &folder)
{
#ifdef Q_OS_UNIX
    const int handle =
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    (void)::fsync(handle); // not every file system can
    ::close(handle);
#else
    Q_UNUSED(folder)
#endif
}

Result<void> putInPlace(const QString &part, const QString &path)
{
    std::error_code error;
    std::filesystem::rename(pathOf(part), pathOf(path), error);
    if (error)
        return failure(fileError(path, QString::fromStdString(error.message())));
    syncFolder(QFileInfo(path).absolutePath());
    return {};
}

Result<bool> putInFreePlace(const QString &part, const QString &path)
{
    std::error_code error = moveToFreePlace(part, path);
    if (error && error != std::errc::file_exists)
        error = linkToFreePlace(part, path);
    if (error == std::errc::file_exists)
        return false;
    if (error)
        return failure(fileError(path, QString::fromStdString(error.message())));
    syncFolder(QFileInfo(path).absolutePath());
    return true;
}

bool isSameFile(const QString &one, const QString &other)
{
    std::error_code error;
    return std::filesystem::equivalent(pathOf(one), pathOf(other), error) && !error;
}

void removePart(const QString &part)
{
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        QFile::remove(part + QLatin1StringView(suffix));
}

} // namespace tidemark::store

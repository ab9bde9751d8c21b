// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/json_lines_file.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace tidemark::metrics_sinks {
namespace {

struct FileText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::metrics_sinks::JsonLinesFile)
};

constexpr mode_t kOwnerOnly = 0600;

ErrorCode codeOf(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ErrorCode::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::PermissionDenied;
    default:
        return ErrorCode::Io;
    }
}

/// Where the last whole line ends; nothing when that cannot be read.
std::optional<std::int64_t> endOfLines(int file, std::int64_t size_bytes)
{
    std::array<char, std::size_t{64} * 1024> piece;
    for (std::int64_t end = size_bytes; end > 0;) {
        const std::int64_t begin =
            std::max<std::int64_t>(0, end - static_cast<std::int64_t>(piece.size()));
        const auto length = static_cast<std::size_t>(end - begin);
        if (::pread(file, piece.data(), length, begin) != static_cast<ssize_t>(length))
            return std::nullopt;
        const auto last = std::string_view(piece.data(), length).rfind('\n');
        if (last != std::string_view::npos)
            return begin + static_cast<std::int64_t>(last) + 1;
        end = begin;
    }
    return 0;
}

/// The number of the system's error, or 0.
int writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written == 0 ? EIO : errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

} // namespace

JsonLinesFile::JsonLinesFile(const QString &path, const JsonLinesOptions &options)
    : m_path(path)
    , m_name(QFile::encodeName(path))
    , m_options(options)
{}

Result<JsonLinesFile> JsonLinesFile::open(const QString &path, const JsonLinesOptions &options)
{
    JsonLinesFile file(path, options);
    if (auto opened = file.reopen(); !opened)
        return failure(opened.error());
    return file;
}

tl::unexpected<Error> JsonLinesFile::failed(int number) const
{
    const ErrorCode code = codeOf(number);
    const QString message =
        code == ErrorCode::DiskFull
            ? FileText::tr("The metrics could not be written to \"%1\": the disk is full. Make "
                           "room on it.")
            : FileText::tr("The metrics could not be written to \"%1\". Look at the file's "
                           "permissions and its disk.");
    return failure(code, message.arg(m_path), QString::fromLocal8Bit(std::strerror(number)));
}

Result<void> JsonLinesFile::reopen()
{
    m_file = statsd::Descriptor();
    m_file = statsd::Descriptor(
        ::open(m_name.constData(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kOwnerOnly));
    if (!m_file.isOpen())
        return failed(errno);
    if (::flock(m_file.number(), LOCK_EX | LOCK_NB) == 0)
        return mend();
    const int number = errno;
    m_file = statsd::Descriptor();
    if (number != EWOULDBLOCK)
        return failed(number);
    return failure(
        ErrorCode::Locked,
        FileText::tr("Another program writes to \"%1\". Choose another file, or end that "
                     "program.")
            .arg(m_path));
}

Result<void> JsonLinesFile::mend()
{
    struct stat state
    {};
    if (::fstat(m_file.number(), &state) != 0)
        return failed(errno);
    if (!S_ISREG(state.st_mode))
        return failed(EACCES);
    const auto end = endOfLines(m_file.number(), state.st_size);
    if (!end)
        return failed(EIO);
    m_size_bytes = *end;
    const std::int64_t half_bytes = state.st_size - *end;
    m_mended_bytes += half_bytes;
    return half_bytes > 0 ? takeBack(0) : Result<void>();
}

bool JsonLinesFile::isStillThere() const
{
    struct stat here
    {};
    struct stat there
    {};
    return m_file.isOpen() && ::fstat(m_file.number(), &here) == 0 &&
           ::stat(m_name.constData(), &there) == 0 && here.st_ino == there.st_ino &&
           here.st_dev == there.st_dev && here.st_size == m_size_bytes;
}

/// Cuts the file off after its whole lines. `number`: the error that this is done for.
Result<void> JsonLinesFile::takeBack(int number)
{
    if (::ftruncate(m_file.number(), m_size_bytes) != 0) {
        const int cause = number != 0 ? number : errno;
        m_file = statsd::Descriptor(); // opening it again mends it
        return failed(cause);
    }
    return number != 0 ? Result<void>(failed(number)) : Result<void>();
}

Result<void> JsonLinesFile::append(std::string_view lines)
{
    Q_ASSERT(lines.empty() || lines.back() == '\n');
    if (lines.empty())
        return {};
    if (!isStillThere()) {
        if (auto opened = reopen(); !opened)
            return opened;
    }
    const auto length = static_cast<std::int64_t>(lines.size());
    if (m_size_bytes > 0 && m_size_bytes + length > m_options.most_bytes) {
        if (auto rotated = rotate(); !rotated)
            return rotated;
    }
    int number = writeAll(m_file.number(), lines);
    if (number == 0 && m_options.isSynced && ::fdatasync(m_file.number()) != 0)
        number = errno;
    if (number != 0)
        return takeBack(number);
    m_size_bytes += length;
    return {};
}

// From the oldest on, so that at each instant each line is in one file.
Result<void> JsonLinesFile::rotate()
{
    const auto nameOf = [this](int number) {
        return number == 0 ? m_name : m_name + '.' + QByteArray::number(number);
    };
    if (m_options.olderFiles <= 0 && ::unlink(m_name.constData()) != 0)
        return failed(errno);
    for (int number = m_options.olderFiles; number > 0; --number) {
        const bool isDone =
            ::rename(nameOf(number - 1).constData(), nameOf(number).constData()) == 0;
        if (!isDone && errno != ENOENT)
            return failed(errno);
    }
    return reopen();
}

} // namespace tidemark::metrics_sinks

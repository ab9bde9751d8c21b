// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/kernel_files.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace tidemark::collect {
namespace {

constexpr qsizetype kBlockBytes = 16 * 1024;

// read(2) until the end; nothing on an error or beyond the limit.
std::optional<QByteArray> readToEnd(int descriptor)
{
    QByteArray content;
    std::array<char, kBlockBytes> block{};
    for (;;) {
        const ssize_t count = ::read(descriptor, block.data(), block.size());
        if (count == 0)
            return content;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || content.size() + count > KernelFiles::kMaxBytes)
            return std::nullopt;
        content.append(block.data(), count);
    }
}

bool isShorterOrLess(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

} // namespace

KernelFiles::KernelFiles(QString root)
    : m_root(std::move(root))
{}

std::optional<QByteArray> KernelFiles::read(const QString &path) const
{
    // Without O_NONBLOCK a pipe without a writer would be waited for.
    const int descriptor =
        ::open(QFile::encodeName(below(path)).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return std::nullopt;
    auto content = readToEnd(descriptor);
    ::close(descriptor);
    return content;
}

std::optional<QByteArray> KernelFiles::readTrimmed(const QString &path) const
{
    auto content = read(path);
    if (content)
        content = content->trimmed();
    return content;
}

QStringList KernelFiles::entries(const QString &folder) const
{
    // System: links that lead nowhere are entries too.
    QStringList names =
        QDir(below(folder))
            .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System,
                       QDir::Unsorted);
    std::sort(names.begin(), names.end(), isShorterOrLess);
    return names;
}

std::optional<DiskSpace> KernelFiles::space(const QString &path) const
{
    struct statvfs state = {};
    if (::statvfs(QFile::encodeName(below(path)).constData(), &state) != 0)
        return std::nullopt;
    auto space = diskSpaceOf(state.f_blocks, state.f_bfree, state.f_bavail, state.f_frsize);
    if (space && state.f_ffree <= state.f_files) {
        space->inodesTotal = state.f_files;
        space->inodesFree = state.f_ffree;
    }
    return space;
}

QString KernelFiles::below(const QString &path) const
{
    return m_root + u'/' + path;
}

} // namespace tidemark::collect

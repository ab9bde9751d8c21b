// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/disk_space.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark::collect {

/// The small text files in which the kernel tells the machine's state, below a root. Paths may
/// start with `/` and are taken below the root all the same. Any thread but the window's: a file
/// system whose server does not answer makes space() wait.
class KernelFiles
{
public:
    /// Longest file that is read, in bytes.
    static constexpr qsizetype kMaxBytes = qsizetype{1024} * 1024;

    explicit KernelFiles(QString root = QStringLiteral("/"));

    /// The whole file, read to its end whatever its size claims; nothing for one that cannot be
    /// read, is no file or is longer than kMaxBytes.
    [[nodiscard]] std::optional<QByteArray> read(const QString &path) const;
    /// As read(), without white space at both ends.
    [[nodiscard]] std::optional<QByteArray> readTrimmed(const QString &path) const;
    /// The names in a folder, shorter ones first and then by character, so that `temp2` stands
    /// before `temp10`; none for a folder that cannot be read.
    [[nodiscard]] QStringList entries(const QString &folder) const;
    /// The room of the file system that holds `path` (statvfs); nothing where there is no such
    /// path.
    [[nodiscard]] std::optional<DiskSpace> space(const QString &path) const;

private:
    [[nodiscard]] QString below(const QString &path) const;

    QString m_root;
};

} // namespace tidemark::collect

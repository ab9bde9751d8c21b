// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QSaveFile>

namespace tidemark::exchange {

/// A file that is written beside its target and takes its place whole at the end (X9). Without
/// commit() the target stays as it was. One thread.
class SafeFile
{
public:
    explicit SafeFile(const QString &path);

    /// Errors: AlreadyExists unless `overwrite`, NotFound (folder), PermissionDenied, DiskFull, Io.
    [[nodiscard]] Result<void> open(bool overwrite);
    [[nodiscard]] QIODevice &device() noexcept { return m_file; }
    [[nodiscard]] Result<void> write(const QByteArray &bytes);
    /// Writes out, syncs and renames.
    [[nodiscard]] Result<void> commit();

private:
    QSaveFile m_file;
};

/// Writes all bytes to an open device. Errors: DiskFull, PermissionDenied, Io; the message names
/// `target`.
[[nodiscard]] Result<void> writeAll(QIODevice &device, const QByteArray &bytes,
                                    const QString &target);

} // namespace tidemark::exchange

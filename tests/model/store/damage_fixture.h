// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/model/store/store_fixture.h"
#include "tests/support/files.h"

namespace tidemark::test {

/// What a damaged store must keep: its file, and its log (none and an empty one are the same).
struct Evidence
{
    QByteArray store;
    QByteArray log;

    friend bool operator==(const Evidence &, const Evidence &) = default;
};

inline Evidence evidenceOf(const QString &path)
{
    return {fileHash(path), contentOf(path + QLatin1StringView("-wal"))};
}

/// Writes `content` as a store of that name without anything beside it; its path.
[[nodiscard]] inline QString storeOf(const QTemporaryDir &folder, const QByteArray &content,
                                     const QString &name)
{
    const QString path = folder.filePath(name + QLatin1StringView(".tidemark"));
    for (const char *suffix : {"", "-wal", "-shm"})
        QFile::remove(path + QLatin1StringView(suffix));
    writeFile(path, content);
    return path;
}

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/collect/kernel_files.h"
#include "tests/support/files.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

namespace tidemark::test {

/// A folder that stands for the root of a machine.
class FixtureTree
{
public:
    void write(const QString &path, const QByteArray &content)
    {
        const QString whole = m_folder.filePath(path);
        QDir().mkpath(QFileInfo(whole).path());
        QFile::remove(whole); // shortening a file that exists waits for the disk
        writeFile(whole, content);
    }
    void remove(const QString &path) { QFile::remove(m_folder.filePath(path)); }
    [[nodiscard]] QString pathOf(const QString &path) const { return m_folder.filePath(path); }
    [[nodiscard]] collect::KernelFiles files() const
    {
        return collect::KernelFiles(m_folder.path());
    }

private:
    QTemporaryDir m_folder;
};

} // namespace tidemark::test

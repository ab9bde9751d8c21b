// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_disk.h"

#include <QFile>

#include <sys/mount.h>

namespace tidemark::test {

namespace {

constexpr qint64 kBlock_bytes = 4096;

} // namespace

std::unique_ptr<SmallDisk> SmallDisk::make(qint64 size_bytes)
{
    std::unique_ptr<SmallDisk> disk(new SmallDisk);
    const QByteArray size = "size=" + QByteArray::number(size_bytes);
    const QByteArray folder = QFile::encodeName(disk->path());
    if (!disk->m_folder.isValid() || ::mount("tmpfs", folder.constData(), "tmpfs",
                                             MS_NOSUID | MS_NODEV, size.constData()) != 0) {
        disk->m_folder.remove();
        return nullptr;
    }
    return disk;
}

SmallDisk::~SmallDisk()
{
    if (m_folder.isValid())
        ::umount2(QFile::encodeName(path()).constData(), MNT_DETACH);
}

bool SmallDisk::setBallast(qint64 size_bytes)
{
    const QString name = filePath(QStringLiteral("ballast"));
    if (size_bytes == 0)
        return QFile::remove(name);
    QFile file(name);
    const QByteArray content(size_bytes, 'b');
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.flush();
}

void SmallDisk::fill()
{
    QFile file(filePath(QStringLiteral("ballast")));
    if (!file.open(QIODevice::Append | QIODevice::Unbuffered))
        return;
    const QByteArray block(kBlock_bytes, 'b');
    while (file.write(block) == block.size()) {
    }
}

} // namespace tidemark::test

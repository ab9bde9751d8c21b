// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace tidemark::test {

/// A file system in memory that is soon full, mounted on a temporary folder while it lives.
class SmallDisk final
{
public:
    /// Nothing where mounting is not allowed (ordinary users, most containers).
    [[nodiscard]] static std::unique_ptr<SmallDisk> make(qint64 size_bytes);
    ~SmallDisk(); // unmounts
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    [[nodiscard]] QString filePath(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString path() const { return m_folder.path(); }
    /// Takes up space with a file; false when it did not fit. Zero gives the space back.
    bool setBallast(qint64 size_bytes);
    /// Leaves at most some kilobytes.
    void fill();

private:
    SmallDisk() = default;

    QTemporaryDir m_folder;
};

} // namespace tidemark::test

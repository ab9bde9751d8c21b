// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/power_cut_vfs.h"
#include "tests/support/small_disk.h"

#include <QString>
#include <QTemporaryDir>

#include <limits>
#include <memory>

namespace tidemark::test {

/// A disk on which no file grows any more once it is filled: a mounted one, or SQLite's file system
/// made to believe so where mounting is not allowed. Create it before a store on it is opened.
class FillingDisk final
{
public:
    explicit FillingDisk(bool isMounted)
    {
        if (isMounted)
            m_mounted = SmallDisk::make(kSize_bytes);
        else
            m_simulated = std::make_unique<PowerCutRecorder>(m_folder.path());
    }

    /// False where mounting is not allowed.
    [[nodiscard]] bool isThere() const { return m_mounted || m_simulated; }
    [[nodiscard]] QString filePath(const QString &name) const
    {
        return m_mounted ? m_mounted->filePath(name) : m_folder.filePath(name);
    }
    /// Any thread, one at a time.
    void fill()
    {
        if (m_mounted)
            m_mounted->fill();
        else
            m_simulated->setCapacity(0);
    }
    [[nodiscard]] bool freeSpace()
    {
        if (m_mounted)
            return m_mounted->setBallast(0);
        m_simulated->setCapacity(std::numeric_limits<std::int64_t>::max());
        return true;
    }

private:
    static constexpr qint64 kSize_bytes = qint64{16} * 1024 * 1024;

    QTemporaryDir m_folder;
    std::unique_ptr<SmallDisk> m_mounted;
    std::unique_ptr<PowerCutRecorder> m_simulated;
};

} // namespace tidemark::test

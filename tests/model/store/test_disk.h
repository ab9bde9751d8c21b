// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/power_cut_vfs.h"
#include "tests/support/small_disk.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidemark::test {

inline constexpr qint64 kDisk_bytes = qint64{6} * 1024 * 1024;
/// Half of it: a log as long as what was free can be moved into its store when space is freed.
inline constexpr qint64 kBallast_bytes = kDisk_bytes / 2;

/// A disk of kDisk_bytes that holds kBallast_bytes already: a mounted one, or SQLite's file system
/// made to believe so where mounting is not allowed.
class TestDisk
{
public:
    explicit TestDisk(bool isMounted)
    {
        if (isMounted) {
            m_mounted = SmallDisk::make(kDisk_bytes);
            m_isThere = m_mounted && m_mounted->setBallast(kBallast_bytes);
            return;
        }
        m_simulated = std::make_unique<PowerCutRecorder>(m_folder.path());
        m_simulated->setCapacity(kDisk_bytes - kBallast_bytes);
        m_isThere = true;
    }
    [[nodiscard]] bool isThere() const { return m_isThere; }
    [[nodiscard]] QString filePath(const QString &name) const
    {
        return m_mounted ? m_mounted->filePath(name) : m_folder.filePath(name);
    }
    void freeSpace()
    {
        if (m_mounted)
            QVERIFY(m_mounted->setBallast(0));
        else
            m_simulated->setCapacity(kDisk_bytes);
    }

    /// A row for each kind of disk, in the column `isMounted`.
    static void addRows()
    {
        QTest::addColumn<bool>("isMounted");
        QTest::newRow("simulated") << false;
        QTest::newRow("mounted") << true;
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<SmallDisk> m_mounted;
    std::unique_ptr<PowerCutRecorder> m_simulated;
    bool m_isThere = false;
};

} // namespace tidemark::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/files.h"
#include "tests/support/program.h"
#include "tests/support/small_disk.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

const QByteArray kOld = "what an earlier export wrote\n";

/// An export that is killed or runs out of space (hardening tests R12 and R3): the old file is as
/// it was, or the new one is whole.
class InterruptedExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void leavesTheOldFileOrTheWholeNewOneWhenKilled();
    void leavesTheOldFileOnAFullDisk();

private:
    [[nodiscard]] QStringList exportTo(const QString &target) const
    {
        return {u"export"_s,   u"records"_s, u"--store"_s,    m_store,
                u"--output"_s, target,       u"--overwrite"_s};
    }

    QTemporaryDir m_folder;
    QString m_store;
    QByteArray m_whole; // what the export must be
    qint64 m_duration_ms = 0;
    std::mt19937_64 m_random;
    int m_rounds = 20;
};

void InterruptedExportTest::initTestCase()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260305"_s).toULongLong();
    m_rounds = qEnvironmentVariable("TIDEMARK_KILL_ROUNDS", u"20"_s).toInt();
    qInfo("seed %llu, %d rounds", seed, m_rounds);
    m_random.seed(seed);
    m_store = m_folder.filePath(u"s.tidemark"_s);
    QByteArray csv = "time,metric,value,note\n";
    for (int i = 0; i < 30'000; ++i)
        csv += "2026-01-01T00:00:00." + QByteArray::number(i).rightJustified(6, '0') + "Z,m," +
               QByteArray::number(i) + ".5,a note to make the file larger\n";
    const QString rows = m_folder.filePath(u"rows.csv"_s);
    writeFile(rows, csv);
    const ProgramResult imported = runTidemark({u"import"_s, rows, u"--store"_s, m_store});
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    const QString reference = m_folder.filePath(u"reference.csv"_s);
    QElapsedTimer sinceStart;
    sinceStart.start();
    const ProgramResult exported = runTidemark(exportTo(reference));
    m_duration_ms = sinceStart.elapsed();
    QVERIFY2(exported.exitCode == 0, exported.err.constData());
    m_whole = contentOf(reference);
    QCOMPARE(m_whole.count('\n'), 30'001);
}

void InterruptedExportTest::leavesTheOldFileOrTheWholeNewOneWhenKilled()
{
    const QTemporaryDir folder;
    const QString target = folder.filePath(u"export.csv"_s);
    int old = 0;
    int whole = 0;
    for (int round = 0; round < m_rounds; ++round) {
        writeFile(target, kOld);
        const auto process = startTidemark(exportTo(target));
        QVERIFY(process->waitForStarted());
        const auto span_ms = static_cast<std::uint64_t>(m_duration_ms + 1);
        if (!process->waitForFinished(static_cast<int>(m_random() % span_ms))) {
            process->kill();
            QVERIFY(process->waitForFinished());
        }
        const bool hasEnded = process->exitStatus() == QProcess::NormalExit;
        const QByteArray content = contentOf(target);
        QVERIFY2(content == m_whole || (content == kOld && !hasEnded),
                 qPrintable(u"round %1: %2 bytes"_s.arg(round).arg(content.size())));
        (content == kOld ? old : whole) += 1;
        // What a killed export leaves behind has another name than an export.
        QCOMPARE(QDir(folder.path()).entryList({u"*.csv"_s}, QDir::Files),
                 QStringList{u"export.csv"_s});
    }
    qInfo("%d exports: the old file %d times, the whole new one %d times", m_rounds, old, whole);
    QVERIFY(old > 0);
    const ProgramResult last = runTidemark(exportTo(target)); // leftovers are in nobody's way
    QVERIFY2(last.exitCode == 0, last.err.constData());
    QCOMPARE(contentOf(target), m_whole);
}

void InterruptedExportTest::leavesTheOldFileOnAFullDisk()
{
    const auto disk = SmallDisk::make(m_whole.size() + qsizetype{256} * 1024);
    if (!disk)
        QSKIP("a small file system cannot be mounted here");
    const QString target = disk->filePath(u"export.csv"_s);
    writeFile(target, kOld);
    QVERIFY(disk->setBallast(m_whole.size() / 2));
    const ProgramResult full = runTidemark(exportTo(target));
    QCOMPARE(full.exitCode, 1);
    QVERIFY2(full.err.contains("export.csv") && full.err.contains("no space left"),
             full.err.constData());
    QCOMPARE(full.err.count("tidemark:"), 1); // one message
    QCOMPARE(contentOf(target), kOld);
    QCOMPARE(QDir(disk->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name),
             (QStringList{u"ballast"_s, u"export.csv"_s}));
    QVERIFY(disk->setBallast(0));
    const ProgramResult after = runTidemark(exportTo(target));
    QVERIFY2(after.exitCode == 0, after.err.constData());
    QCOMPARE(contentOf(target), m_whole);
}

} // namespace

TIDEMARK_TEST(InterruptedExportTest)
#include "interrupted_export_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/kernel_files.h"

#include "tests/services/collect/fixture_tree.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;
using tidemark::test::FixtureTree;

class KernelFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsFilesBelowItsRootOnly();
    void readsFilesThatClaimToBeEmpty();
    void refusesWhatIsNoSmallFile();
    void ordersNamesByTheirNumbers();
    void measuresTheRoomOfAFileSystem();
    void computesRoom_data();
    void computesRoom();
};

void KernelFilesTest::readsFilesBelowItsRootOnly()
{
    FixtureTree tree;
    tree.write(u"proc/loadavg"_s, " 1 2 3\n");
    QCOMPARE(tree.files().read(u"proc/loadavg"_s), QByteArray(" 1 2 3\n"));
    QCOMPARE(tree.files().read(u"/proc/loadavg"_s), QByteArray(" 1 2 3\n"));
    QCOMPARE(tree.files().readTrimmed(u"proc/loadavg"_s), QByteArray("1 2 3"));
    QVERIFY(!tree.files().read(u"/proc/meminfo"_s)); // the machine has one, the tree has not
    tree.write(u"empty"_s, "");
    QCOMPARE(tree.files().read(u"empty"_s), QByteArray(""));
}

void KernelFilesTest::readsFilesThatClaimToBeEmpty()
{
    QCOMPARE(QFileInfo(u"/proc/self/status"_s).size(), 0);
    const auto status = KernelFiles().read(u"proc/self/status"_s);
    QVERIFY(status);
    QVERIFY(status->startsWith("Name:"));
    QVERIFY(status->endsWith('\n'));
}

void KernelFilesTest::refusesWhatIsNoSmallFile()
{
    FixtureTree tree;
    tree.write(u"largest"_s, QByteArray(KernelFiles::kMaxBytes, 'x'));
    tree.write(u"beyond"_s, QByteArray(KernelFiles::kMaxBytes + 1, 'x'));
    QCOMPARE(tree.files().read(u"largest"_s)->size(), KernelFiles::kMaxBytes);
    QVERIFY(!tree.files().read(u"beyond"_s));
    QVERIFY(!tree.files().read(u"nowhere"_s));
    QVERIFY(!tree.files().read(u"."_s));
    // Nobody writes into the pipe: reading it must not wait.
    QCOMPARE(::mkfifo(QFile::encodeName(tree.pathOf(u"pipe"_s)).constData(), 0600), 0);
    QCOMPARE(tree.files().read(u"pipe"_s).value_or(QByteArray()), QByteArray());
}

void KernelFilesTest::ordersNamesByTheirNumbers()
{
    FixtureTree tree;
    for (const char *name : {"temp10", "temp2", "temp1", ".hid"})
        tree.write(u"chip/"_s + QLatin1String(name), "");
    QVERIFY(QFile::link(tree.pathOf(u"nowhere"_s), tree.pathOf(u"chip/link"_s)));
    QCOMPARE(tree.files().entries(u"chip"_s),
             (QStringList{u".hid"_s, u"link"_s, u"temp1"_s, u"temp2"_s, u"temp10"_s}));
    QCOMPARE(tree.files().entries(u"nowhere"_s), QStringList());
    QCOMPARE(tree.files().entries(u"chip/temp1"_s), QStringList());
}

void KernelFilesTest::measuresTheRoomOfAFileSystem()
{
    FixtureTree tree;
    const auto space = tree.files().space(u"/"_s);
    QVERIFY(space);
    QVERIFY(space->total > 0);
    QVERIFY(space->used <= space->total);
    QVERIFY(space->free <= space->total - space->used);
    QVERIFY(!tree.files().space(u"nowhere"_s));
}

void KernelFilesTest::computesRoom_data()
{
    QTest::addColumn<quint64>("blocks");
    QTest::addColumn<quint64>("free");
    QTest::addColumn<quint64>("available");
    QTest::addColumn<quint64>("size");
    QTest::addColumn<double>("percent"); // -1: none
    const quint64 most = std::numeric_limits<quint64>::max();
    const auto row = [](const char *name, quint64 blocks, quint64 free, quint64 available,
                        quint64 size, double percent) {
        QTest::newRow(name) << blocks << free << available << size << percent;
    };
    row("half", 100, 50, 50, 4096, 50);
    row("root's reserve is neither", 100, 20, 0, 4096, 100);
    row("a reserve of five", 100, 55, 50, 4096, 100 * 45.0 / 95);
    row("unused", 100, 100, 100, 4096, 0);
    row("without room", 0, 0, 0, 4096, -1);
    row("more free than there is", 100, 101, 101, 4096, -1);
    row("beyond 64 bits", most, 0, 0, 4096, -1);
    row("at 64 bits", most, 1, most, 1, 100 * 0.5);
}

void KernelFilesTest::computesRoom()
{
    QFETCH(const quint64, blocks);
    QFETCH(const quint64, free);
    QFETCH(const quint64, available);
    QFETCH(const quint64, size);
    QFETCH(const double, percent);
    const auto space = diskSpaceOf(blocks, free, available, size);
    const auto used = space ? usedPercent(*space) : std::nullopt;
    QCOMPARE(used.value_or(-1), percent);
    if (used)
        QCOMPARE(space->used, (blocks - free) * size);
}

TIDEMARK_TEST(KernelFilesTest)
#include "kernel_files_test.moc"

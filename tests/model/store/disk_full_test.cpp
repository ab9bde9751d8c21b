// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "tests/model/store/store_fixture.h"
#include "tests/model/store/test_disk.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// A store on a disk that gets full (hardening test R3): one clear sentence, nothing acknowledged
/// is lost, reading goes on, and so does writing once there is space again.
class DiskFullTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void losesNothingAndGoesOnAfterSpaceIsFreed_data() { TestDisk::addRows(); }
    void losesNothingAndGoesOnAfterSpaceIsFreed();
    void leavesAnImportOutWhole_data() { TestDisk::addRows(); }
    void leavesAnImportOutWhole();
    void saysWhenABackupDoesNotFit();
    void asksBeforeABackupWhenThereIsLittleRoom();

private:
    [[nodiscard]] static Result<EntryOutcome> enter(const DataPorts &ports, int number);
    [[nodiscard]] static std::int64_t countOf(const DataPorts &ports);
    static void checkFull(const Error &error, const QString &file);
};

Result<EntryOutcome> DiskFullTest::enter(const DataPorts &ports, int number)
{
    ValueEntry entry{u"m"_s, {}, 0.5 * number, Timestamp(number)};
    entry.note = QString(8000, u'n');
    return answer(ports.records->enter(entry));
}

std::int64_t DiskFullTest::countOf(const DataPorts &ports)
{
    return answer(ports.records->count({})).value_or(-1);
}

void DiskFullTest::checkFull(const Error &error, const QString &file)
{
    QCOMPARE(error.code, ErrorCode::DiskFull);
    QVERIFY2(error.message.contains(file), qPrintable(error.message));
    QVERIFY2(error.message.contains(u"Free some"_s), qPrintable(error.message));
}

void DiskFullTest::losesNothingAndGoesOnAfterSpaceIsFreed()
{
    QFETCH(const bool, isMounted);
    TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const QString path = disk.filePath(u"full.tidemark"_s);
    int acknowledged = 0;
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        Result<EntryOutcome> entered = enter(ports, 0);
        for (; entered; entered = enter(ports, acknowledged))
            ++acknowledged;
        checkFull(entered.error(), u"full"_s);
        QVERIFY(acknowledged > 10);
        for (int i = 0; i < 3; ++i) { // it stays full, and says so each time
            const auto again = enter(ports, acknowledged);
            QVERIFY(!again);
            checkFull(again.error(), u"full"_s);
            QCOMPARE(countOf(ports), std::int64_t(acknowledged)); // reading goes on
        }
        QVERIFY((*store)->readOnlyReason().isEmpty()); // full is not damaged
        disk.freeSpace();
        for (int i = 0; i < 5; ++i, ++acknowledged) {
            const auto after = enter(ports, acknowledged);
            QVERIFY2(after, qPrintable(after ? QString() : after.error().detail));
        }
    }
    const auto store = openStore(path);
    QVERIFY(store);
    const auto page =
        answer((*store)->ports().records->page({}, SortOrder::Ascending, {}, kMaxPageRows));
    QVERIFY(page);
    QCOMPARE(page->records.size(), std::size_t(acknowledged));
    for (int i = 0; i < acknowledged; ++i)
        QCOMPARE(page->records[std::size_t(i)].value, 0.5 * i);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
    qInfo("%d values, none lost", acknowledged);
}

void DiskFullTest::leavesAnImportOutWhole()
{
    QFETCH(const bool, isMounted);
    const TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto store = openStore(disk.filePath(u"full.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    QVERIFY(enter(ports, 1));
    std::vector<ImportRow> rows;
    for (int i = 0; i < 3000; ++i) {
        ImportRow row;
        row.metric = u"bulk"_s;
        row.start = row.end = Timestamp(i);
        row.note = QString(3000, u'n');
        rows.push_back(row);
    }
    const auto imported = answer(
        ports.records->importRows(std::make_shared<VectorSource>(rows), {u"import"_s}, {}, {}));
    QVERIFY(!imported);
    checkFull(imported.error(), u"full"_s);
    QCOMPARE(countOf(ports), std::int64_t(1));
    QCOMPARE(answer(ports.catalog->definitions())->size(), 1U);
    const auto after = enter(ports, 2);
    QVERIFY2(after, qPrintable(after ? QString() : after.error().detail));
    QVERIFY(answer(ports.admin->check())->isSound());
}

void DiskFullTest::saysWhenABackupDoesNotFit()
{
    const auto disk = SmallDisk::make(kDisk_bytes);
    if (!disk)
        QSKIP("a small file system cannot be mounted here");
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"whole.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    for (int i = 0; i < 100; ++i)
        QVERIFY(enter(ports, i));
    disk->fill();
    const QString backup = disk->filePath(u"backup.tidemark"_s);
    const auto written = answer(ports.admin->backupTo(backup, false));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::DiskFull);
    QCOMPARE(QDir(disk->path()).entryList(QDir::Files), QStringList{u"ballast"_s});
    QVERIFY(disk->setBallast(0));
    const auto again = answer(ports.admin->backupTo(backup, false));
    QVERIFY2(again, qPrintable(again ? QString() : again.error().detail));
}

void DiskFullTest::asksBeforeABackupWhenThereIsLittleRoom() // P6
{
    const auto disk = SmallDisk::make(kDisk_bytes);
    if (!disk)
        QSKIP("a small file system cannot be mounted here");
    const QString path = disk->filePath(u"s.tidemark"_s);
    const QDate day(2026, 1, 1);
    QVERIFY(openStore(path));
    QTRY_COMPARE(store::dailyBackupState(path, day), store::DailyBackup::Due);
    disk->fill();
    QCOMPARE(store::dailyBackupState(path, day), store::DailyBackup::AskFirst);
}

} // namespace

TIDEMARK_TEST(DiskFullTest)
#include "disk_full_test.moc"

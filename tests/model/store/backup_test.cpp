// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/migrations.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aBackupHoldsTheSameContent();
    void neverReplacesAFileUnlessAllowed();
    void aBackupDuringWritesIsSound();
    void keepsTheLastSevenAutomaticBackups();
    void makesTheDailyBackupOnceADay();
    void keepsTheKindsOfBackupsApart();
    void refusesToReplaceTheStoreItself();
    void refusesToReplaceAStoreInUse();
    void stoppingLeavesNothingBehind();
    void asksFirstForALargeStore();
    void keepsWhatPeopleHaveNamed();
    void backupsToOneFileDoNotMeet();
    void removesWhatKilledBackupsLeft();
};

void BackupTest::aBackupHoldsTheSameContent()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copies/a b.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 20);
    const auto written = answer((*store)->ports().admin->backupTo(copy, false, {}));
    QVERIFY2(written, qPrintable(written ? QString() : written.error().detail));
    QCOMPARE(*written, copy);
    QCOMPARE(QDir(folder.filePath(u"copies"_s)).entryList(QDir::Files).size(), 1);
    QCOMPARE(contentDump(copy), contentDump(path));
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(99)})));
}

void BackupTest::neverReplacesAFileUnlessAllowed()
{
    const QTemporaryDir folder;
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    QFile file(copy);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    const auto refused = answer((*store)->ports().admin->backupTo(copy, false, {}));
    QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(QFileInfo(copy).size(), 4);
    QVERIFY(answer((*store)->ports().admin->backupTo(copy, true, {})));
    QVERIFY(QFileInfo(copy).size() > 4);
}

void BackupTest::aBackupDuringWritesIsSound() // R9
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    std::vector<ImportRow> rows;
    for (int i = 0; i < 20'000; ++i) {
        ImportRow row;
        row.metric = u"load"_s;
        row.value = i;
        row.start = row.end = Timestamp(i);
        rows.push_back(row);
    }
    enterValues(*store, -50, 0);
    const auto imported =
        (*store)->ports().records->importRows(std::make_shared<VectorSource>(rows), {}, {}, {});
    std::vector<QFuture<Result<QString>>> backups;
    for (int i = 0; i < 4; ++i)
        backups.push_back((*store)->ports().admin->backupTo(
            folder.filePath(u"copy%1.tidemark"_s.arg(i)), false, {}));
    QVERIFY(answer(imported));
    for (auto &backup : backups) {
        const auto path = answer(backup);
        QVERIFY(path);
        const auto copy = openStore(*path);
        QVERIFY(copy);
        QVERIFY(answer((*copy)->ports().admin->check())->isSound());
        const std::int64_t count = answer((*copy)->ports().records->count({}, {})).value_or(-1);
        QVERIFY(count == 50 || count == 20'050); // all of the import or nothing of it
    }
}

void BackupTest::keepsTheLastSevenAutomaticBackups() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    QVERIFY(QDir().mkpath(backupFolder(path)));
    for (int day = 1; day <= 10; ++day) {
        QFile file(dailyBackupPath(path, QDate(2026, 1, day)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QDateTime time(QDate(2026, 1, day), QTime(12, 0), Qt::UTC);
        QVERIFY(file.setFileTime(time, QFileDevice::FileModificationTime));
    }
    pruneBackups(path);
    const QStringList left = backupsOf(path);
    QCOMPARE(left.size(), kBackupsKept);
    QCOMPARE(left.constFirst(), dailyBackupPath(path, QDate(2026, 1, 10)));
    QCOMPARE(left.constLast(), dailyBackupPath(path, QDate(2026, 1, 4)));
}

void BackupTest::makesTheDailyBackupOnceADay() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 5);
    const QDate today = QDate::currentDate();
    QCOMPARE(dailyBackupState(path, today), DailyBackup::Due);
    QVERIFY(backupsOf(path).isEmpty()); // opening makes none: a window does, and tells of it
    const auto made = answer((*store)->makeDailyBackup());
    QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
    QCOMPARE(backupsOf(path), QStringList{*made});
    QCOMPARE(dailyBackupState(path, today), DailyBackup::Done);
    QCOMPARE(dailyBackupState(path, today.addDays(1)), DailyBackup::Due);
    QCOMPARE(contentDump(*made), contentDump(path));
}

void BackupTest::keepsTheKindsOfBackupsApart() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s [1].tidemark"_s);
    QVERIFY(QDir().mkpath(backupFolder(path)));
    const auto make = [](const QString &backup, int day) {
        QFile file(backup);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QDateTime time(QDate(2026, 1, day), QTime(12, 0), Qt::UTC);
        QVERIFY(file.setFileTime(time, QFileDevice::FileModificationTime));
    };
    const QString replaced = replacedStorePath(path);
    make(replaced, 1); // older than all backups of the days
    make(migrationBackupPath(path, 1), 2);
    for (int day = 3; day <= 12; ++day)
        make(dailyBackupPath(path, QDate(2026, 1, day)), day);
    pruneBackups(path);
    QCOMPARE(backupsOf(path).size(), kBackupsKept + 2);
    QVERIFY(QFileInfo::exists(replaced));
    QVERIFY(QFileInfo::exists(migrationBackupPath(path, 1)));
}

void BackupTest::refusesToReplaceTheStoreItself()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 5);
    const QString symbolic = folder.filePath(u"symbolic.tidemark"_s);
    const QString hard = folder.filePath(u"hard.tidemark"_s);
    QVERIFY(QFile::link(path, symbolic));
    QCOMPARE(::link(QFile::encodeName(path).constData(), QFile::encodeName(hard).constData()), 0);
    const QByteArray before = contentDump(path);
    for (const QString &target : {path, folder.filePath(u"./s.tidemark"_s), symbolic, hard}) {
        const auto refused = answer((*store)->ports().admin->backupTo(target, true));
        QVERIFY2(!refused, qPrintable(target));
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }
    enterValues(*store, 5, 6); // still the same file
    QVERIFY(contentDump(path) != before);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void BackupTest::refusesToReplaceAStoreInUse()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    const QString path = folder.filePath(u"other.tidemark"_s);
    const auto other = openStore(path);
    QVERIFY(store && other);
    enterValues(*other, 0, 5);
    const auto refused = answer((*store)->ports().admin->backupTo(path, true));
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(answer((*other)->ports().records->count({}, {})).value_or(-1), 5);
    QVERIFY(answer((*other)->ports().admin->check())->isSound());
}

void BackupTest::stoppingLeavesNothingBehind()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 5);
    std::stop_source stop;
    stop.request_stop();
    // The connection itself is not stopped: the copy is made, what follows sees the stop.
    auto connection = Connection::open({path, OpenMode::ReadOnly});
    QVERIFY(connection);
    const QString copy = folder.filePath(u"copies/copy.tidemark"_s);
    const auto stopped = writeBackup(**connection, copy, false, stop.get_token());
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(QDir(folder.filePath(u"copies"_s)).isEmpty());
}

void BackupTest::asksFirstForALargeStore() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QDate day(2026, 1, 1);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(4096));
    QCOMPARE(dailyBackupState(path, day), DailyBackup::Due);
    QVERIFY(file.resize(kLargeStore_bytes + 1)); // takes no room
    QCOMPARE(dailyBackupState(path, day), DailyBackup::AskFirst);
    QVERIFY(QDir().mkpath(backupFolder(path)));
    QFile made(dailyBackupPath(path, day));
    QVERIFY(made.open(QIODevice::WriteOnly));
    QCOMPARE(dailyBackupState(path, day), DailyBackup::Done);
}

void BackupTest::keepsWhatPeopleHaveNamed() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString backups = backupFolder(path);
    QVERIFY(QDir().mkpath(backups));
    const auto make = [](const QString &backup, int day) {
        QFile file(backup);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QDateTime time(QDate(2026, 1, day), QTime(12, 0), Qt::UTC);
        QVERIFY(file.setFileTime(time, QFileDevice::FileModificationTime));
    };
    const QStringList names{u"before-trip"_s, u"2026-01"_s, u"format-x"_s, u"replaced-by me"_s};
    for (const QString &name : names) {
        make(backups + u"/s-%1.tidemark"_s.arg(name), 1);
        for (int copy = 0; copy < kBackupsKept; ++copy)
            make(backups + u"/s-%1 %2.tidemark"_s.arg(name).arg(copy), 2);
    }
    for (int day = 3; day <= 12; ++day)
        make(dailyBackupPath(path, QDate(2026, 1, day)), day);
    pruneBackups(path);
    QCOMPARE(backupsOf(path).size(), kBackupsKept + names.size() * (kBackupsKept + 1));
    QVERIFY(QFileInfo::exists(dailyBackupPath(path, QDate(2026, 1, 6))));
    QVERIFY(!QFileInfo::exists(dailyBackupPath(path, QDate(2026, 1, 5))));
}

void BackupTest::backupsToOneFileDoNotMeet()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 50);
    std::vector<QFuture<Result<QString>>> backups;
    for (int i = 0; i < 8; ++i)
        backups.push_back((*store)->ports().admin->backupTo(copy, true));
    int made = 0;
    for (auto &backup : backups) {
        const auto written = answer(backup);
        if (!written)
            QCOMPARE(written.error().code, ErrorCode::Conflict);
        made += written ? 1 : 0;
    }
    QVERIFY(made > 0);
    QCOMPARE(contentDump(copy), contentDump(path));
    QVERIFY(!QFileInfo::exists(backupPartPath(copy)));
}

void BackupTest::removesWhatKilledBackupsLeft()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 5);
    QVERIFY(QDir().mkpath(backupFolder(path)));
    const QString day = dailyBackupPath(path, QDate(2026, 1, 1));
    const QStringList dead{copy + u".part-999999999"_s, copy + u".part-999999999-wal"_s,
                           day + u".part-999999999"_s};
    const QStringList kept{copy + u".part-%1"_s.arg(::getppid()), copy + u".part-two"_s,
                           folder.filePath(u"other.part-999999999"_s)};
    for (const QString &name : dead + kept) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QVERIFY(answer((*store)->ports().admin->backupTo(copy, false)));
    QVERIFY(answer((*store)->makeDailyBackup()));
    for (const QString &name : dead)
        QVERIFY2(!QFileInfo::exists(name), qPrintable(name));
    for (const QString &name : kept)
        QVERIFY2(QFileInfo::exists(name), qPrintable(name));
}

TIDEMARK_TEST(BackupTest)
#include "backup_test.moc"

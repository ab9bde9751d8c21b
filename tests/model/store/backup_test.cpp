// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/migrations.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QTest>

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
    void restoresABackupAndKeepsWhatWasThere();
    void restoresOverADamagedStore();
    void refusesToRestoreWhatIsNoBackup();

private:
    static void enter(const StorePointer &store, int from, int to)
    {
        for (int i = from; i < to; ++i)
            QVERIFY(answer(store->ports().records->enter({u"load"_s, {}, 0.1 * i, Timestamp(i)})));
    }
};

void BackupTest::aBackupHoldsTheSameContent()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copies/a b.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enter(*store, 0, 20);
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
    enter(*store, -50, 0);
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
    OpenOptions options = openOptions(path);
    options.automaticBackups = true;
    {
        const auto store = answer(LocalStore::open(options));
        QVERIFY(store);
        QCoreApplication::processEvents();
    }
    QVERIFY(backupsOf(path).isEmpty()); // there is nothing to keep yet
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enter(*store, 0, 5);
    }
    {
        const auto store = answer(LocalStore::open(options));
        QVERIFY(store);
        QCOMPARE((*store)->dailyBackup(), DailyBackup::Due);
        QTRY_COMPARE(backupsOf(path).size(), 1);
        QTRY_COMPARE((*store)->dailyBackup(), DailyBackup::Done);
        QCOMPARE(contentDump(backupsOf(path).constFirst()), contentDump(path));
    }
}

void BackupTest::restoresABackupAndKeepsWhatWasThere() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    QByteArray atBackup;
    QByteArray atEnd;
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enter(*store, 0, 5);
        QVERIFY(answer((*store)->ports().admin->backupTo(copy, false, {})));
        atBackup = contentDump(path);
        enter(*store, 5, 9);
        atEnd = contentDump(path);
    }
    const auto aside = restoreBackup(copy, path);
    QVERIFY2(aside, qPrintable(aside ? QString() : aside.error().detail));
    QCOMPARE(contentDump(path), atBackup);
    QCOMPARE(contentDump(*aside), atEnd);
    QVERIFY(backupsOf(path).contains(*aside));
    const auto store = openStore(path);
    QVERIFY(store && (*store)->readOnlyReason().isEmpty());
    enter(*store, 20, 22);
}

void BackupTest::restoresOverADamagedStore()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enter(*store, 0, 5);
        QVERIFY(answer((*store)->ports().admin->backupTo(copy, false, {})));
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write(QByteArray(4096, 'x')) == 4096);
    file.close();
    const QByteArray damaged = fileHash(path);
    QCOMPARE(openStore(path).error().code, ErrorCode::Damaged);
    const auto aside = restoreBackup(copy, path);
    QVERIFY(aside);
    QCOMPARE(fileHash(*aside), damaged);
    QVERIFY(openStore(path));
}

void BackupTest::refusesToRestoreWhatIsNoBackup()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString garbage = folder.filePath(u"garbage.tidemark"_s);
    QVERIFY(openStore(path));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QFile file(garbage);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hello") == 5);
    file.close();
    const QByteArray before = fileHash(path);
    QCOMPARE(restoreBackup(folder.filePath(u"none"_s), path).error().code, ErrorCode::NotFound);
    QCOMPARE(restoreBackup(garbage, path).error().code, ErrorCode::Damaged);
    QCOMPARE(fileHash(path), before);
}

TIDEMARK_TEST(BackupTest)
#include "backup_test.moc"

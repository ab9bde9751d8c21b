// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/store_mark.h"
#include "tests/model/store/dying_child.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/files.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

// A store whose last values are in its log still, as a kill leaves it, and a backup of before.
void makeKilledStore(const QTemporaryDir &folder, const QString &path, const QString &backup)
{
    const QString live = folder.filePath(u"live.tidemark"_s);
    const auto store = openStore(live);
    QVERIFY(store);
    enterValues(*store, 0, 5);
    QVERIFY(answer((*store)->ports().admin->backupTo(backup, true)));
    enterValues(*store, 5, 9);
    QVERIFY(QFile::copy(live, path) && QFile::copy(live + u"-wal"_s, path + u"-wal"_s));
    auto connection = Connection::open({path, OpenMode::ReadWrite});
    QVERIFY(connection && clearMarks(**connection)); // that of this process, which lives
    (*connection)->keepLog();
}

// A closed store with three values and its backup.
void makeStoreAndBackup(const QString &path, const QString &backup)
{
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 3);
    QVERIFY(answer((*store)->ports().admin->backupTo(backup, false)));
}

QString ownPart(const QString &path)
{
    return path + u".part-%1"_s.arg(::getpid());
}

// True when it was killed after step `at`.
bool restoreAndDie(const QString &backup, const QString &path, int at)
{
    return runAndDie(at, [&](const std::function<void()> &step) {
        return restoreBackup(backup, path, [&step](QLatin1StringView) { step(); }).has_value();
    });
}

} // namespace

class RestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void restoresABackupAndKeepsWhatWasThere();
    void killedAnywhereLeavesTheStoreOrTheBackup();
    void restoresOverADamagedStore();
    void restoresWithTheLogOfTheBackup();
    void refusesWhatIsNoBackup();
    void refusesAStoreThatIsOpen();
    void refusesAStoreThatOthersHaveNotWrittenYet();
    void shutsOthersOutUntilTheBackupIsInPlace();
    void aHeldLockIsNoDamage();
    void refusesAnOpenStoreAsBackup();
    void restoresAWriteProtectedBackup();
    void leavesADamagedStoreAsItWasWhenItFails_data();
    void leavesADamagedStoreAsItWasWhenItFails();
    void namesTheStoreWhenTheCopyFails();
    void removesWhatKilledRestoresLeft();
};

void RestoreTest::restoresABackupAndKeepsWhatWasThere() // P6, R9
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    QByteArray atBackup;
    QByteArray atEnd;
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enterValues(*store, 0, 5);
        QVERIFY(answer((*store)->ports().admin->backupTo(copy, false, {})));
        atBackup = contentDump(path);
        enterValues(*store, 5, 9);
        atEnd = contentDump(path);
    }
    const auto aside = restoreBackup(copy, path);
    QVERIFY2(aside, qPrintable(aside ? QString() : aside.error().detail));
    QCOMPARE(contentDump(path), atBackup);
    QCOMPARE(contentDump(*aside), atEnd);
    QVERIFY(backupsOf(path).contains(*aside));
    const auto store = openStore(path);
    QVERIFY(store && (*store)->readOnlyReason().isEmpty());
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
    enterValues(*store, 20, 22);
}

void RestoreTest::killedAnywhereLeavesTheStoreOrTheBackup() // R9
{
    bool wasKilled = true;
    int old = 0;
    int restored = 0;
    for (int at = 0; wasKilled; ++at) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"s.tidemark"_s);
        const QString backup = folder.filePath(u"copy.tidemark"_s);
        makeKilledStore(folder, path, backup);
        QVERIFY(QFileInfo(path + u"-wal"_s).size() > 0);
        const QByteArray atBackup = contentDump(backup);
        const QByteArray atEnd = contentDump(folder.filePath(u"live.tidemark"_s));
        QVERIFY(atBackup != atEnd);
        wasKilled = restoreAndDie(backup, path, at);
        const auto store = openStore(path);
        QVERIFY2(store, qPrintable(store ? QString() : store.error().message));
        QVERIFY(answer((*store)->ports().admin->check())->isSound());
        const QByteArray now = contentDump(path);
        QVERIFY2(now == atBackup || now == atEnd, qPrintable(u"killed after step %1"_s.arg(at)));
        ++(now == atEnd ? old : restored);
        if (now == atBackup) { // then what was there is kept
            QCOMPARE(backupsOf(path).size(), 1);
            QCOMPARE(contentDump(backupsOf(path).constFirst()), atEnd);
        }
    }
    QVERIFY(old >= 4 && restored >= 2);
}

void RestoreTest::restoresOverADamagedStore()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enterValues(*store, 0, 5);
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
    const auto store = openStore(path);
    QVERIFY(store && answer((*store)->ports().admin->check())->isSound());
}

// What a restore replaced may be a damaged store with its log, and can be restored like any other.
void RestoreTest::restoresWithTheLogOfTheBackup()
{
    const QTemporaryDir folder;
    const QString backup = folder.filePath(u"replaced.tidemark"_s);
    makeKilledStore(folder, backup, folder.filePath(u"copy.tidemark"_s));
    const QString path = folder.filePath(u"s.tidemark"_s);
    QVERIFY(restoreBackup(backup, path));
    QVERIFY(!QFileInfo::exists(path + u"-wal"_s));
    QCOMPARE(contentDump(path), contentDump(folder.filePath(u"live.tidemark"_s)));
}

void RestoreTest::refusesWhatIsNoBackup()
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
    QCOMPARE(restoreBackup(path, path).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(fileHash(path), before);
}

void RestoreTest::refusesAStoreThatIsOpen()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 0, 3);
    QVERIFY(answer((*store)->ports().admin->backupTo(copy, false)));
    QCOMPARE(restoreBackup(copy, path).error().code, ErrorCode::Locked);
    enterValues(*store, 3, 6);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

// As `tidemark import -` that waits for its input: it has opened the store, and written nothing.
void RestoreTest::refusesAStoreThatOthersHaveNotWrittenYet() // R9
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    {
        const auto waiting = openStore(path);
        QVERIFY(waiting);
        const auto refused = restoreBackup(copy, path);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
        enterValues(*waiting, 3, 6);
    }
    const auto store = openStore(path);
    QVERIFY(store);
    QCOMPARE(answer((*store)->ports().records->count({}, {})).value_or(-1), 6);
}

void RestoreTest::shutsOthersOutUntilTheBackupIsInPlace() // R9
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    QStringList openAfter;
    const auto restored = restoreBackup(copy, path, [&](QLatin1StringView step) {
        if (Connection::open({path, OpenMode::ReadWrite, 0}))
            openAfter.append(QString(step));
    });
    QVERIFY2(restored, qPrintable(restored ? QString() : restored.error().detail));
    QCOMPARE(openAfter, (QStringList{u"copied"_s, u"in place"_s}));
    const auto store = openStore(path);
    QVERIFY(store);
    enterValues(*store, 3, 6);
    QCOMPARE(answer((*store)->ports().records->count({}, {})).value_or(-1), 6);
}

void RestoreTest::aHeldLockIsNoDamage()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    {
        auto other = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(other && (*other)->execute(u"PRAGMA journal_mode = DELETE"_s, "test"_L1));
        QVERIFY((*other)->execute(u"BEGIN EXCLUSIVE"_s, "test"_L1));
        const auto refused = restoreBackup(copy, path);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
    }
    QVERIFY(backupsOf(path).isEmpty());
    QVERIFY(restoreBackup(copy, path));
}

void RestoreTest::refusesAnOpenStoreAsBackup()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString live = folder.filePath(u"live.tidemark"_s);
    makeStoreAndBackup(path, folder.filePath(u"copy.tidemark"_s));
    const QByteArray before = fileHash(path);
    const auto other = openStore(live);
    QVERIFY(other);
    enterValues(*other, 0, 3);
    const auto refused = restoreBackup(live, path);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Locked);
    QCOMPARE(fileHash(path), before);
}

void RestoreTest::restoresAWriteProtectedBackup()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
    QVERIFY(restoreBackup(copy, path));
    QVERIFY(QFile::permissions(path) & QFile::WriteOwner);
    const auto store = openStore(path);
    QVERIFY(store && (*store)->readOnlyReason().isEmpty());
    enterValues(*store, 3, 6);
}

void RestoreTest::leavesADamagedStoreAsItWasWhenItFails_data()
{
    QTest::addColumn<bool>("isLogStuck");
    QTest::newRow("the log cannot be removed") << true;
    QTest::newRow("the copy is gone") << false;
}

void RestoreTest::leavesADamagedStoreAsItWasWhenItFails()
{
    QFETCH(const bool, isLogStuck);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeKilledStore(folder, path, copy);
    QFile file(path);
    const QByteArray damaged(file.size(), 'x');
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write(damaged) == damaged.size());
    file.close();
    const QByteArray log = contentOf(path + u"-wal"_s);
    QVERIFY(!log.isEmpty());
    const auto failed = restoreBackup(copy, path, [&](QLatin1StringView step) {
        if (isLogStuck && step == "kept aside"_L1)
            QVERIFY(QFile::remove(path + u"-wal"_s) && QDir().mkdir(path + u"-wal"_s));
        if (!isLogStuck && step == "without its log"_L1)
            QVERIFY(QFile::remove(ownPart(path)));
    });
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Io);
    QCOMPARE(contentOf(path), damaged);
    if (!isLogStuck)
        QCOMPARE(contentOf(path + u"-wal"_s), log);
    QVERIFY(backupsOf(path).isEmpty()); // it has one name only, so nobody opens it under two
}

void RestoreTest::namesTheStoreWhenTheCopyFails()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    QVERIFY(QDir().mkdir(ownPart(path)));
    const auto failed = restoreBackup(copy, path);
    QVERIFY(!failed);
    const QString message = failed.error().message;
    QVERIFY2(message.contains(path) && !message.contains(u".part-"_s), qPrintable(message));
}

void RestoreTest::removesWhatKilledRestoresLeft()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString copy = folder.filePath(u"copy.tidemark"_s);
    makeStoreAndBackup(path, copy);
    QFile left(path + u".part-999999999"_s);
    QVERIFY(left.open(QIODevice::WriteOnly));
    QVERIFY(restoreBackup(copy, path));
    QVERIFY(!left.exists());
}

TIDEMARK_TEST(RestoreTest)
#include "restore_test.moc"

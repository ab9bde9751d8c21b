// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_admin.h"
#include "model/store/backup.h"
#include "model/store/store_mark.h"
#include "tests/model/store/dying_child.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

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

TIDEMARK_TEST(RestoreTest)
#include "restore_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/migrations.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QSysInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

// What a kill leaves of a store with this many values: the files of an open one, copied as they
// are. The path of the copy.
QString makeKilledStore(const QTemporaryDir &folder, int values)
{
    const QString path = folder.filePath(u"s.tidemark"_s);
    QString killed = folder.filePath(u"killed.tidemark"_s);
    const auto store = openStore(path);
    if (!store)
        return {};
    enterValues(*store, 0, values);
    for (const QString &suffix : {u""_s, u"-wal"_s})
        if (!QFile::copy(path + suffix, killed + suffix))
            return {};
    return killed;
}

void overwrite(const QString &path, qint64 at, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

/// Files that are no sound store of this version: newer, foreign, damaged, or as a kill left them.
class StoreFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void newerStoreIsReadWhenItsReaderNumberAllows();
    void newerStoreIsRefusedWithBothVersions();
    void refusesOtherFilesUnchanged_data();
    void refusesOtherFilesUnchanged();
    void aDamagedStoreIsReadNeverWritten();
    void opensWhatAKillLeft();
    void aLostLogLeavesASoundStore();
    void refusesTheLogOfAnotherStore();
    void mendsAGarbageIndexOfTheLog();
};

void StoreFilesTest::newerStoreIsReadWhenItsReaderNumberAllows() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    makeStore(path, 3);
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY((*connection)->execute(u"PRAGMA user_version = 99"_s, "pragma"_L1));
    }
    const QByteArray before = fileHash(path);
    const auto store = openStore(path);
    QVERIFY(store);
    QVERIFY((*store)->readOnlyReason().contains(u"99"_s));
    QCOMPARE(countOf(*store), 3);
    QCOMPARE(
        answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(9)})).error().code,
        ErrorCode::ReadOnly);
    QCOMPARE(fileHash(path), before);
}

void StoreFilesTest::newerStoreIsRefusedWithBothVersions() // P6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    makeStore(path, 1);
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY((*connection)->execute(u"PRAGMA user_version = 99"_s, "pragma"_L1));
        QVERIFY(setStoreInfo(**connection, info_key::kOldestReader, u"98"_s));
    }
    const QByteArray before = fileHash(path);
    const auto refused = openStore(path);
    QCOMPARE(refused.error().code, ErrorCode::NewerSchema);
    QVERIFY(refused.error().message.contains(u"99"_s));
    QVERIFY(refused.error().message.contains(QString::number(kSchemaVersion)));
    QCOMPARE(fileHash(path), before);
}

void StoreFilesTest::refusesOtherFilesUnchanged_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::Damaged;
    QTest::newRow("text") << QByteArray("time,value\n1,2\n") << ErrorCode::Damaged;
    QTest::newRow("header alone") << QByteArray("SQLite format 3\0", 16) << ErrorCode::Damaged;
    QTest::newRow("header and garbage")
        << QByteArray("SQLite format 3\0", 16) + QByteArray(8000, 'x') << ErrorCode::Damaged;
}

void StoreFilesTest::refusesOtherFilesUnchanged()
{
    QFETCH(const QByteArray, content);
    QFETCH(const ErrorCode, code);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"odd.tidemark"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
    file.close();
    const QByteArray before = fileHash(path);
    const auto refused = openStore(path);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"odd"_s));
    QVERIFY(refused.error().code == code || refused.error().code == ErrorCode::Unsupported);
    QVERIFY(!refused.error().message.contains(u"export"_s)); // nothing of it can be read
    QCOMPARE(fileHash(path), before);
}

void StoreFilesTest::aDamagedStoreIsReadNeverWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    makeStore(path, 300);
    {
        auto connection = Connection::open({path, OpenMode::ReadWrite});
        QVERIFY(setStoreInfo(**connection, info_key::kOpenBy, u"1@nowhere-at-all"_s));
        QVERIFY(setStoreInfo(**connection, info_key::kOpenBy,
                             u"999999999@"_s % QSysInfo::machineHostName()));
    }
    // The last page holds rows; its cell pointers now lead nowhere.
    overwrite(path, QFileInfo(path).size() - 4096, QByteArray(64, '\xff'));
    const QByteArray before = fileHash(path);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"damaged store"_s));
    const auto store = openStore(path);
    QVERIFY2(store, qPrintable(store ? QString() : store.error().message));
    QVERIFY((*store)->readOnlyReason().contains(u"export what is readable"_s));
    QVERIFY((*store)->readOnlyReason().contains(u"Restore a backup"_s));
    QCOMPARE(
        answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(9)})).error().code,
        ErrorCode::ReadOnly);
    const auto report = answer((*store)->ports().admin->check());
    QVERIFY(report && !report->isSound());
    QCOMPARE(fileHash(path), before);
}

void StoreFilesTest::opensWhatAKillLeft() // P5
{
    const QTemporaryDir folder;
    const QString killed = makeKilledStore(folder, 50);
    QVERIFY(!killed.isEmpty());
    const auto store = openStore(killed);
    QVERIFY(store && (*store)->readOnlyReason().isEmpty());
    QCOMPARE(countOf(*store), 50);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void StoreFilesTest::aLostLogLeavesASoundStore() // R7
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString lost = folder.filePath(u"lost.tidemark"_s);
    makeStore(path, 20);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        enterValues(*store, 100, 110);
        QVERIFY(QFile::copy(path, lost));
    }
    const auto store = openStore(lost);
    QVERIFY(store);
    QCOMPARE(countOf(*store), 20); // what the log held is gone, the rest is whole
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void StoreFilesTest::refusesTheLogOfAnotherStore() // R7
{
    const QTemporaryDir folder;
    const QString mine = folder.filePath(u"mine.tidemark"_s);
    const QString other = folder.filePath(u"other.tidemark"_s);
    makeStore(mine, 20);
    const QByteArray before = fileHash(mine);
    {
        const auto store = openStore(other);
        QVERIFY(store);
        enterValues(*store, 0, 40, u"heat"_s);
        QVERIFY(QFile::copy(other + u"-wal"_s, mine + u"-wal"_s));
    }
    const auto refused = openStore(mine);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QCOMPARE(fileHash(mine), before);
    QVERIFY(QFile::remove(mine + u"-wal"_s));
    const auto store = openStore(mine);
    QVERIFY(store);
    QCOMPARE(countOf(*store), 20);
}

void StoreFilesTest::mendsAGarbageIndexOfTheLog() // R7
{
    const QTemporaryDir folder;
    const QString killed = makeKilledStore(folder, 10);
    QVERIFY(!killed.isEmpty());
    QFile index(killed + u"-shm"_s);
    QVERIFY(index.open(QIODevice::WriteOnly) && index.write(QByteArray(32'768, '\x5a')) == 32'768);
    index.close();
    const auto store = openStore(killed);
    QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
    QCOMPARE(countOf(*store), 10);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

TIDEMARK_TEST(StoreFilesTest)
#include "store_files_test.moc"

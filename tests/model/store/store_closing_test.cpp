// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "model/store/backup.h"
#include "model/store/transaction.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

StorePointer storeWithRows(const QString &path, int count)
{
    const auto store = openStore(path);
    std::vector<ImportRow> rows;
    for (int i = 0; i < count; ++i) {
        ImportRow row;
        row.metric = u"load"_s;
        row.value = i;
        row.start = row.end = Timestamp(i);
        rows.push_back(row);
    }
    if (!store || !answer((*store)->ports().records->importRows(
                      std::make_shared<VectorSource>(rows), {}, {}, {})))
        qFatal("the store cannot be made");
    return *store;
}

} // namespace

/// Closing a store is no work of the thread that asks for it.
class StoreClosingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void closingDoesNotWaitForABackup();
    void closingFinishesWhatWasAsked();
    void closingDoesNotWaitForAnotherProgram();
};

void StoreClosingTest::closingDoesNotWaitForABackup()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    constexpr int kAttempts = 5; // this thread may be held up until the backup is made
    QVERIFY(answer(storeWithRows(path, 50'000)->close()));
    Result<QString> made;
    bool hasWaited = true;
    for (int attempt = 0; attempt < kAttempts && (made || hasWaited); ++attempt) {
        QDir(backupFolder(path)).removeRecursively();
        StorePointer store = openStore(path).value();
        auto backup = store->makeDailyBackup();
        auto closed = store->close();
        store.reset();
        hasWaited = backup.isFinished();
        made = answer(backup);
        QVERIFY(answer(closed));
    }
    QVERIFY(!hasWaited);
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Cancelled);
    QVERIFY(QDir(backupFolder(path)).entryList(QDir::Files).isEmpty());
    QTRY_COMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
    const auto again = openStore(path);
    QVERIFY(again);
    QCOMPARE(answer((*again)->ports().records->count({}, {})).value_or(-1), 50'000);
}

void StoreClosingTest::closingFinishesWhatWasAsked()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    RecordStore *records = (*store)->ports().records;
    std::vector<QFuture<Result<EntryOutcome>>> asked;
    for (int i = 0; i < 30; ++i)
        asked.push_back(records->enter({u"load"_s, {}, 1, Timestamp(i)}));
    const auto closed = (*store)->close();
    const auto late = answer(records->enter({u"load"_s, {}, 1, Timestamp(99)}));
    QCOMPARE(late.error().code, ErrorCode::Cancelled);
    for (auto &entry : asked)
        QVERIFY(answer(entry));
    QVERIFY(answer(closed));
    QVERIFY(answer((*store)->close())); // and again, without effect
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
    const auto again = openStore(path);
    QCOMPARE(answer((*again)->ports().records->count({}, {})).value_or(-1), 30);
}

void StoreClosingTest::closingDoesNotWaitForAnotherProgram()
{
    constexpr qint64 kBusyTimeout_ms = 5000;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    StorePointer store = storeWithRows(path, 10);
    auto other = Connection::open({path, OpenMode::ReadWrite});
    QVERIFY(other);
    const auto lock = Transaction::begin(**other);
    QVERIFY(lock);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(answer(store->close()));
    QVERIFY(timer.elapsed() < kBusyTimeout_ms);
}

TIDEMARK_TEST(StoreClosingTest)
#include "store_closing_test.moc"

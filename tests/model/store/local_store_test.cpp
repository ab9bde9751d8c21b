// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "model/store/migrations.h"
#include "model/store/transaction.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

namespace {

// Acts as an ordinary user while it lives; only root can do so.
class OrdinaryUser
{
public:
    OrdinaryUser() { m_isActive = ::geteuid() == 0 && ::seteuid(65534) == 0; }
    ~OrdinaryUser()
    {
        if (m_isActive && ::seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    OrdinaryUser(const OrdinaryUser &) = delete;
    OrdinaryUser &operator=(const OrdinaryUser &) = delete;

private:
    bool m_isActive = false;
};

void makeStore(const QString &path, int values)
{
    const auto store = openStore(path);
    QVERIFY(store);
    for (int i = 0; i < values; ++i)
        QVERIFY((answer((*store)->ports().records->enter({u"load"_s, {}, 0.5 * i, Timestamp(i)}))));
}

// What a kill leaves: the files of an open store, copied as they are.
void copyAsKilled(const QString &from, const QString &to)
{
    QVERIFY(QFile::copy(from, to));
    QVERIFY(QFile::copy(from + u"-wal"_s, to + u"-wal"_s));
}

void overwrite(const QString &path, qint64 at, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
    QCOMPARE(file.write(bytes), bytes.size());
}

std::int64_t countOf(const StorePointer &store)
{
    return answer(store->ports().records->count({}, {})).value_or(-1);
}

} // namespace

class LocalStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void createsAStoreAndItsFolder();
    void saysWhenThereIsNoStore();
    void leavesOneFileWhenClosed();
    void mayBeLetGoOfOnAnotherThread();
    void opensForReadingWhenAsked();
    void opensForReadingWhatMayNotBeWritten_data();
    void opensForReadingWhatMayNotBeWritten();
    void newerStoreIsReadWhenItsReaderNumberAllows();
    void newerStoreIsRefusedWithBothVersions();
    void refusesOtherFilesUnchanged_data();
    void refusesOtherFilesUnchanged();
    void aDamagedStoreIsReadNeverWritten();
    void opensWhatAKillLeft();
    void aLostLogLeavesASoundStore();
    void refusesTheLogOfAnotherStore();
    void mendsAGarbageIndexOfTheLog();
    void waitsForAHeldLockThenNamesTheCause();
    void tellsOfItsOwnChangesOnce();
    void tellsOfTheChangesOfOthersWithinASecond();
    void twoStoresWriteTenThousandValuesEach();
};

void LocalStoreTest::createsAStoreAndItsFolder()
{
    const QTemporaryDir folder;
    OpenOptions options = openOptions(folder.filePath(u"a/b/My store.tidemark"_s));
    options.isSample = true;
    const auto store = answer(LocalStore::open(options));
    QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
    const auto info = answer((*store)->ports().admin->info());
    QVERIFY(info);
    QCOMPARE(info->name, u"My store"_s);
    QVERIFY(info->isSample && !info->isReadOnly && info->sizeBytes > 0);
    QCOMPARE(info->schemaVersion, kSchemaVersion);
    QCOMPARE(info->recordCount, 0);
}

void LocalStoreTest::saysWhenThereIsNoStore()
{
    const QTemporaryDir folder;
    OpenOptions options = openOptions(folder.filePath(u"none.tidemark"_s));
    options.mayCreate = false;
    const auto refused = answer(LocalStore::open(options));
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QVERIFY(refused.error().message.contains(u"none.tidemark"_s));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void LocalStoreTest::leavesOneFileWhenClosed()
{
    const QTemporaryDir folder;
    makeStore(folder.filePath(u"s.tidemark"_s), 3);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
}

void LocalStoreTest::mayBeLetGoOfOnAnotherThread()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    (void)LocalStore::open(openOptions(path)); // nobody waits for it
    auto store = openStore(path);
    QVERIFY2(store, qPrintable(store ? QString() : store.error().message + store.error().detail));
    std::jthread([held = std::move(*store)]() mutable { held.reset(); }).join();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(openStore(path));
}

void LocalStoreTest::opensForReadingWhenAsked()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    makeStore(path, 3);
    const QByteArray before = fileHash(path);
    OpenOptions options = openOptions(path);
    options.readOnly = true;
    const auto store = answer(LocalStore::open(options));
    QVERIFY(store);
    QVERIFY(!(*store)->readOnlyReason().isEmpty());
    QCOMPARE(countOf(*store), 3);
    const auto refused = answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(9)}));
    QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
    QCOMPARE(refused.error().message, (*store)->readOnlyReason());
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
    QVERIFY(answer((*store)->ports().admin->info())->isReadOnly);
    QCOMPARE(fileHash(path), before);
}

void LocalStoreTest::opensForReadingWhatMayNotBeWritten_data()
{
    QTest::addColumn<int>("folderMode");
    QTest::addColumn<int>("fileMode");
    QTest::newRow("file") << 0777 << 0444;
    QTest::newRow("folder") << 0555 << 0666;
    QTest::newRow("both, like a medium") << 0555 << 0444;
}

void LocalStoreTest::opensForReadingWhatMayNotBeWritten() // R4
{
    QFETCH(const int, folderMode);
    QFETCH(const int, fileMode);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    makeStore(path, 3);
    const QByteArray before = fileHash(path);
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), static_cast<mode_t>(fileMode)), 0);
    QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), static_cast<mode_t>(folderMode)),
             0);
    {
        const OrdinaryUser user;
        QElapsedTimer timer;
        timer.start();
        const auto store = openStore(path);
        QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
        QVERIFY((*store)->readOnlyReason().contains(u"can only be read"_s));
        QCOMPARE(countOf(*store), 3);
        QVERIFY(timer.elapsed() < 1000);
        const auto refused =
            answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(9)}));
        QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
    }
    QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), 0700), 0);
    QCOMPARE(fileHash(path), before);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
}

void LocalStoreTest::newerStoreIsReadWhenItsReaderNumberAllows() // P6
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

void LocalStoreTest::newerStoreIsRefusedWithBothVersions() // P6
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

void LocalStoreTest::refusesOtherFilesUnchanged_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty") << QByteArray() << ErrorCode::Damaged;
    QTest::newRow("text") << QByteArray("time,value\n1,2\n") << ErrorCode::Damaged;
    QTest::newRow("header alone") << QByteArray("SQLite format 3\0", 16) << ErrorCode::Damaged;
    QTest::newRow("header and garbage")
        << QByteArray("SQLite format 3\0", 16) + QByteArray(8000, 'x') << ErrorCode::Damaged;
}

void LocalStoreTest::refusesOtherFilesUnchanged()
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
    QCOMPARE(fileHash(path), before);
}

void LocalStoreTest::aDamagedStoreIsReadNeverWritten()
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

void LocalStoreTest::opensWhatAKillLeft() // P5
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString killed = folder.filePath(u"killed.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        for (int i = 0; i < 50; ++i)
            QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(i)})));
        copyAsKilled(path, killed);
    }
    const auto store = openStore(killed);
    QVERIFY(store && (*store)->readOnlyReason().isEmpty());
    QCOMPARE(countOf(*store), 50);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void LocalStoreTest::aLostLogLeavesASoundStore() // R7
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString lost = folder.filePath(u"lost.tidemark"_s);
    makeStore(path, 20);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        for (int i = 100; i < 110; ++i)
            QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(i)})));
        QVERIFY(QFile::copy(path, lost));
    }
    const auto store = openStore(lost);
    QVERIFY(store);
    QCOMPARE(countOf(*store), 20); // what the log held is gone, the rest is whole
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void LocalStoreTest::refusesTheLogOfAnotherStore() // R7
{
    const QTemporaryDir folder;
    const QString mine = folder.filePath(u"mine.tidemark"_s);
    const QString other = folder.filePath(u"other.tidemark"_s);
    makeStore(mine, 20);
    const QByteArray before = fileHash(mine);
    {
        const auto store = openStore(other);
        QVERIFY(store);
        for (int i = 0; i < 40; ++i)
            QVERIFY(answer((*store)->ports().records->enter({u"heat"_s, {}, 7, Timestamp(i)})));
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

void LocalStoreTest::mendsAGarbageIndexOfTheLog() // R7
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const QString killed = folder.filePath(u"killed.tidemark"_s);
    {
        const auto store = openStore(path);
        QVERIFY(store);
        for (int i = 0; i < 10; ++i)
            QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(i)})));
        copyAsKilled(path, killed);
    }
    QFile index(killed + u"-shm"_s);
    QVERIFY(index.open(QIODevice::WriteOnly) && index.write(QByteArray(32'768, '\x5a')) == 32'768);
    index.close();
    const auto store = openStore(killed);
    QVERIFY2(store, qPrintable(store ? QString() : store.error().detail));
    QCOMPARE(countOf(*store), 10);
    QVERIFY(answer((*store)->ports().admin->check())->isSound());
}

void LocalStoreTest::waitsForAHeldLockThenNamesTheCause() // R5
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    auto other = Connection::open({path, OpenMode::ReadWrite});
    QVERIFY(other);
    {
        const auto lock = Transaction::begin(**other);
        QVERIFY(lock);
        QElapsedTimer timer;
        timer.start();
        auto future = (*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)});
        QVERIFY(timer.elapsed() < 50); // the asking thread never waits
        QCOMPARE(countOf(*store), 0);  // and readers go on
        const auto refused = answer(future);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
        QVERIFY(refused.error().message.contains(u"in use by another program"_s));
    }
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    QCOMPARE(countOf(*store), 1);
}

void LocalStoreTest::tellsOfItsOwnChangesOnce()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    std::vector<StoreChange> told;
    connect((*store)->ports().events, &StoreEvents::changed, this,
            [&told](const StoreChange &change) { told.push_back(change); });
    std::vector<QFuture<Result<EntryOutcome>>> entries;
    for (int i = 0; i < 30; ++i)
        entries.push_back((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(i)}));
    Record saved;
    for (auto &entry : entries)
        saved = *answer(entry)->saved;
    QTRY_VERIFY(!told.empty());
    StoreChange sum = told.front();
    const auto gathered = [&] {
        for (const StoreChange &change : told)
            sum.merge(change);
        return sum.window && sum.window->end == Timestamp(30);
    };
    QTRY_VERIFY(gathered());
    QVERIFY(sum.touches(saved.key.metric) && sum.definitions && sum.sessions && !sum.allMetrics);
    QCOMPARE(sum.window->begin, Timestamp(0));
    QVERIFY(told.size() < 30U); // gathered, not one by one
}

void LocalStoreTest::tellsOfTheChangesOfOthersWithinASecond() // Z6
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto window = openStore(path);
    const auto command = openStore(path);
    QVERIFY(window && command);
    QCoreApplication::processEvents(); // both begin to watch
    std::optional<StoreChange> seen;
    connect((*window)->ports().events, &StoreEvents::changed, this,
            [&seen](const StoreChange &change) {
                if (seen)
                    seen->merge(change);
                else
                    seen = change;
            });
    const auto entry = answer((*command)->ports().records->enter({u"load"_s, {}, 1, Timestamp(5)}));
    QVERIFY(entry);
    QTRY_VERIFY_WITH_TIMEOUT(seen && seen->touches(entry->saved->key.metric), 1000);
    QVERIFY(seen->window && seen->window->begin == Timestamp(5));
    QCOMPARE(countOf(*window), 1);
    seen.reset();
    QVERIFY(answer((*command)->ports().journal->undo(entry->change)));
    QTRY_VERIFY_WITH_TIMEOUT(seen && seen->touches(entry->saved->key.metric), 1000);
    QCOMPARE(countOf(*window), 0);
}

void LocalStoreTest::twoStoresWriteTenThousandValuesEach() // R8
{
    constexpr int kCalls = 200;
    constexpr int kPerCall = 50;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto first = openStore(path);
    const auto second = openStore(path);
    QVERIFY(first && second);
    std::vector<QFuture<Result<PublishResult>>> calls;
    for (int i = 0; i < kCalls; ++i) {
        for (const StorePointer &store : {*first, *second}) {
            const QString side = store == *first ? u"a"_s : u"b"_s;
            NewSession session;
            session.uid = u"ss_%1_%2"_s.arg(side).arg(i);
            session.start = session.end = Timestamp(i);
            QVERIFY(answer(store->ports().sessions->createSession(session)));
            PublishRequest request;
            request.sessionUid = session.uid;
            request.device = DeviceChoice::none();
            for (int k = 0; k < kPerCall; ++k)
                request.items.push_back({u"m%1"_s.arg(k), 1.0 * i});
            calls.push_back(store->ports().records->publish(request));
        }
    }
    for (auto &call : calls) {
        const auto result = answer(call);
        QVERIFY2(result, qPrintable(result ? QString() : result.error().detail));
        QCOMPARE(result->succeeded.size(), std::size_t(kPerCall));
    }
    QCOMPARE(countOf(*first), 2 * kCalls * kPerCall);
    QCOMPARE(countOf(*second), 2 * kCalls * kPerCall);
    QVERIFY(answer((*first)->ports().admin->check())->isSound());
}

TIDEMARK_TEST(LocalStoreTest)
#include "local_store_test.moc"

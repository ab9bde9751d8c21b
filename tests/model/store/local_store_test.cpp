// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/when_finished.h"
#include "model/ports/record_store.h"
#include "model/ports/store_admin.h"
#include "model/store/file_steps.h"
#include "model/store/migrations.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

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

/// Files of this process that are open in a folder.
int openFilesBelow(const QString &folder)
{
    int count = 0;
    const QDir open(u"/proc/self/fd"_s);
    for (const QString &name : open.entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot))
        count += QFile::symLinkTarget(open.filePath(name)).startsWith(folder) ? 1 : 0;
    return count;
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
    void anOpenedStoreBelongsToItsReceiver();
    void twoOpenersCreateOneStore();
    void aFreePlaceIsTakenOnce();
    void opensForReadingWhenAsked();
    void opensForReadingWhatMayNotBeWritten_data();
    void opensForReadingWhatMayNotBeWritten();
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
    QVERIFY(openFilesBelow(folder.path()) > 0);
    std::jthread([held = std::move(*store)]() mutable { held.reset(); }).join();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(openStore(path));
    QTRY_COMPARE(openFilesBelow(folder.path()), 0); // before the folder is removed
}

// Were the opening thread to hold the store any longer, the last to let go of it might be that
// thread, and the store be closed no sooner than by the event loop of the thread it lives on.
void LocalStoreTest::anOpenedStoreBelongsToItsReceiver()
{
    const QTemporaryDir folder;
    std::promise<long> counted;
    const auto opening = LocalStore::open(openOptions(folder.filePath(u"s.tidemark"_s)));
    whenAnswered(opening, [&counted](const Result<StorePointer> &opened) { // as it is handed over
        counted.set_value(opened ? opened->use_count() : 0);
    });
    const long holders = counted.get_future().get();
    QVERIFY(holders > 0);
    QVERIFY2(holders <= 2, qPrintable(QString::number(holders))); // the future and its copy here
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

// R8: as two commands do that a script starts side by side.
void LocalStoreTest::twoOpenersCreateOneStore()
{
    constexpr int kRounds = 60;
    const QTemporaryDir folder;
    for (int round = 0; round < kRounds; ++round) {
        const QString path = folder.filePath(u"%1.tidemark"_s.arg(round));
        auto one = LocalStore::open(openOptions(path));
        auto two = LocalStore::open(openOptions(path));
        const auto first = answer(one);
        const auto second = answer(two);
        QVERIFY2(first, qPrintable(first ? QString() : first.error().detail));
        QVERIFY2(second, qPrintable(second ? QString() : second.error().detail));
        QVERIFY(answer((*first)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)})));
        QCOMPARE(countOf(*second), 1); // one file, not one over the other
    }
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), kRounds); // no part is left
}

void LocalStoreTest::aFreePlaceIsTakenOnce()
{
    constexpr int kRounds = 200;
    constexpr int kContenders = 4;
    const QTemporaryDir folder;
    for (int round = 0; round < kRounds; ++round) {
        const QString path = folder.filePath(u"place%1"_s.arg(round));
        const auto partOf = [&path](int i) { return u"%1.part%2"_s.arg(path).arg(i); };
        for (int i = 0; i < kContenders; ++i) {
            QFile part(partOf(i));
            QVERIFY(part.open(QIODevice::WriteOnly) && part.write(QByteArray(1, char('a' + i))));
        }
        std::atomic<int> winners = 0;
        std::atomic<int> winner = -1;
        {
            std::vector<std::jthread> contenders;
            for (int i = 0; i < kContenders; ++i)
                contenders.emplace_back([&, i] {
                    if (putInFreePlace(partOf(i), path).value_or(false)) {
                        ++winners;
                        winner = i;
                    }
                });
        }
        QCOMPARE(winners.load(), 1);
        QFile placed(path);
        QVERIFY(placed.open(QIODevice::ReadOnly));
        QCOMPARE(placed.readAll(), QByteArray(1, char('a' + winner.load())));
        QVERIFY(!QFileInfo::exists(partOf(winner.load())));
    }
    QVERIFY(!putInFreePlace(folder.filePath(u"no part"_s), folder.filePath(u"free"_s)));
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
        QVERIFY(timer.elapsed() < 4'500); // no lock was waited for
        const auto refused =
            answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(9)}));
        QCOMPARE(refused.error().code, ErrorCode::ReadOnly);
    }
    QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), 0700), 0);
    QCOMPARE(fileHash(path), before);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"s.tidemark"_s});
}

TIDEMARK_TEST(LocalStoreTest)
#include "local_store_test.moc"

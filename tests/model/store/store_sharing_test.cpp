// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/ports/store_events.h"
#include "model/store/transaction.h"
#include "tests/model/store/opening_fixture.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::store;
using namespace tidemark::test;

/// A store that two programs have open: locks, news of changes, and writing at once.
class StoreSharingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void waitsForAHeldLockThenNamesTheCause();
    void tellsOfItsOwnChangesOnce();
    void tellsOfTheChangesOfOthersWithinASecond();
    void twoStoresWriteTenThousandValuesEach();
};

void StoreSharingTest::waitsForAHeldLockThenNamesTheCause() // R5
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
        auto future = (*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)});
        QVERIFY(!future.isFinished()); // the asking thread does not wait for the lock
        QCOMPARE(countOf(*store), 0);  // and readers go on
        const auto refused = answer(future);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
        QVERIFY(refused.error().message.contains(u"in use by another program"_s));
    }
    QVERIFY(answer((*store)->ports().records->enter({u"load"_s, {}, 1, Timestamp(1)})));
    QCOMPARE(countOf(*store), 1);
}

void StoreSharingTest::tellsOfItsOwnChangesOnce()
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

void StoreSharingTest::tellsOfTheChangesOfOthersWithinASecond() // Z6
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
    QTRY_VERIFY_WITH_TIMEOUT(seen && seen->touches(entry->saved->key.metric), 20'000);
    QVERIFY(seen->window && seen->window->begin == Timestamp(5));
    QCOMPARE(countOf(*window), 1);
    seen.reset();
    QVERIFY(answer((*command)->ports().journal->undo(entry->change)));
    QTRY_VERIFY_WITH_TIMEOUT(seen && seen->touches(entry->saved->key.metric), 20'000);
    QCOMPARE(countOf(*window), 0);
}

void StoreSharingTest::twoStoresWriteTenThousandValuesEach() // R8
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

TIDEMARK_TEST(StoreSharingTest)
#include "store_sharing_test.moc"

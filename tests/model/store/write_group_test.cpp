// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/when_finished.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "model/store/notices.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <semaphore>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// An import that holds the writer until it is let go.
class HeldSource final : public RowSource
{
public:
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &) override
    {
        m_begun.release();
        m_mayEnd.acquire();
        return false;
    }
    void waitUntilBegun() { m_begun.acquire(); }
    void letGo() { m_mayEnd.release(); }

private:
    std::binary_semaphore m_begun{0};
    std::binary_semaphore m_mayEnd{0};
};

} // namespace

/// Changes that wait for the writer at the same moment share one transaction.
class WriteGroupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void changesThatWaitShareATransaction();
    void eachKeepsItsOwnAnswerAndUndoStep();
    void oneThatIsRefusedLeavesItsNeighboursAlone();
    void aNameIsThatOfWhatStandsBeforeIt();
    void keepsTheOrderWithWhatIsDoneAlone();
    void aGroupEndsAtSomeThousandRows();
    void manyThreadsLoseNothing();
    void answersAreInTheFileWhenTheyCome();
    void thoseThatWaitForALockHearOfItTogether();
    void closingAnswersAll();

private:
    void checkNames(const QString &prefix);
    [[nodiscard]] RecordStore &records() { return *m_store->ports().records; }
    [[nodiscard]] std::int64_t transactions()
    {
        auto connection = store::Connection::open({m_store->path(), store::OpenMode::ReadOnly});
        return connection ? store::lastWriteSeq(**connection).value_or(-1) : -1;
    }
    /// Runs `submit` while the writer is held, then lets it go and waits for the writer.
    template <class Submit>
    void whileHeld(Submit submit)
    {
        const auto source = std::make_shared<HeldSource>();
        auto held = records().importRows(source, {}, {}, {});
        source->waitUntilBegun();
        submit();
        source->letGo();
        QVERIFY(answer(held));
    }
    [[nodiscard]] PublishRequest request(const QString &metric, double value, int items = 1) const
    {
        PublishRequest request;
        request.sessionUid = u"ss_1"_s;
        request.device = DeviceChoice::none();
        for (int i = 0; i < items; ++i)
            request.items.push_back({items == 1 ? metric : metric + QString::number(i), value});
        return request;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
};

void WriteGroupTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openStore(m_folder->filePath(u"s.tidemark"_s)).value_or(nullptr);
    QVERIFY(m_store);
    NewSession wanted;
    wanted.uid = u"ss_1"_s;
    wanted.start = wanted.end = Timestamp(5);
    QVERIFY(answer(m_store->ports().sessions->createSession(wanted)));
}

void WriteGroupTest::changesThatWaitShareATransaction()
{
    const std::int64_t before = transactions();
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        for (int i = 0; i < 100; ++i)
            answers.push_back(records().publish(request(u"m%1"_s.arg(i % 10), i)));
        for (const auto &each : answers)
            QVERIFY(!each.isFinished());
    });
    for (auto &each : answers)
        QVERIFY(answer(each));
    const std::int64_t count = transactions() - before;
    // Twenty milliseconds a group: as many groups as the machine needs, but not one a change.
    QVERIFY2(count >= 1 && count < 90, qPrintable(QString::number(count)));
    QCOMPARE(answer(records().count({})).value_or(-1), 10);
}

void WriteGroupTest::eachKeepsItsOwnAnswerAndUndoStep()
{
    std::vector<QByteArray> states{contentDump(m_store->path())};
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        for (int i = 0; i < 5; ++i)
            answers.push_back(records().publish(request(u"load"_s, i)));
    });
    std::vector<ChangeId> changes;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto result = answer(answers[i]);
        QVERIFY(result && result->change.isValid());
        QCOMPARE(result->succeeded.at(0).value, static_cast<double>(i));
        changes.push_back(result->change);
        if (i > 0)
            QVERIFY(changes[i].value() > changes[i - 1].value());
    }
    ChangeJournal &journal = *m_store->ports().journal;
    QCOMPARE(answer(journal.undo(changes[1])).error().code, ErrorCode::Conflict);
    for (std::size_t i = changes.size(); i-- > 0;)
        QVERIFY(answer(journal.undo(changes[i])));
    QCOMPARE(contentDump(m_store->path()), states.front());
    for (const ChangeId change : changes)
        QVERIFY(answer(journal.redo(change)));
    QCOMPARE(answer(records().page({}, SortOrder::Ascending, {}, 10))->records.at(0).value, 4.0);
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

void WriteGroupTest::oneThatIsRefusedLeavesItsNeighboursAlone()
{
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        for (int i = 0; i < 30; ++i) {
            PublishRequest wanted = request(u"m%1"_s.arg(i), i);
            wanted.invocation = u"iv_%1"_s.arg(i);
            switch (i % 5) {
            case 0:
                wanted.sessionUid = u"ss_none"_s;
                break;
            case 1: // after its invocation was made
                wanted.invocation = u"iv"_s;
                wanted.device = DeviceChoice::given(u"rig"_s);
                break;
            case 2:
                wanted.invocation = u"bad\nname"_s;
                break;
            case 3:
                wanted.items = {{u"x"_s, std::nan("")}};
                break;
            default:
                break;
            }
            answers.push_back(records().publish(wanted));
        }
    });
    QStringList stored;
    for (int i = 0; i < 30; ++i) {
        const auto result = answer(answers[static_cast<std::size_t>(i)]);
        QCOMPARE(result.has_value(), i % 5 >= 3);
        if (result)
            QCOMPARE(result->change.isValid(), i % 5 == 4);
        if (i % 5 == 4)
            stored.append(u"m%1"_s.arg(i));
    }
    QStringList names;
    const auto definitions = answer(m_store->ports().catalog->definitions());
    for (const Definition &definition : *definitions)
        names.append(definition.name);
    std::sort(names.begin(), names.end());
    std::sort(stored.begin(), stored.end());
    QCOMPARE(names, stored); // a refused call leaves no metric and no invocation behind
    const auto dump = contentDump(m_store->path());
    QVERIFY(dump.contains("|iv_4|") && !dump.contains("|iv_3|") && !dump.contains("|iv_0|"));
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

// A transaction looks names up once, until one of its changes takes or moves a name.
void WriteGroupTest::aNameIsThatOfWhatStandsBeforeIt()
{
    constexpr int kRounds = 5;
    constexpr int kChanges = 6;
    std::int64_t count = 0;
    for (int round = 0; round < kRounds; ++round) {
        const std::int64_t before = transactions();
        checkNames(u"m%1."_s.arg(round));
        if (QTest::currentTestFailed())
            return;
        count += transactions() - before - 1; // but for the first publish
    }
    QVERIFY(count < std::int64_t{kRounds} * kChanges); // else each had a transaction of its own
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

void WriteGroupTest::checkNames(const QString &prefix)
{
    constexpr int kNames = 10;
    MetricCatalog &catalog = *m_store->ports().catalog;
    const auto first = answer(records().publish(request(prefix, 0, kNames)));
    QVERIFY(first);
    const auto idOf = [&first](std::size_t i) { return first->succeeded.at(i).key.metric; };
    const QString oldName = u"was "_s + prefix;
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        answers.push_back(records().publish(request(prefix, 1, kNames)));
        DefinitionChange rename;
        rename.name = oldName;
        auto renamed = catalog.update(idOf(3), rename);
        answers.push_back(records().publish(request(prefix, 2, kNames)));
        auto removed = catalog.remove({idOf(4)});
        answers.push_back(records().publish(request(prefix, 3, kNames)));
        answers.push_back(records().publish(request(prefix, 4, kNames)));
    });
    std::vector<std::vector<MetricId>> ids;
    for (auto &each : answers) {
        const auto result = answer(each);
        QVERIFY(result);
        QCOMPARE(result->succeeded.size(), std::size_t{kNames});
        std::vector<MetricId> metrics;
        for (const Record &record : result->succeeded)
            metrics.push_back(record.key.metric);
        ids.push_back(std::move(metrics));
    }
    for (std::size_t i = 0; i < kNames; ++i) {
        QCOMPARE(ids[0][i], idOf(i));
        QCOMPARE(ids[1][i] == idOf(i), i != 3);
        QCOMPARE(ids[2][i] == ids[1][i], i != 4);
        QCOMPARE(ids[3][i], ids[2][i]);
    }
    const auto page = answer(records().page({}, SortOrder::Ascending, {}, 100));
    int found = 0;
    for (const Record &record : page->records) {
        if (record.metricName == oldName)
            QCOMPARE(record.value, 1.0);
        else if (record.metricName.startsWith(prefix))
            QCOMPARE(record.value, 4.0);
        else
            continue;
        ++found;
    }
    QCOMPARE(found, kNames + 1); // and the renamed one
}

void WriteGroupTest::keepsTheOrderWithWhatIsDoneAlone()
{
    // Each round: a value, its undo by a step that is done alone, another value. In any other order
    // an undo would be refused or the last value be another one.
    ChangeJournal &journal = *m_store->ports().journal;
    const auto first = answer(records().publish(request(u"load"_s, 0)));
    QVERIFY(first);
    std::vector<QFuture<Result<void>>> swaps;
    std::vector<QFuture<Result<PublishResult>>> publishes;
    std::vector<QFuture<Result<ImportSummary>>> imports;
    whileHeld([&] {
        swaps.push_back(journal.undo(first->change));
        swaps.push_back(journal.redo(first->change));
        for (int i = 1; i <= 40; ++i) {
            publishes.push_back(records().publish(request(u"load"_s, i)));
            ImportRow row;
            row.metric = u"load"_s;
            row.value = i + 0.5;
            row.sessionUid = u"ss_1"_s;
            ImportOptions options;
            options.conflicts = ConflictPolicy::Replace;
            imports.push_back(records().importRows(std::make_shared<VectorSource>(std::vector{row}),
                                                   options, {}, {}));
        }
    });
    for (auto &each : swaps)
        QVERIFY(answer(each));
    for (auto &each : publishes)
        QVERIFY(answer(each));
    for (auto &each : imports)
        QVERIFY(answer(each));
    const auto record = answer(records().page({}, SortOrder::Ascending, {}, 1))->records.at(0);
    QCOMPARE(record.value, 40.5);
    const auto history = answer(records().history(record.key));
    QVERIFY(history);
    QCOMPARE(history->size(), 80U);
    QCOMPARE(history->back().value, 0.0); // the first one
    for (std::size_t i = 0; i + 1 < history->size(); ++i)
        QCOMPARE(history->at(i).value, 40 - 0.5 * static_cast<double>(i));
}

void WriteGroupTest::aGroupEndsAtSomeThousandRows()
{
    const std::int64_t before = transactions();
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        for (int i = 0; i < 12; ++i)
            answers.push_back(records().publish(request(u"m"_s, i, 1000)));
    });
    for (auto &each : answers)
        QVERIFY(answer(each));
    QVERIFY(transactions() - before >= 3);
    QCOMPARE(answer(records().count({})).value_or(-1), 1000);
}

void WriteGroupTest::manyThreadsLoseNothing()
{
    constexpr int kThreads = 8;
    constexpr int kEach = 100;
    std::atomic<int> failed = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([this, thread, &failed] {
                for (int i = 0; i < kEach; ++i) {
                    const QString metric = u"m.%1.%2"_s.arg(thread).arg(i);
                    const auto done = answer(records().publish(request(metric, i)));
                    if (!done || done->succeeded.size() != 1 ||
                        done->succeeded.front().metricName != metric)
                        ++failed;
                }
            });
        }
    }
    QCOMPARE(failed.load(), 0);
    QCOMPARE(answer(records().count({})).value_or(-1), kThreads * kEach);
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

// As another program sees it at once.
void WriteGroupTest::answersAreInTheFileWhenTheyCome()
{
    auto other = store::Connection::open({m_store->path(), store::OpenMode::ReadOnly});
    QVERIFY(other);
    for (int round = 0; round < 20; ++round) {
        std::vector<QFuture<Result<PublishResult>>> answers;
        for (int i = 0; i < 10; ++i)
            answers.push_back(records().publish(request(u"m.%1.%2"_s.arg(round).arg(i), i)));
        for (int i = 0; i < 10; ++i) {
            QVERIFY(answer(answers[static_cast<std::size_t>(i)]));
            const auto count = (*other)->scalar(u"SELECT count(*) FROM record"_s, "count"_L1);
            QVERIFY(count);
            QVERIFY(count->toInt() > round * 10 + i);
        }
    }
}

// Else the last of many that wait hears of it after as many time-outs.
void WriteGroupTest::thoseThatWaitForALockHearOfItTogether()
{
    auto other = store::Connection::open({m_store->path(), store::OpenMode::ReadWrite});
    QVERIFY(other);
    std::vector<QFuture<Result<PublishResult>>> answers;
    const auto source = std::make_shared<HeldSource>();
    auto held = records().importRows(source, {}, {}, {});
    std::binary_semaphore isFree{0};
    std::binary_semaphore mayGoOn{0};
    // On the writer's thread, which stands still between what was held and what waits.
    whenFinished(held, [&](const QFuture<Result<ImportSummary>> & /*held*/) {
        isFree.release();
        mayGoOn.acquire();
    });
    source->waitUntilBegun();
    std::vector<QFuture<Result<ImportSummary>>> alone;
    for (int i = 0; i < 20; ++i) {
        answers.push_back(records().publish(request(u"m"_s, i)));
        ImportRow row;
        row.metric = u"m"_s;
        row.value = i;
        row.sessionUid = u"ss_1"_s;
        alone.push_back(
            records().importRows(std::make_shared<VectorSource>(std::vector{row}), {}, {}, {}));
    }
    auto question = m_store->ports().journal->settledChanges(1);
    source->letGo();
    isFree.acquire();
    const auto locked = (*other)->execute(u"BEGIN IMMEDIATE"_s, "lock"_L1);
    mayGoOn.release();
    QVERIFY(locked);
    const auto first = answer(answers[0]);
    QVERIFY(!first);
    QCOMPARE(first.error().code, ErrorCode::Locked);
    QVERIFY((*other)->execute(u"ROLLBACK"_s, "unlock"_L1)); // what asks for the lock now, gets it
    for (std::size_t i = 1; i < answers.size(); ++i) {
        const auto late = answer(answers[i]);
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Locked);
    }
    for (auto &each : alone) {
        const auto late = answer(each);
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Locked);
    }
    const auto settled = answer(question); // it only reads, and needs no lock
    QVERIFY2(settled, settled ? "" : qPrintable(settled.error().message));
    QVERIFY(settled->isLastWithoutStep);
    QVERIFY(answer(records().publish(request(u"m"_s, 1)))); // who asks now has not waited
}

void WriteGroupTest::closingAnswersAll()
{
    std::vector<QFuture<Result<PublishResult>>> answers;
    whileHeld([&] {
        for (int i = 0; i < 50; ++i)
            answers.push_back(records().publish(request(u"m%1"_s.arg(i), i)));
    });
    RecordStore &port = records();
    auto closed = m_store->close();
    const auto late = answer(port.publish(request(u"late"_s, 1)));
    QVERIFY(!late);
    QCOMPARE(late.error().code, ErrorCode::Cancelled);
    QVERIFY(answer(closed));
    for (auto &each : answers)
        QVERIFY(answer(each)); // what was asked before is done
}

TIDEMARK_TEST(WriteGroupTest)
#include "write_group_test.moc"

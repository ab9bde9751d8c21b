// SPDX-License-Identifier: GPL-3.0-or-later
// How corrections that were kept find their records and metrics again.
#include "tests/model/items/kept_edits_bench.h"
#include "tests/support/refusing_records.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Question = RecordChanges::Question;

} // namespace

class KeptEditsLookupTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aMoveThatIsDoneAlreadyIsForgotten_data()
    {
        QTest::addColumn<bool>("hasEnded");
        QTest::newRow("ended session") << true;
        QTest::newRow("running session") << false;
    }
    void aMoveThatIsDoneAlreadyIsForgotten()
    {
        QFETCH(const bool, hasEnded);
        LoadBench bench;
        bench.addSession(hasEnded);
        NextStart first(bench, {});
        first.changes.submit(moveToRun(bench.add(18, 50)));
        const QByteArray kept = first.changes.saveEdits();
        QVERIFY(!kept.isEmpty());
        QTRY_COMPARE(first.stored.count(), 1);
        NextStart next(bench, kept);
        QTRY_VERIFY(next.changes.saveEdits().isEmpty());
        QVERIFY(!next.changes.isAsking());
    }

    void aMoveOfWhatIsGoneIsNotDoneByAnotherValueThere()
    {
        LoadBench bench;
        bench.addSession(true);
        ValueEntry other;
        other.metric = u"load"_s;
        other.value = 7;
        other.at = at(u"2026-11-10T09:00:00Z"_s);
        other.sessionUid = u"run"_s;
        QVERIFY(await(bench.ports.records->enter(other)).has_value());
        const Record record = bench.add(18, 50);
        NextStart first(bench, {});
        first.changes.submit(moveToRun(record));
        QTRY_COMPARE(first.asked.count(), 1);
        QCOMPARE(first.question(), Question::Duplicate);
        QVERIFY(await(bench.ports.records->remove({record.key}, u"rm"_s)).has_value());
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Refused);
    }

    void correctionsOfMoreSessionsThanOneQuestionNamesComeBack()
    {
        LoadBench bench;
        constexpr int kCount = 10'001;
        bench.addMany(u"load"_s, u"2026-11-01T00:00:00Z"_s, kCount, Timedelta(kNsPerMinute));
        std::vector<Record> records;
        std::optional<RecordPageKey> after;
        do {
            const auto page =
                await(bench.ports.records->page({}, SortOrder::Ascending, after, kMaxPageRows));
            QVERIFY(page.has_value());
            records.insert(records.end(), page->records.begin(), page->records.end());
            after = page->next;
        } while (after);
        QCOMPARE(records.size(), static_cast<std::size_t>(kCount));
        NextStart first(bench, {});
        first.changes.submit(correction(records, 20'000));
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE_WITH_TIMEOUT(next.restored.count(), 1, 120'000);
        QCOMPARE(next.question(), Question::OutOfRange);
        QCOMPARE(next.changes.saveEdits(), first.changes.saveEdits());
    }

    void aChangeThatCannotBeLookedUpHoldsNoOtherUp()
    {
        LoadBench bench;
        const Record unreadable = bench.add(17, 17);
        NextStart first(bench, {});
        first.changes.submit(correction({unreadable}, 120));
        first.changes.submit(correction({bench.add(18, 18)}, 130));
        RefusingRecords records(*bench.ports.records, unreadable.sessionUid);
        NextStart next(bench, first.changes.saveEdits(), records);
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.asked.count(), 1);
        QCOMPARE(next.keptAside.count(), 1);
        QVERIFY(next.keptAside.at(0).at(0).toString().contains(u"next start"_s));
        QCOMPARE(next.keptAside.at(0).at(1).toString(), u"The page could not be read."_s);
        next.changes.saveAnyway();
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(bench.values(), QList<double>({17, 130}));
        NextStart last(bench, next.changes.saveEdits());
        QTRY_COMPARE(last.restored.count(), 1);
        last.changes.saveAnyway();
        QTRY_COMPARE(last.stored.count(), 1);
        QCOMPARE(bench.values(), QList<double>({120, 130}));
        QVERIFY(last.changes.saveEdits().isEmpty());
    }

    void whatFollowsFromAnAnswerIsAskedOfAMetricThatIsNotShown() // E8
    {
        LoadBench bench;
        const Record record = bench.add(18, 50);
        NextStart first(bench, {});
        RecordChange change = correction({record}, 120);
        change.edits.front().at = at(u"2026-11-25T08:00:00Z"_s);
        first.changes.submit(change);
        QCOMPARE(first.question(), Question::Future);
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Future);
        next.changes.saveAnyway();
        QVERIFY(next.changes.isAsking());
        QCOMPARE(next.question(), Question::OutOfRange);
        next.changes.cancel();
        QCOMPARE(bench.values(), QList<double>({50}));
    }

    void theRestOfAKeptCorrectionIsStillAskedAbout() // E8
    {
        LoadBench bench;
        const Record one = bench.add(17, 17);
        const Record other = bench.add(18, 18);
        NextStart first(bench, {});
        first.changes.submit(correction({one, other}, 120));
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        next.changes.submit(correction({one}, 30));
        QVERIFY(next.changes.isAsking());
        QCOMPARE(next.question(), Question::OutOfRange);
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(bench.values(), QList<double>({30, 18}));
    }
};

TIDEMARK_TEST(KeptEditsLookupTest)
#include "kept_edits_lookup_test.moc"

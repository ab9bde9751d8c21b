// SPDX-License-Identifier: GPL-3.0-or-later
// Corrections that wait for an answer, over the end of the program.
#include "model/items/kept_edits_json.h"
#include "tests/model/items/kept_edits_bench.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Question = RecordChanges::Question;

} // namespace

class KeptEditsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void aCorrectionWithAQuestionIsAskedAboutAtTheNextStart() // Q2
    {
        KeptCorrection last;
        NextStart next(last.bench, last.kept);
        QCOMPARE(next.changes.saveEdits(), last.kept); // also when it ends at once
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.asked.count(), 1);
        QCOMPARE(next.question(), Question::OutOfRange);
        QVERIFY2(next.text().startsWith(u"load at "_s), qPrintable(next.text()));
        QVERIFY2(next.text().contains(u": Outside the valid range 0 to 100"_s),
                 qPrintable(next.text()));
        QCOMPARE(next.changes.saveEdits(), last.kept);
        next.changes.saveAnyway();
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(last.bench.values(), QList<double>({120}));
        QVERIFY(next.changes.saveEdits().isEmpty());
    }

    void aCorrectionOfWhatChangedMeanwhileSaysSoFirst()
    {
        KeptCorrection last;
        QVERIFY(last.bench.setValue(last.record, 60));
        NextStart next(last.bench, last.kept);
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Changed);
        QVERIFY2(next.text().contains(u"was 50"_s) && next.text().contains(u"is 60"_s) &&
                     next.text().contains(u"Save 120"_s),
                 qPrintable(next.text()));
        QCOMPARE(next.changes.saveEdits(), last.kept);
        next.changes.saveAnyway();
        QCOMPARE(next.question(), Question::OutOfRange);
        next.changes.saveAnyway();
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(last.bench.values(), QList<double>({120}));
    }

    void aCorrectionOfWhatIsGoneIsRefused()
    {
        KeptCorrection last;
        QVERIFY(await(last.bench.ports.records->remove({last.record.key}, u"rm"_s)).has_value());
        NextStart next(last.bench, last.kept);
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Refused);
        QVERIFY2(next.text().contains(u"corrected to 120"_s), qPrintable(next.text()));
        next.changes.retry();
        QTRY_COMPARE(next.asked.count(), 2); // it cannot hit another record
        QCOMPARE(next.question(), Question::Refused);
        QCOMPARE(last.bench.values(), QList<double>());
        next.changes.cancel();
        QVERIFY(next.changes.saveEdits().isEmpty());
    }

    void aCorrectionThatIsDoneAlreadyIsForgotten()
    {
        KeptCorrection last;
        QVERIFY(last.bench.setValue(last.record, 120));
        NextStart next(last.bench, last.kept);
        QTRY_VERIFY(next.changes.saveEdits().isEmpty());
        QVERIFY(!next.changes.isAsking());
        QCOMPARE(next.restored.count(), 0);
    }

    void aCorrectionThatIsOnItsWayIsInTheSession_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("sent") << 1;
        QTest::newRow("block that is looked at") << 2;
    }
    void aCorrectionThatIsOnItsWayIsInTheSession()
    {
        QFETCH(const int, count);
        LoadBench bench;
        std::vector<Record> records;
        for (int i = 0; i < count; ++i)
            records.push_back(bench.add(17 + i, 50));
        QByteArray kept;
        {
            NextStart first(bench, {});
            first.changes.submit(correction(records, 60));
            kept = first.changes.saveEdits(); // the window is closed before the answer
            QVERIFY(!kept.isEmpty());
            QTRY_COMPARE(first.stored.count(), 1);
            QVERIFY(first.changes.saveEdits().isEmpty());
        }
        {
            NextStart stored(bench, kept);
            QTRY_VERIFY(stored.changes.saveEdits().isEmpty());
            QVERIFY(!stored.changes.isAsking());
        }
        for (const Record &record : records) // as if it could not be stored
            QVERIFY(bench.setValue(record, 50));
        NextStart next(bench, kept);
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Refused);
        QVERIFY2(next.text().contains(u"on its way when Tidemark ended"_s),
                 qPrintable(next.text()));
        next.changes.retry();
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(bench.values(), QList<double>(count, 60));
    }

    void whatIsToldToBeSavedIsWhole()
    {
        LoadBench bench;
        const Record one = bench.add(16, 16);
        const Record other = bench.add(17, 17);
        NextStart first(bench, {});
        QSignalSpy changed(&first.changes, &RecordChanges::waitingChanged);
        RecordChange block = correction({one, other}, 120);
        block.edits.back().value = 50;
        first.changes.submit(block);
        QCOMPARE(changed.count(), 1);
        RecordChange noted = correction({bench.add(18, 18)}, 130);
        noted.edits.front().note = u"by hand"_s;
        first.changes.submit(noted);
        QCOMPARE(changed.count(), 2); // though the question is the same
        QCOMPARE(first.asked.count(), 1);
        bool isWhole = true;
        connect(&first.changes, &RecordChanges::waitingChanged, this, [&first, &isWhole] {
            isWhole = isWhole && first.changes.saveEdits().contains("by hand");
        });
        first.changes.submit(correction({one}, 60)); // nothing else of the block is asked about
        QVERIFY(changed.count() > 2);
        QTRY_COMPARE(first.stored.count(), 2);
        QVERIFY(isWhole);
        QCOMPARE(bench.values(), QList<double>({60, 50, 18}));
    }

    void whatIsKeptIsWrittenOnce()
    {
        LoadBench bench;
        const RecordChanges::Waiting waiting{correction({bench.add(18, 50)}, 120),
                                             Question::OutOfRange, u"too much"_s};
        const QByteArray text = keptText(waiting);
        QVERIFY(text.contains("too much"));
        const QByteArray again = keptText(waiting);
        QVERIFY(again.constData() == text.constData()); // the same bytes, not a like text
    }

    void whatIsCorrectedAgainIsWrittenAnew()
    {
        LoadBench bench;
        const Record one = bench.add(17, 17);
        NextStart first(bench, {});
        first.changes.submit(correction({one, bench.add(18, 18)}, 60));
        const auto kept = [&first] {
            return QJsonDocument::fromJson(first.changes.saveEdits()).array();
        };
        const auto editsOf = [](const QJsonValue &change) {
            return change.toObject().value("edits"_L1).toArray();
        };
        QCOMPARE(editsOf(kept().at(0)).size(), 2);
        first.changes.submit(correction({one}, 30)); // before the store has answered
        QCOMPARE(kept().size(), 2);
        QCOMPARE(editsOf(kept().at(0)).size(), 1);
        QTRY_COMPARE(first.stored.count(), 2);
        QCOMPARE(bench.values(), QList<double>({30, 60}));
    }

    void everyPartOfACorrectionIsKept()
    {
        LoadBench bench;
        const Record record = bench.add(18, 50);
        NextStart first(bench, {});
        RecordChange change;
        RecordEdit &edit = change.edits.emplace_back();
        edit.key = record.key;
        edit.at = at(u"2026-11-25T08:00:00.000000001Z"_s); // in the future: asked about
        edit.device = std::optional<QString>(u"rig-1"_s);
        edit.tags = TagMap{{u"env"_s, u"test"_s}};
        edit.note = u"by hand"_s;
        change.before = {record};
        first.changes.submit(change);
        QCOMPARE(first.question(), Question::Future);
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        next.changes.saveAnyway();
        QTRY_COMPARE(next.stored.count(), 1);
        const auto page = await(bench.ports.records->page({}, SortOrder::Ascending, {}, 10));
        const Record stored = page.value().records.at(0);
        QCOMPARE(stored.value, 50.0);
        QCOMPARE(stored.sessionEnd, edit.at);
        QCOMPARE(stored.device, std::optional(u"rig-1"_s));
        QCOMPARE(stored.tags, *edit.tags);
        QCOMPARE(stored.note, u"by hand"_s);
    }

    void ofABlockOnlyWhatIsStillToBeDoneIsAskedAbout()
    {
        LoadBench bench;
        const Record done = bench.add(16, 16);
        const Record changed = bench.add(17, 17);
        const Record left = bench.add(18, 18);
        NextStart first(bench, {});
        first.changes.submit(correction({done, changed, left}, 120));
        QVERIFY(bench.setValue(done, 120));
        QVERIFY(bench.setValue(changed, 60));
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::Changed);
        QVERIFY2(next.text().contains(u"1 corrected record"_s), qPrintable(next.text()));
        next.changes.cancel();
        QCOMPARE(bench.values(), QList<double>({120, 60, 18}));
    }

    void aLaterCorrectionTakesThePlaceOfAKeptOne()
    {
        LoadBench bench;
        const Record one = bench.add(17, 17);
        const Record other = bench.add(18, 18);
        NextStart first(bench, {});
        first.changes.submit(correction({one, other}, 120));
        QVERIFY(!first.changes.saveEdits().isEmpty()); // which is not what is kept later
        first.changes.submit(correction({one}, 30));
        QTRY_COMPARE(first.stored.count(), 1);
        NextStart next(bench, first.changes.saveEdits());
        QTRY_COMPARE(next.restored.count(), 1);
        QCOMPARE(next.question(), Question::OutOfRange);
        next.changes.saveAnyway();
        QTRY_COMPARE(next.stored.count(), 1);
        QCOMPARE(bench.values(), QList<double>({30, 120}));
    }
};

TIDEMARK_TEST(KeptEditsTest)
#include "kept_edits_test.moc"

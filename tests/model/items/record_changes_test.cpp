// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/record_changes.h"
#include "model/ports/change_journal.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Question = RecordChanges::Question;

struct Course
{
    explicit Course(StoreBench &bench)
        : changes(*bench.ports.records, *bench.ports.catalog, bench.formatter, bench.clock)
        , stored(&changes, &RecordChanges::stored)
        , asked(&changes, &RecordChanges::asked)
        , m_bench(bench)
    {
        NewDefinition wanted;
        wanted.name = u"load"_s;
        wanted.unit = u"%"_s;
        wanted.settings.validMin = 0;
        wanted.settings.validMax = 100;
        metric = await(bench.ports.catalog->create(wanted)).value().definition;
        changes.setDefinitions({{metric.id, metric}});
    }
    [[nodiscard]] Record add(int day, double value)
    {
        return m_bench.addValue(u"load"_s, u"2026-11-%1T08:00:00Z"_s.arg(day), value);
    }
    [[nodiscard]] QList<double> values() const
    {
        QList<double> found;
        const auto page = await(m_bench.ports.records->page({}, SortOrder::Ascending, {}, 100));
        for (const Record &record : page.value().records)
            found << record.value;
        std::sort(found.begin(), found.end());
        return found;
    }
    void setValue(const Record &record, double value)
    {
        RecordEdit edit;
        edit.key = record.key;
        edit.value = value;
        changes.submit({{edit}, {}, u"edit"_s});
    }
    void setTime(const Record &record, const QString &iso)
    {
        RecordEdit edit;
        edit.key = record.key;
        edit.at = at(iso);
        changes.submit({{edit}, {}, u"edit"_s});
    }
    [[nodiscard]] ValueEntry entry(const QString &iso, double value) const
    {
        ValueEntry wanted;
        wanted.metric = u"load"_s;
        wanted.at = at(iso);
        wanted.value = value;
        return wanted;
    }
    [[nodiscard]] Question question() const { return asked.last().at(0).value<Question>(); }
    [[nodiscard]] QString text() const { return asked.last().at(1).toString(); }

    RecordChanges changes;
    QSignalSpy stored;
    QSignalSpy asked;
    Definition metric;

private:
    StoreBench &m_bench;
};

} // namespace

class RecordChangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void asksBeforeAnEditOutsideTheValidRange() // E8
    {
        StoreBench bench;
        Course course(bench);
        const Record record = course.add(18, 50);
        course.setValue(record, 120);
        QCOMPARE(course.asked.count(), 1);
        QCOMPARE(course.question(), Question::OutOfRange);
        QVERIFY2(course.text().startsWith(u"Outside the valid range 0 to 100"_s),
                 qPrintable(course.text()));
        QCOMPARE(course.values(), QList<double>({50}));
        course.changes.saveAnyway();
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({120}));
        QVERIFY(!course.changes.isAsking());
    }

    void asksOnceForABlockAndGoesOnToTheNextQuestion() // E8
    {
        StoreBench bench;
        Course course(bench);
        course.changes.submit({{},
                               {course.entry(u"2026-11-21T08:00:00Z"_s, 120),
                                course.entry(u"2026-11-22T08:00:00Z"_s, 50)},
                               u"paste"_s});
        QCOMPARE(course.question(), Question::Future);
        QVERIFY2(course.text().startsWith(u"2 time"_s), qPrintable(course.text()));
        course.changes.saveAnyway();
        QCOMPARE(course.question(), Question::OutOfRange);
        QVERIFY2(course.text().startsWith(u"1 value"_s), qPrintable(course.text()));
        course.changes.saveAnyway();
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({50, 120}));
    }

    void asksWhenAChangedTimeIsTaken_data()
    {
        QTest::addColumn<DuplicatePolicy>("policy");
        QTest::addColumn<QList<double>>("values");
        QTest::newRow("keep both") << DuplicatePolicy::KeepBoth << QList<double>{17, 18};
        QTest::newRow("replace") << DuplicatePolicy::Replace << QList<double>{18};
    }
    void asksWhenAChangedTimeIsTaken() // E9
    {
        QFETCH(const DuplicatePolicy, policy);
        QFETCH(const QList<double>, values);
        StoreBench bench;
        Course course(bench);
        std::ignore = course.add(17, 17);
        course.setTime(course.add(18, 18), u"2026-11-17T08:00:00Z"_s);
        QTRY_COMPARE(course.asked.count(), 1);
        QCOMPARE(course.question(), Question::Duplicate);
        QCOMPARE(course.text(), u"A value of 17 exists at this time."_s);
        QVERIFY(course.changes.canKeepBoth());
        course.changes.answerDuplicate(policy);
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), values);
    }

    void asksWhenANewRecordIsADuplicate_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("last row") << 1;
        QTest::newRow("pasted block") << 2;
    }
    void asksWhenANewRecordIsADuplicate() // E9
    {
        QFETCH(const int, count);
        StoreBench bench;
        Course course(bench);
        std::ignore = course.add(17, 17);
        RecordChange change;
        change.label = u"paste"_s;
        for (int i = 0; i < count; ++i)
            change.entries.push_back(course.entry(u"2026-11-%1T08:00:00Z"_s.arg(17 + i), 40 + i));
        course.changes.submit(change);
        QTRY_COMPARE(course.asked.count(), 1);
        QCOMPARE(course.question(), Question::Duplicate);
        QCOMPARE(course.values(), QList<double>({17}));
        course.changes.answerDuplicate(DuplicatePolicy::KeepBoth);
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values().size(), count + 1);
        course.changes.submit(change);
        QTRY_COMPARE(course.asked.count(), 2);
        course.changes.cancel();
        QVERIFY(!course.changes.isAsking());
        QCOMPARE(course.values().size(), count + 1);
    }

    void questionsWaitForEachOtherAndOthersGoOn()
    {
        StoreBench bench;
        Course course(bench);
        const Record first = course.add(16, 16);
        const Record second = course.add(17, 17);
        const Record third = course.add(18, 18);
        course.setValue(first, 101);
        course.setValue(second, 102);
        course.setValue(third, 99);
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({16, 17, 99}));
        QCOMPARE(course.asked.count(), 1);
        course.changes.saveAnyway();
        QCOMPARE(course.asked.count(), 2); // the next one
        course.setValue(second, 103);      // typed again: the old question means nothing any more
        course.changes.saveAnyway();
        QTRY_COMPARE(course.stored.count(), 3);
        QCOMPARE(course.values(), QList<double>({99, 101, 103}));
        QVERIFY(!course.changes.isAsking());
    }

    void anOldBlockBringsNoOldValueBack() // E8
    {
        StoreBench bench;
        Course course(bench);
        RecordChange block;
        block.label = u"paste"_s;
        std::vector<Record> records;
        for (int i = 0; i < 5; ++i) {
            records.push_back(course.add(11 + i, i));
            RecordEdit edit;
            edit.key = records.back().key;
            edit.value = i == 0 ? 101 : 10 + i;
            block.edits.push_back(edit);
        }
        course.changes.submit(block);
        QCOMPARE(course.question(), Question::OutOfRange);
        course.setValue(records[3], 33); // typed while the question is open
        QTRY_COMPARE(course.stored.count(), 1);
        QVERIFY(course.changes.isAsking());
        course.changes.saveAnyway();
        QTRY_COMPARE(course.stored.count(), 2);
        QCOMPARE(course.values(), QList<double>({11, 12, 14, 33, 101}));
    }

    void theRestOfACorrectedChangeIsStored() // E8
    {
        StoreBench bench;
        Course course(bench);
        const Record record = course.add(18, 18);
        RecordEdit edit;
        edit.key = record.key;
        edit.value = 120;
        edit.at = at(u"2026-11-17T08:00:00Z"_s);
        edit.device = std::optional(u"rig 1"_s);
        edit.note = u"pasted"_s;
        course.changes.submit({{edit}, {}, u"paste"_s});
        QCOMPARE(course.question(), Question::OutOfRange);
        course.setValue(record, 60); // nothing is left to ask about
        QTRY_COMPARE(course.stored.count(), 2);
        QVERIFY(!course.changes.isAsking());
        const auto page = await(bench.ports.records->page({}, SortOrder::Ascending, {}, 10));
        const Record &now = page.value().records.at(0);
        QCOMPARE(now.value, 60.0);
        QCOMPARE(now.sessionStart, edit.at);
        QCOMPARE(now.device, std::optional(u"rig 1"_s));
        QCOMPARE(now.note, u"pasted"_s);
    }

    void aQuestionSaysHowMuchIsLeftOfIt() // E8
    {
        StoreBench bench;
        Course course(bench);
        RecordChange block;
        block.label = u"paste"_s;
        std::vector<Record> records;
        for (int i = 0; i < 3; ++i) {
            records.push_back(course.add(11 + i, i));
            RecordEdit edit;
            edit.key = records.back().key;
            edit.value = 101 + i;
            block.edits.push_back(edit);
        }
        course.changes.submit(block);
        QVERIFY2(course.text().startsWith(u"3 value"_s), qPrintable(course.text()));
        course.setValue(records[1], 50);
        QVERIFY2(course.text().startsWith(u"2 value"_s), qPrintable(course.text()));
        QCOMPARE(course.asked.count(), 2);
        course.changes.cancel();
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({0, 2, 50}));
    }

    void warnsOnceOfASuspiciousValueAndStoresIt() // E10
    {
        StoreBench bench;
        Course course(bench);
        bench.addMany(u"load"_s, u"2026-11-01T00:00:00Z"_s, 40, Timedelta(kNsPerHour));
        QSignalSpy warned(&course.changes, &RecordChanges::warned);
        const Definition wide = [&course] {
            Definition definition = course.metric;
            definition.settings.validMax.reset();
            return definition;
        }();
        course.changes.setDefinitions({{wide.id, wide}});
        course.setValue(course.add(18, 20), 90'000);
        QTRY_COMPARE(course.stored.count(), 1);
        QTRY_COMPARE(warned.count(), 1);
        QCOMPARE(course.asked.count(), 0);
        QCOMPARE(course.values().last(), 90'000.0);
    }

    void warnsOnceOfABlockAndKeepsTheOrder() // E10
    {
        StoreBench bench;
        Course course(bench);
        bench.addMany(u"load"_s, u"2026-11-01T00:00:00Z"_s, 40, Timedelta(kNsPerHour));
        const Record last = course.add(15, 20);
        QSignalSpy warned(&course.changes, &RecordChanges::warned);
        Definition wide = course.metric;
        wide.settings.validMax.reset();
        course.changes.setDefinitions({{wide.id, wide}});
        // More odd values than are looked at: they do not count as the usual ones themselves.
        RecordChange block;
        block.label = u"paste"_s;
        for (int minute = 0; minute < 120; ++minute) {
            ValueEntry one = course.entry(u"2026-11-16T08:00:00Z"_s, 90'000);
            one.at += Timedelta(minute * kNsPerMinute);
            block.entries.push_back(one);
        }
        block.entries.front().value = 21;
        course.changes.submit(block);
        course.setValue(last, 22);
        QTRY_COMPARE(course.stored.count(), 2);
        QCOMPARE(course.stored.first().at(1).toString(), u"paste"_s);
        QVERIFY2(warned.first().first().toString().startsWith(u"119 saved value"_s),
                 qPrintable(warned.first().first().toString()));
        RecordChange usual;
        usual.label = u"paste"_s;
        usual.entries = {course.entry(u"2026-11-17T08:00:00Z"_s, 89'000),
                         course.entry(u"2026-11-17T09:00:00Z"_s, 91'000)};
        course.changes.submit(usual);
        QTRY_COMPARE(course.stored.count(), 3);
        QVERIFY(std::none_of(warned.begin() + 1, warned.end(), [](const QList<QVariant> &said) {
            return said.first().toString().contains(u"differ much"_s);
        }));
    }

    void aBlockStillLookedAtIsStoredAtTheEnd() // E10
    {
        StoreBench bench;
        {
            Course course(bench);
            RecordChange block;
            block.label = u"paste"_s;
            block.entries = {course.entry(u"2026-11-16T08:00:00Z"_s, 5),
                             course.entry(u"2026-11-16T09:00:00Z"_s, 6)};
            course.changes.submit(block);
        }
        QTRY_COMPARE(await(bench.ports.records->page({}, SortOrder::Ascending, {}, 100))
                         .value()
                         .records.size(),
                     std::size_t{2});
    }

    void newRecordsThatAreOnTheirWayAreUnanswered_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("last row") << 1;
        QTest::newRow("pasted block that is looked at") << 2;
    }
    void newRecordsThatAreOnTheirWayAreUnanswered()
    {
        QFETCH(const int, count);
        StoreBench bench;
        Course course(bench);
        RecordChange change;
        change.label = u"paste"_s;
        for (int i = 0; i < count; ++i)
            change.entries.push_back(course.entry(u"2026-11-%1T08:00:00Z"_s.arg(17 + i), 40 + i));
        course.changes.submit(change);
        const auto open = course.changes.unanswered();
        QCOMPARE(open.size(), static_cast<std::size_t>(count));
        QCOMPARE(open.back().first.value, 39.0 + count);
        QVERIFY2(open.front().second.message.contains(u"on its way"_s),
                 qPrintable(open.front().second.message));
        QTRY_COMPARE(course.stored.count(), 1);
        QVERIFY(course.changes.unanswered().empty());
    }

    void aRefusedChangeBringsNoOlderValueBack()
    {
        StoreBench bench;
        Course course(bench);
        const Record record = course.add(18, 18);
        const auto removed = await(bench.ports.records->remove({record.key}, u"delete"_s));
        QVERIFY(removed.has_value());
        QSignalSpy answered(&course.changes, &RecordChanges::answered);
        course.setValue(record, 20);
        course.setValue(record, 30); // before the store has answered
        QTRY_COMPARE(course.asked.count(), 1);
        QVERIFY(await(bench.ports.journal->undo(*removed)).has_value());
        course.changes.retry(); // of the one that counts
        QCOMPARE(answered.count(), 1);
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({30}));
    }

    void keepsWhatTheStoreRefusesForARetry()
    {
        StoreBench bench;
        Course course(bench);
        const Record record = course.add(18, 18);
        const auto removed = await(bench.ports.records->remove({record.key}, u"delete"_s));
        QVERIFY(removed.has_value());
        course.setValue(record, 20);
        QTRY_COMPARE(course.asked.count(), 1);
        QCOMPARE(course.question(), Question::Refused);
        QVERIFY(await(bench.ports.journal->undo(*removed)).has_value());
        course.changes.retry();
        QTRY_COMPARE(course.stored.count(), 1);
        QCOMPARE(course.values(), QList<double>({20}));
    }
};

TIDEMARK_TEST(RecordChangesTest)
#include "record_changes_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RecordWriterTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void entersAValueAsItsOwnSession();
    void keepsTheBitsOfValuesAndTimes();
    void refusesWhatIsNoNumber();
    void asksAboutADuplicateAndStoresNothing();
    void keepsBothOrReplacesADuplicate();
    void anotherDeviceOrTimeIsNoDuplicate();
    void aChosenSessionHoldsOneValueOfAMetric();
    void editsValueDeviceTimeTagsAndNoteOfAnEntry();
    void refusesToEditTheSessionOfOthers();
    void movesAnEntryIntoASession();
    void asksWhenAnEditTakesThePlaceOfAnotherValue();
    void anEditThatMovesNothingLeavesItsSiblingAlone();
    void editedValuesDoNotReplaceEachOther();
    void editsAreAllOrNothing();
    void removesTheEntrySessionWithItsRecord();

private:
    [[nodiscard]] Record entered(double value, std::int64_t at_ns)
    {
        const auto outcome = answer(records().enter({u"load"_s, {}, value, Timestamp(at_ns)}));
        return outcome && outcome->saved ? *outcome->saved : Record();
    }
};

void RecordWriterTest::entersAValueAsItsOwnSession()
{
    ValueEntry entry{u" load "_s, u"ms"_s, 12.5, Timestamp(77)};
    entry.device = u"rig 1"_s;
    entry.tags = {{u"env"_s, u"prod"_s}};
    entry.note = u"after the fix"_s;
    const auto outcome = answer(records().enter(entry));
    QVERIFY(outcome && outcome->saved);
    QVERIFY(outcome->createdDefinition && outcome->change.isValid() && !outcome->duplicate);
    const Record &saved = *outcome->saved;
    QCOMPARE(saved.metricName, u"load"_s);
    QCOMPARE(saved.unit, u"ms"_s);
    QCOMPARE(saved.value, 12.5);
    QCOMPARE(saved.device, std::optional(u"rig 1"_s));
    QCOMPARE(saved.sessionStart, std::optional(Timestamp(77)));
    QCOMPARE(saved.sessionEnd, std::optional(Timestamp(77)));
    QCOMPARE(saved.publishedBy, u"ana"_s);
    QCOMPARE(saved.tags.value(u"env"_s), u"prod"_s);
    QCOMPARE(saved.note, u"after the fix"_s);
    QVERIFY(saved.isEntry && !saved.hasHistory);
    QVERIFY(allRecords() == std::vector<Record>{saved});
    entry.at = Timestamp(78);
    QVERIFY(!answer(records().enter(entry))->createdDefinition);
}

void RecordWriterTest::keepsTheBitsOfValuesAndTimes()
{
    using Limits = std::numeric_limits<double>;
    std::int64_t at_ns = std::numeric_limits<std::int64_t>::min();
    for (const double value : {5e-324, Limits::max(), Limits::lowest(), 0.1, 9007199254740993.0}) {
        QVERIFY(entered(value, at_ns).value == value);
        QCOMPARE(allRecords().back().sessionStart, std::optional(Timestamp(at_ns)));
        at_ns = at_ns < 0 && at_ns != -1 ? -1 : at_ns + 1;
    }
    QCOMPARE(entered(1, std::numeric_limits<std::int64_t>::max()).sessionEnd,
             std::optional(Timestamp::max()));
    QVERIFY(!std::signbit(entered(-0.0, 50).value));
}

void RecordWriterTest::refusesWhatIsNoNumber() // V2
{
    for (const double value : {std::nan(""), double(INFINITY), -double(INFINITY)}) {
        const auto refused = answer(records().enter({u"load"_s, {}, value, Timestamp(1)}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY(refused.error().message.contains(u"cannot be stored"_s));
    }
    QVERIFY(answer(m_store->ports().catalog->definitions())->empty());
}

void RecordWriterTest::asksAboutADuplicateAndStoresNothing() // E9
{
    const Record first = entered(12.5, 7);
    const QByteArray before = contentDump(m_store->path());
    const auto asked = answer(records().enter({u"load"_s, {}, 13, Timestamp(7)}));
    QVERIFY(asked && !asked->saved && !asked->change.isValid());
    QCOMPARE(asked->duplicate->value, 12.5);
    QVERIFY(*asked->duplicate == first);
    QCOMPARE(contentDump(m_store->path()), before);
}

void RecordWriterTest::keepsBothOrReplacesADuplicate() // E9
{
    const Record first = entered(12.5, 7);
    ValueEntry entry{u"load"_s, {}, 13, Timestamp(7)};
    entry.duplicates = DuplicatePolicy::KeepBoth;
    QVERIFY(answer(records().enter(entry)));
    QCOMPARE(allRecords().size(), 2U);
    entry.value = 14;
    entry.note = u"again"_s;
    entry.duplicates = DuplicatePolicy::Replace;
    const auto replaced = answer(records().enter(entry));
    QVERIFY(replaced && replaced->saved);
    QCOMPARE(allRecords().size(), 2U);
    QCOMPARE(replaced->saved->note, u"again"_s);
    QVERIFY(replaced->saved->hasHistory);
    QCOMPARE(answer(records().history(replaced->saved->key))->at(0).value, 13.0);
    QVERIFY(answer(m_store->ports().journal->undo(replaced->change)));
    QCOMPARE(allRecords().at(1).value, 13.0);
    QCOMPARE(allRecords().at(0).value, first.value);
}

void RecordWriterTest::anotherDeviceOrTimeIsNoDuplicate()
{
    (void)entered(1, 7);
    ValueEntry entry{u"load"_s, {}, 2, Timestamp(7)};
    entry.device = u"rig 1"_s;
    QVERIFY(answer(records().enter(entry))->saved);
    QVERIFY(answer(records().enter(entry))->duplicate);
    entry.at = Timestamp(8);
    QVERIFY(answer(records().enter(entry))->saved);
    QCOMPARE(allRecords().size(), 3U);
}

void RecordWriterTest::aChosenSessionHoldsOneValueOfAMetric() // E9
{
    createSession(u"ss_1"_s);
    ValueEntry entry{u"load"_s, {}, 1, Timestamp(7), u"ss_1"_s};
    const auto first = answer(records().enter(entry));
    QVERIFY(first && first->saved);
    QCOMPARE(first->saved->sessionStart, std::optional(Timestamp(100))); // the session's time holds
    QVERIFY(answer(records().enter(entry))->duplicate);
    entry.duplicates = DuplicatePolicy::KeepBoth;
    QCOMPARE(answer(records().enter(entry)).error().code, ErrorCode::InvalidArgument);
    entry.duplicates = DuplicatePolicy::Replace;
    entry.value = 2;
    QCOMPARE(answer(records().enter(entry))->saved->value, 2.0);
    QCOMPARE(allRecords().size(), 1U);
    entry.sessionUid = u"ss_none"_s;
    QCOMPARE(answer(records().enter(entry)).error().code, ErrorCode::NotFound);
}

void RecordWriterTest::editsValueDeviceTimeTagsAndNoteOfAnEntry()
{
    const Record before = entered(1, 7);
    RecordEdit edit;
    edit.key = before.key;
    edit.value = 2.5;
    edit.device = std::optional(u"rig 1"_s);
    edit.at = Timestamp(9);
    edit.tags = TagMap{{u"env"_s, u"test"_s}};
    edit.note = u"mended"_s;
    const auto change = answer(records().edit({edit}, u"edit 1 record"_s));
    QVERIFY(change && change->isValid());
    const Record after = allRecords().at(0);
    QCOMPARE(after.value, 2.5);
    QCOMPARE(after.device, std::optional(u"rig 1"_s));
    QCOMPARE(after.sessionStart, std::optional(Timestamp(9)));
    QCOMPARE(after.sessionEnd, std::optional(Timestamp(9)));
    QCOMPARE(after.note, u"mended"_s);
    QVERIFY(after.hasHistory);
    const auto history = answer(records().history(before.key)); // E15
    QCOMPARE(history->size(), 1U);
    QCOMPARE(history->at(0).value, 1.0);
    QCOMPARE(history->at(0).replacedBy, u"ana"_s);
    QVERIFY(history->at(0).replaced > history->at(0).published);
    RecordEdit same;
    same.key = before.key;
    same.value = 2.5;
    QVERIFY(!answer(records().edit({same}, u"edit"_s))->isValid()); // nothing to do
}

void RecordWriterTest::refusesToEditTheSessionOfOthers()
{
    createSession(u"ss_1"_s);
    const auto saved = answer(records().enter({u"load"_s, {}, 1, Timestamp(), u"ss_1"_s}))->saved;
    RecordEdit edit;
    edit.key = saved->key;
    edit.at = Timestamp(9);
    QCOMPARE(answer(records().edit({edit}, u"edit"_s)).error().code, ErrorCode::InvalidArgument);
    edit.at.reset();
    edit.value = std::nan("");
    QCOMPARE(answer(records().edit({edit}, u"edit"_s)).error().code, ErrorCode::InvalidArgument);
    edit.value = 2;
    QVERIFY(answer(records().edit({edit}, u"edit"_s)));
    edit.key.session = SessionId(99);
    QCOMPARE(answer(records().edit({edit}, u"edit"_s)).error().code, ErrorCode::NotFound);
}

void RecordWriterTest::movesAnEntryIntoASession()
{
    createSession(u"ss_1"_s);
    const Record entry = entered(1, 7);
    const QByteArray before = contentDump(m_store->path());
    RecordEdit edit;
    edit.key = entry.key;
    edit.moveToSession = u"ss_1"_s;
    const auto moved = answer(records().edit({edit}, u"move"_s));
    QVERIFY(moved);
    QCOMPARE(allRecords().size(), 1U);
    QCOMPARE(allRecords().at(0).sessionUid, u"ss_1"_s);
    const Record second = entered(2, 8);
    edit.key = second.key;
    QCOMPARE(answer(records().edit({edit}, u"move"_s)).error().code, ErrorCode::AlreadyExists);
    QVERIFY(answer(records().remove({second.key}, u"delete"_s)));
    QVERIFY(answer(m_store->ports().journal->undo(*moved)));
    QCOMPARE(contentDump(m_store->path()), before);
}

void RecordWriterTest::asksWhenAnEditTakesThePlaceOfAnotherValue() // E9
{
    const Record first = entered(1, 7);
    const Record second = entered(2, 8);
    RecordEdit edit;
    edit.key = second.key;
    edit.at = Timestamp(7);
    edit.duplicates = DuplicatePolicy::Ask;
    const auto asked = answer(records().edit({edit}, u"edit"_s));
    QCOMPARE(asked.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(asked.error().message, u"A value of 1 exists at this time."_s);
    QCOMPARE(allRecords().at(1).sessionEnd, std::optional(Timestamp(8))); // nothing was stored
    // Each takes the place of the next one: no duplicate in the end.
    RecordEdit other = edit;
    other.key = first.key;
    other.at = Timestamp(8);
    QVERIFY(answer(records().edit({edit, other}, u"swap"_s)));
    edit.at = Timestamp(8);
    edit.duplicates = DuplicatePolicy::Replace;
    const auto replaced = answer(records().edit({edit}, u"replace"_s));
    QVERIFY(replaced);
    QCOMPARE(allRecords().size(), 1U);
    QCOMPARE(allRecords().at(0).value, 2.0);
    QVERIFY(answer(m_store->ports().journal->undo(*replaced)));
    QCOMPARE(allRecords().size(), 2U);
    edit.duplicates = DuplicatePolicy::KeepBoth;
    QVERIFY(answer(records().edit({edit}, u"keep both"_s)));
    QCOMPARE(allRecords().size(), 2U);
}

void RecordWriterTest::anEditThatMovesNothingLeavesItsSiblingAlone() // E9
{
    ValueEntry entry{u"load"_s, {}, 1, Timestamp(7)};
    entry.device = u"rig 1"_s;
    entry.duplicates = DuplicatePolicy::KeepBoth;
    RecordEdit edit;
    edit.key = answer(records().enter(entry))->saved->key;
    entry.value = 2;
    QVERIFY(answer(records().enter(entry)));
    edit.device = std::optional(u"rig 1"_s); // what it has
    edit.at = Timestamp(7);
    for (const DuplicatePolicy policy : {DuplicatePolicy::Ask, DuplicatePolicy::Replace}) {
        edit.duplicates = policy;
        const auto edited = answer(records().edit({edit}, u"edit"_s));
        QVERIFY2(edited, qPrintable(edited ? QString() : edited.error().message));
        QCOMPARE(allRecords().size(), 2U);
    }
}

void RecordWriterTest::editedValuesDoNotReplaceEachOther() // E9
{
    createSession(u"ss_1"_s);
    std::vector<RecordEdit> edits(5);
    for (std::size_t i = 0; i < edits.size(); ++i) {
        edits[i].key = entered(double(i), 1000 + std::int64_t(i)).key;
        edits[i].at = Timestamp(1000); // filled down from the first one
        edits[i].duplicates = DuplicatePolicy::Replace;
    }
    const QByteArray before = contentDump(m_store->path());
    const auto filled = answer(records().edit({edits.begin() + 1, edits.end()}, u"fill"_s));
    QVERIFY(!filled);
    QCOMPARE(filled.error().code, ErrorCode::AlreadyExists);
    QVERIFY(filled.error().message.startsWith(u"Two of the edited values"_s));
    QCOMPARE(contentDump(m_store->path()), before);
    for (RecordEdit &edit : edits) {
        edit.at.reset();
        edit.moveToSession = u"ss_1"_s;
    }
    QCOMPARE(answer(records().edit(edits, u"move"_s)).error().code, ErrorCode::AlreadyExists);
    QCOMPARE(contentDump(m_store->path()), before);
    for (RecordEdit &edit : edits) {
        edit.moveToSession.reset();
        edit.at = Timestamp(1000);
        edit.duplicates = DuplicatePolicy::KeepBoth;
    }
    QVERIFY(answer(records().edit(edits, u"fill"_s)));
    QCOMPARE(allRecords().size(), 5U);
}

void RecordWriterTest::editsAreAllOrNothing()
{
    const Record entry = entered(1, 7);
    RecordEdit good;
    good.key = entry.key;
    good.value = 5;
    RecordEdit bad;
    bad.key = {entry.key.metric, SessionId(99)};
    bad.value = 6;
    QVERIFY(!answer(records().edit({good, bad}, u"edit"_s)));
    QCOMPARE(allRecords().at(0).value, 1.0);
}

void RecordWriterTest::removesTheEntrySessionWithItsRecord()
{
    const Record entry = entered(1, 7);
    const QByteArray before = contentDump(m_store->path());
    const auto removed = answer(records().remove({entry.key}, u"delete 1 record"_s));
    QVERIFY(removed);
    SessionQuery query;
    query.includeEntries = true;
    QVERIFY(answer(m_store->ports().sessions->sessions(query, {}, 10))->sessions.empty());
    QCOMPARE(answer(records().remove({entry.key}, u"delete"_s)).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_store->ports().journal->undo(*removed)));
    QCOMPARE(contentDump(m_store->path()), before);
}

TIDEMARK_TEST(RecordWriterTest)
#include "record_writer_test.moc"

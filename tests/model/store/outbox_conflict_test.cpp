// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A row is changed here once more while it stands in conflict: both versions stay to choose from
/// (R4).
class OutboxConflictTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void anEditedValueStaysInConflict_data() { addWays(); }
    void anEditedValueStaysInConflict();
    void anEditOfTheItemStaysInConflict();
    void anEditedDefinitionStaysInConflict_data() { addWays(); }
    void anEditedDefinitionStaysInConflict();
    void anEditedSessionStaysInConflict_data() { addWays(); }
    void anEditedSessionStaysInConflict();
    void aRemovedValueStaysInConflict_data() { addWays(); }
    void aRemovedValueStaysInConflict();
    void anUndoneEditStaysInConflict();
    void aLargeChangeLeavesConflicts();
    void aConflictOfAnotherSourceStays();
    void aDecisionMadeAfterAnEditIsNotOvertakenByDelivery();
    void whatWentWithItsSessionIsInConflictNoMore_data();
    void whatWentWithItsSessionIsInConflictNoMore();

private:
    static void addWays()
    {
        QTest::addColumn<bool>("keepsMine");
        QTest::newRow("keep mine") << true;
        QTest::newRow("take theirs") << false;
    }
    // A value that is 2 here and 9.25 there.
    void disputeValue(const std::optional<QString> &session = {})
    {
        m_entry = enter(u"m"_s, 1, 100, {}, session);
        QVERIFY(deliverAll(m_ports, m_source.id));
        QVERIFY(correct(m_entry, 2));
        QVERIFY(need(nextRecord().head, AttentionReason::Conflict, RemoteImage{9.25, {}, {}}));
        QCOMPARE(attention().size(), 1U);
    }
    // The only item that needs a person, which is a conflict with what is there.
    void checkConflict(const OutboxKey &key, OutboxItem &item)
    {
        const std::vector<OutboxItem> items = attention();
        QCOMPARE(items.size(), 1U);
        item = items.front();
        QCOMPARE(item.reason, AttentionReason::Conflict);
        QVERIFY(item.key == key);
        QVERIFY(item.theirs.has_value());
        QVERIFY2(item.error.message.contains(u"\"far\""_s), qPrintable(item.error.message));
    }
    void decide(OutboxItemId item)
    {
        QFETCH(const bool, keepsMine);
        if (keepsMine) {
            QCOMPARE(answer(m_ports.outbox->keepMine(m_source.id, {item})).value_or(0), 1);
        } else {
            const auto taken = answer(m_ports.outbox->takeTheirs(m_source.id, item));
            QVERIFY2(taken, taken ? "" : qPrintable(taken.error().message));
        }
        QVERIFY(attention().empty());
    }
    [[nodiscard]] OutboxKey keyOfEntry() const
    {
        return {OutboxKind::Record, m_entry.saved->key.metric.value(),
                m_entry.saved->key.session.value()};
    }
    [[nodiscard]] double valueHere() const
    {
        const auto page = answer(m_ports.records->page({}, SortOrder::Ascending, {}, 10));
        return page && page->records.size() == 1 ? page->records.front().value : -1;
    }

    EntryOutcome m_entry;
};

void OutboxConflictTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void OutboxConflictTest::anEditedValueStaysInConflict()
{
    disputeValue();
    QVERIFY(correct(m_entry, 3));
    OutboxItem item;
    checkConflict(keyOfEntry(), item);
    QCOMPARE(item.value, std::optional(3.0));
    QCOMPARE(item.theirs->value, std::optional(9.25));
    QVERIFY(answer(m_ports.outbox->next(m_source.id, 10))->records.empty());
    decide(item.id);
    QFETCH(const bool, keepsMine);
    QCOMPARE(valueHere(), keepsMine ? 3.0 : 9.25);
    QCOMPARE(queue(), keepsMine ? QStringList{u"record m = 3"_s} : QStringList());
}

// By way of the list of what waits.
void OutboxConflictTest::anEditOfTheItemStaysInConflict()
{
    disputeValue();
    QVERIFY(answer(m_ports.outbox->editValue(m_source.id, attention().at(0).id, 4)));
    OutboxItem item;
    checkConflict(keyOfEntry(), item);
    QCOMPARE(item.value, std::optional(4.0));
    QCOMPARE(item.theirs->value, std::optional(9.25));
}

void OutboxConflictTest::anEditedDefinitionStaysInConflict()
{
    m_entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const MetricId metric = m_entry.saved->key.metric;
    DefinitionChange change;
    change.description = std::optional(u"first"_s);
    QVERIFY(answer(m_ports.catalog->update(metric, change)));
    RemoteImage theirs;
    theirs.fields = {{u"name"_s, u"m"_s}, {u"description"_s, u"theirs"_s}};
    const OutboxHead head = answer(m_ports.outbox->next(m_source.id, 10))->definitions.at(0).head;
    QVERIFY(need(head, AttentionReason::Conflict, theirs));
    change.description = std::optional(u"second"_s);
    QVERIFY(answer(m_ports.catalog->update(metric, change)));
    OutboxItem item;
    checkConflict({OutboxKind::Definition, metric.value(), 0}, item);
    QCOMPARE(item.theirs->fields, theirs.fields);
    decide(item.id);
    QFETCH(const bool, keepsMine);
    QCOMPARE(answer(m_ports.catalog->find(u"m"_s))->description,
             std::optional(keepsMine ? u"second"_s : u"theirs"_s));
    QCOMPARE(queue(), keepsMine ? QStringList{u"definition m"_s} : QStringList());
}

void OutboxConflictTest::anEditedSessionStaysInConflict()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    wanted.name = u"first"_s;
    const auto made = answer(m_ports.sessions->createSession(wanted));
    QVERIFY(made);
    const SessionId session = made->session.id;
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto rename = [&](const QString &name) {
        SessionChange change;
        change.name = std::optional(name);
        QVERIFY(answer(m_ports.sessions->updateSession(session, change)));
    };
    rename(u"second"_s);
    RemoteImage theirs;
    theirs.fields = {{u"name"_s, u"theirs"_s}};
    const OutboxHead head = answer(m_ports.outbox->next(m_source.id, 10))->sessions.at(0).head;
    QVERIFY(need(head, AttentionReason::Conflict, theirs));
    rename(u"third"_s);
    QVERIFY(answer(m_ports.sessions->attachDevice(u"ss_a"_s, u"rig"_s, DevicePolicy::Create)));
    OutboxItem item;
    checkConflict({OutboxKind::Session, session.value(), 0}, item);
    QCOMPARE(item.name, u"third"_s);
    QCOMPARE(item.theirs->fields, theirs.fields);
    decide(item.id);
    QFETCH(const bool, keepsMine);
    QCOMPARE(answer(m_ports.sessions->findSession(u"ss_a"_s))->name,
             std::optional(keepsMine ? u"third"_s : u"theirs"_s));
    QCOMPARE(queue().contains(u"session"_s), keepsMine);
}

void OutboxConflictTest::aRemovedValueStaysInConflict()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    QVERIFY(answer(m_ports.sessions->createSession(wanted)));
    disputeValue(wanted.uid);
    QVERIFY(answer(m_ports.records->remove({m_entry.saved->key}, u"remove"_s)));
    OutboxItem item;
    checkConflict(keyOfEntry(), item);
    QVERIFY(item.isRemoval);
    QCOMPARE(item.theirs->value, std::optional(9.25));
    decide(item.id);
    QFETCH(const bool, keepsMine);
    QCOMPARE(answer(m_ports.sessions->recordsOf(m_entry.saved->key.session))->empty(), keepsMine);
    if (keepsMine) {
        QCOMPARE(queue(), QStringList{u"-record m"_s});
    } else {
        QVERIFY(queue().isEmpty());
        QCOMPARE(answer(m_ports.sessions->recordsOf(m_entry.saved->key.session))->at(0).value,
                 9.25);
    }
}

// Back to what was there once: only the other side is another then, and it is not lost.
void OutboxConflictTest::anUndoneEditStaysInConflict()
{
    m_entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto edit = correct(m_entry, 2);
    QVERIFY(need(nextRecord().head, AttentionReason::Conflict, RemoteImage{9.25, {}, {}}));
    QVERIFY(answer(m_ports.journal->undo(*edit)));
    OutboxItem item;
    checkConflict(keyOfEntry(), item);
    QCOMPARE(item.value, std::optional(1.0));
    QVERIFY(answer(m_ports.outbox->takeTheirs(m_source.id, item.id)));
    QCOMPARE(valueHere(), 9.25);
    QVERIFY(queue().isEmpty());
}

// One that names its rows by its number.
void OutboxConflictTest::aLargeChangeLeavesConflicts()
{
    disputeValue();
    std::vector<ImportRow> rows;
    for (int i = 0; i < 6000; ++i) {
        ImportRow row;
        row.metric = u"m"_s;
        row.value = i;
        row.start = row.end = Timestamp(i + 1000);
        row.isEntry = true;
        rows.push_back(row);
    }
    rows.front().start = rows.front().end = Timestamp(100);
    ImportOptions options;
    options.conflicts = ConflictPolicy::Replace;
    QVERIFY(
        answer(m_ports.records->importRows(std::make_shared<VectorSource>(rows), options, {}, {})));
    OutboxItem item;
    checkConflict(keyOfEntry(), item);
    QCOMPARE(item.value, std::optional(0.0));
    QCOMPARE(item.theirs->value, std::optional(9.25));
}

// What is decided for one source changes the row for the other one.
void OutboxConflictTest::aConflictOfAnotherSourceStays()
{
    const auto second = addSource(m_ports, u"second"_s);
    QVERIFY(second);
    disputeValue();
    QVERIFY(deliverAll(m_ports, second->id));
    QVERIFY(correct(m_entry, 3));
    const auto batch = answer(m_ports.outbox->next(second->id, 10));
    QCOMPARE(batch->records.size(), 1U);
    OutboxOutcome conflict;
    const OutboxHead &head = batch->records.front().head;
    conflict.id = head.id;
    conflict.key = head.key;
    conflict.version = head.version;
    conflict.kind = OutboxOutcome::Kind::Attention;
    conflict.reason = AttentionReason::Conflict;
    conflict.theirs = RemoteImage{7.5, {}, {}};
    QVERIFY(answer(m_ports.outbox->finish(second->id, {conflict})));
    QCOMPARE(attention().size(), 1U);
    QVERIFY(answer(m_ports.outbox->takeTheirs(m_source.id, attention().front().id)));
    QCOMPARE(valueHere(), 9.25);
    const auto left = answer(m_ports.outbox->page(second->id, OutboxState::Attention, {}, 10));
    QCOMPARE(left->items.size(), 1U);
    QCOMPARE(left->items.front().value, std::optional(9.25));
    QCOMPARE(left->items.front().theirs->value, std::optional(7.5));
}

// What delivery read before the edit is not sent after the decision.
void OutboxConflictTest::aDecisionMadeAfterAnEditIsNotOvertakenByDelivery()
{
    m_entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(m_entry, 2));
    const OutboxHead head = nextRecord().head;
    QVERIFY(need(head, AttentionReason::Conflict, RemoteImage{9.25, {}, {}}));
    QVERIFY(correct(m_entry, 3));
    QCOMPARE(answer(m_ports.outbox->keepMine(m_source.id, {head.id})).value_or(0), 1);
    const OutboxStart stale{head.id, head.version, RemoteImage{2.0, {}, {}}, {}};
    QVERIFY(answer(m_ports.outbox->start(m_source.id, {stale}))->empty());
    QCOMPARE(nextRecord().value, std::optional(3.0));
    QCOMPARE(nextRecord().head.mirror->image.value, std::optional(9.25));
}

void OutboxConflictTest::whatWentWithItsSessionIsInConflictNoMore_data()
{
    QTest::addColumn<bool>("isDecided");
    QTest::newRow("a person keeps the session") << true;
    QTest::newRow("delivery finds it gone") << false;
}

// The other version is not dropped but gone: with the session, there.
void OutboxConflictTest::whatWentWithItsSessionIsInConflictNoMore()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    QVERIFY(answer(m_ports.sessions->createSession(wanted)));
    disputeValue(wanted.uid);
    SessionChange change;
    change.name = std::optional(u"renamed"_s);
    QVERIFY(answer(m_ports.sessions->updateSession(m_entry.saved->key.session, change)));
    const OutboxHead head = answer(m_ports.outbox->next(m_source.id, 10))->sessions.at(0).head;
    QFETCH(const bool, isDecided);
    if (isDecided) {
        RemoteImage gone;
        gone.fields.insert(kGoneField, true);
        QVERIFY(need(head, AttentionReason::Conflict, gone));
        QCOMPARE(attention().size(), 2U);
        QCOMPARE(answer(m_ports.outbox->keepMine(m_source.id, {head.id})).value_or(0), 1);
    } else {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.change = head.change;
        outcome.kind = OutboxOutcome::Kind::Gone;
        QVERIFY(answer(m_ports.outbox->finish(m_source.id, {outcome})));
    }
    const auto page = answer(m_ports.outbox->page(m_source.id, {}, {}, 10));
    QCOMPARE(page->items.size(), 2U);
    for (const OutboxItem &item : page->items) {
        QCOMPARE(item.state, OutboxState::Waiting);
        QCOMPARE(item.reason, AttentionReason::None);
        QVERIFY(!item.theirs);
    }
}

TIDEMARK_TEST(OutboxConflictTest)
#include "outbox_conflict_test.moc"

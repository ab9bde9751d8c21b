// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What is stored already is published by choice.
class OutboxPublishingTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void enqueuesWhatIsStoredAlready();
    void aSelectionWithoutAWindowHasTimelessSessionsToo();
    void justTheChosenRecordsArePublished();
    void previewsWhatWillBeSent();
    void whatIsFinalIsNotSentAgain();
    void aFinalRemovalIsMootOnceTheValueIsBack();
    void aFinalRemovalIsSentAgainOnceAnotherValueIsThere();
};

void OutboxPublishingTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void OutboxPublishingTest::enqueuesWhatIsStoredAlready()
{
    const auto later = addSource(m_ports, u"later"_s, PublishLevel::Off);
    QVERIFY(enter(u"m"_s, 1, 100).saved && enter(u"n"_s, 2, 200).saved);
    Selection selection;
    selection.begin = Timestamp(150);
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, selection, {})).error().code,
             ErrorCode::InvalidArgument);
    SourceChange on;
    on.level = PublishLevel::Summary;
    QVERIFY(answer(m_ports.sources->update(later->id, on)));
    QVERIFY(waiting(m_ports, later->id).isEmpty());
    const auto preview = answer(m_ports.outbox->preview(later->id, selection, {}));
    QCOMPARE(preview->records, 1);
    QCOMPARE(preview->newDefinitions, QStringList{u"n"_s});
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, selection, {}))->records, 1);
    QCOMPARE(waiting(m_ports, later->id),
             (QStringList{u"definition n"_s, u"session"_s, u"record n = 2"_s}));
    QVERIFY(deliverAll(m_ports, later->id));
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, selection, {}))->records, 1);
    QVERIFY(waiting(m_ports, later->id).isEmpty()); // it has them just so
}

// A session that no file has given a time is in no window of time.
void OutboxPublishingTest::aSelectionWithoutAWindowHasTimelessSessionsToo()
{
    const auto later = addSource(m_ports, u"later"_s, PublishLevel::Off);
    const auto session = answer(m_ports.sessions->createSession({}));
    QVERIFY(session && !session->session.end);
    PublishRequest values{session->session.uid, DeviceChoice::none(), {}, {}};
    values.items = {{u"m"_s, 1}, {u"n"_s, 2}};
    QVERIFY(answer(m_ports.records->publish(values)));
    QVERIFY(enter(u"m"_s, 3, 100).saved);
    SourceChange on;
    on.level = PublishLevel::Summary;
    QVERIFY(answer(m_ports.sources->update(later->id, on)));
    Selection selection;
    QCOMPARE(answer(m_ports.outbox->preview(later->id, selection, {}))->records, 3);
    selection.begin = Timestamp(0);
    QCOMPARE(answer(m_ports.outbox->preview(later->id, selection, {}))->records, 1);
    selection.begin.reset();
    selection.metrics = {answer(m_ports.catalog->find(u"m"_s))->id};
    QCOMPARE(answer(m_ports.outbox->preview(later->id, selection, {}))->records, 2);
    selection.sessions = QStringList{session->session.uid};
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, selection, {}))->records, 1);
    QCOMPARE(waiting(m_ports, later->id),
             (QStringList{u"definition m"_s, u"session"_s, u"record m = 1"_s}));
    selection.sessions = QStringList{u"ss_none"_s};
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, selection, {}))->records, 0);
    QCOMPARE(answer(m_ports.outbox->enqueue(later->id, {}, {}))->records, 3);
    QCOMPARE(waiting(m_ports, later->id).size(), 7); // two metrics, two sessions, three records
}

// Two sessions that hold both metrics: one of each is chosen, so two of four.
void OutboxPublishingTest::justTheChosenRecordsArePublished()
{
    const auto later = addSource(m_ports, u"later"_s, PublishLevel::Off);
    for (const QString &uid : {u"run-1"_s, u"run-2"_s}) {
        NewSession session;
        session.uid = uid;
        session.start = session.end = Timestamp(100);
        QVERIFY(answer(m_ports.sessions->createSession(session)));
    }
    const auto speed = enter(u"speed"_s, 1, 100, {}, u"run-1"_s);
    const auto load = enter(u"load"_s, 2, 100, {}, u"run-2"_s);
    QVERIFY(enter(u"speed"_s, 3, 100, {}, u"run-2"_s).saved);
    const auto gone = enter(u"load"_s, 4, 100, {}, u"run-1"_s);
    QVERIFY(speed.saved && load.saved && gone.saved);
    SourceChange on;
    on.level = PublishLevel::Summary;
    QVERIFY(answer(m_ports.sources->update(later->id, on)));
    Selection shown;
    shown.metrics = {speed.saved->key.metric, load.saved->key.metric};
    const PublishSelection chosen(shown, {load.saved->key, speed.saved->key, load.saved->key});
    const auto preview = answer(m_ports.outbox->preview(later->id, chosen, {}));
    QVERIFY(preview);
    QCOMPARE(preview->records, 2);
    QCOMPARE(preview->sessions, 2);
    QCOMPARE(preview->definitions, 2);
    const auto published =
        answer(m_ports.outbox->enqueue(later->id, chosen, PublishDevice::none()));
    QVERIFY(published);
    QCOMPARE(published->records, 2);
    QCOMPARE(published->items.size(), 6U); // with their metrics and sessions
    QStringList records = waiting(m_ports, later->id).filter(u"record "_s);
    records.sort();
    QCOMPARE(records, (QStringList{u"record load = 2"_s, u"record speed = 1"_s}));
    const auto earlier = answer(m_ports.outbox->earlierDevices(later->id, chosen));
    QVERIFY(earlier);
    QCOMPARE(earlier->records, 2);
    QCOMPARE(earlier->choices.size(), 1U);
    QCOMPARE(earlier->choices.front().records, 2);
    // What is not there any more is left out.
    QVERIFY(answer(m_ports.records->remove({gone.saved->key}, u"remove"_s)));
    const PublishSelection removed(shown, {gone.saved->key, speed.saved->key});
    QCOMPARE(answer(m_ports.outbox->preview(later->id, removed, {}))->records, 1);
}

void OutboxPublishingTest::previewsWhatWillBeSent()
{
    SourceChange change;
    change.level = PublishLevel::Summary;
    QVERIFY(answer(m_ports.sources->update(m_source.id, change)));
    QVERIFY(enter(u"m"_s, 1, 100, {{u"env"_s, u"prod"_s}}).saved);
    const auto gone = enter(u"n"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(answer(m_ports.records->remove({gone.saved->key}, u"remove"_s)));
    QVERIFY(enter(u"o"_s, 1, 300, {{u"host"_s, u"a"_s}}).saved);
    const auto preview = answer(m_ports.outbox->preview(m_source.id, {}, {}));
    QVERIFY(preview);
    QCOMPARE(preview->records, 2);
    QCOMPARE(preview->sessions, 2);
    QCOMPARE(preview->removals, 2);
    QCOMPARE(preview->newDefinitions, QStringList{u"o"_s});
    QCOMPARE(preview->droppedBySummary, QStringList{u"host"_s});
}

// The source said that it stays as it is: it would only say so again (P4).
void OutboxPublishingTest::whatIsFinalIsNotSentAgain()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(entry, 2));
    const OutboxHead head = nextRecord().head;
    QVERIFY(need(head, AttentionReason::Final));
    const auto published = answer(m_ports.outbox->enqueue(m_source.id, {}, {}));
    QCOMPARE(published->records, 1);
    QCOMPARE(published->items, std::vector{head.id}); // and what became of it is shown
    QCOMPARE(queue(), QStringList{u"!record m = 2"_s});
    QCOMPARE(attention().at(0).reason, AttentionReason::Final);
    QCOMPARE(attention().at(0).error.message, u"look at this"_s);
    QVERIFY(answer(m_ports.outbox->next(m_source.id, 10))->records.empty());
    // Another value is something else to say.
    QVERIFY(correct(entry, 3));
    QCOMPARE(queue(), QStringList{u"record m = 3"_s});
}

// Removed here, kept there, and back again while nothing was published: nothing is left to note.
void OutboxPublishingTest::aFinalRemovalIsMootOnceTheValueIsBack()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(enter(u"m"_s, 5, 200).saved);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QVERIFY(need(nextRecord().head, AttentionReason::Final));
    setLevel(PublishLevel::Off);
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    setLevel(PublishLevel::Detailed);
    QVERIFY(answer(m_ports.outbox->enqueue(m_source.id, {}, {})));
    QVERIFY(attention().empty());
    for (const QString &item : queue())
        QVERIFY2(!item.startsWith(u"record"_s), qPrintable(item));
}

void OutboxPublishingTest::aFinalRemovalIsSentAgainOnceAnotherValueIsThere()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QVERIFY(need(nextRecord().head, AttentionReason::Final));
    QCOMPARE(attention().size(), 1U);
    setLevel(PublishLevel::Off);
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    QVERIFY(correct(entry, 2));
    setLevel(PublishLevel::Detailed);
    QVERIFY(attention().empty());
    QVERIFY2(queue().contains(u"record m = 2"_s), qPrintable(queue().join(u", "_s)));
}

TIDEMARK_TEST(OutboxPublishingTest)
#include "outbox_publishing_test.moc"

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

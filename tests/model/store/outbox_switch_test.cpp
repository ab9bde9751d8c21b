// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What waits when publishing was switched off for a while.
class OutboxSwitchTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void turnedOnAgainQueuesWhatChangedMeanwhile();
    void whatComesBackWhileOffIsQueued_data();
    void whatComesBackWhileOffIsQueued();
    void whatComesBackWhileItIsRemovedThereIsQueued();
    void whatWasNeverPublishedComesBackUnqueued();
};

void OutboxSwitchTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void OutboxSwitchTest::turnedOnAgainQueuesWhatChangedMeanwhile()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(enter(u"m"_s, 2, 200).saved);
    QVERIFY(deliverAll(m_ports, m_source.id));
    setLevel(PublishLevel::Off);
    QVERIFY(correct(entry, 4));
    QVERIFY(queue().isEmpty());
    setLevel(PublishLevel::Detailed);
    QCOMPARE(queue(), QStringList{u"record m = 4"_s});
    // Numbers go on after those that were given meanwhile.
    QVERIFY(enter(u"m"_s, 5, 300).saved);
    QCOMPARE(queue().size(), 3);
}

void OutboxSwitchTest::whatComesBackWhileOffIsQueued_data()
{
    QTest::addColumn<bool>("isEntryRepeated"); ///< else a removal is undone
    QTest::newRow("a removal is undone") << false;
    QTest::newRow("an entry is repeated") << true;
}

// The source had it and removed it: it is no more one of the old values that nobody published.
void OutboxSwitchTest::whatComesBackWhileOffIsQueued()
{
    QFETCH(bool, isEntryRepeated);
    QVERIFY(enter(u"m"_s, 5, 200).saved);
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    ChangeId change = entry.change;
    if (isEntryRepeated) {
        QVERIFY(answer(m_ports.journal->undo(change)));
    } else {
        const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
        QVERIFY(removal);
        change = *removal;
    }
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(queue().isEmpty());
    const auto swap = [&] {
        return isEntryRepeated ? answer(m_ports.journal->redo(change))
                               : answer(m_ports.journal->undo(change));
    };
    const auto swapBack = [&] {
        return isEntryRepeated ? answer(m_ports.journal->undo(change))
                               : answer(m_ports.journal->redo(change));
    };
    setLevel(PublishLevel::Off);
    QVERIFY(swap());
    setLevel(PublishLevel::Detailed);
    QCOMPARE(queue(), (QStringList{u"session"_s, u"record m = 1"_s}));
    setLevel(PublishLevel::Off);
    QVERIFY(swapBack()); // neither side has it
    setLevel(PublishLevel::Detailed);
    QVERIFY2(queue().isEmpty(), qPrintable(queue().join(u", "_s)));
}

// The answer to the removal comes when the value is here again and nothing is published any more.
void OutboxSwitchTest::whatComesBackWhileItIsRemovedThereIsQueued()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
    QVERIFY(batch);
    QCOMPARE(batch->sessions.size(), 1U);
    const OutboxHead head = batch->sessions.front().head;
    QCOMPARE(answer(m_ports.outbox->start(m_source.id,
                                          std::vector{OutboxStart{head.id, head.version, {}, {}}}))
                 ->size(),
             1U);
    setLevel(PublishLevel::Off);
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    OutboxOutcome gone;
    gone.id = head.id;
    gone.key = head.key;
    gone.version = head.version;
    gone.change = head.change;
    gone.kind = OutboxOutcome::Kind::Gone;
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {gone})));
    setLevel(PublishLevel::Detailed);
    const QStringList waiting = queue();
    QVERIFY2(waiting.contains(u"session"_s), qPrintable(waiting.join(u", "_s)));
    QVERIFY2(waiting.contains(u"record m = 1"_s), qPrintable(waiting.join(u", "_s)));
}

// It is published by choice, as what is stored already always is.
void OutboxSwitchTest::whatWasNeverPublishedComesBackUnqueued()
{
    const auto never = addSource(m_ports, u"never"_s, PublishLevel::Off);
    QVERIFY(never);
    setLevel(PublishLevel::Off);
    const auto entry = enter(u"m"_s, 1, 100);
    const auto removal = answer(m_ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(removal);
    QVERIFY(answer(m_ports.journal->undo(*removal)));
    setLevel(PublishLevel::Detailed);
    SourceChange on;
    on.level = PublishLevel::Detailed;
    QVERIFY(answer(m_ports.sources->update(never->id, on)));
    QVERIFY2(queue().isEmpty(), qPrintable(queue().join(u", "_s)));
    QVERIFY(waiting(m_ports, never->id).isEmpty());
}

TIDEMARK_TEST(OutboxSwitchTest)
#include "outbox_switch_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/queue_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What people do with items that need them.
class OutboxAttentionTest : public QObject, private QueueBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void attentionWaitsForAPerson();
    void conflictsAreResolvedEitherWay();
    void aConflictIsNotRetried();
    void aBlockedRecordWakesWithItsSession();
    void discardingASessionTakesItsRecordsAlong();
};

void OutboxAttentionTest::init()
{
    failOnUnexpectedWarnings();
    open();
}

void OutboxAttentionTest::attentionWaitsForAPerson()
{
    const auto entry = enter(u"m"_s, 1, 100);
    const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
    const OutboxHead head = batch->records.at(0).head;
    OutboxOutcome refused;
    refused.id = head.id;
    refused.key = head.key;
    refused.version = head.version;
    refused.kind = OutboxOutcome::Kind::Attention;
    refused.reason = AttentionReason::Refused;
    refused.error = {ErrorCode::InvalidArgument, u"no such name"_s, u"400"_s};
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {refused})));
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 1);
    const auto page = answer(m_ports.outbox->page(m_source.id, OutboxState::Attention, {}, 10));
    QCOMPARE(page->items.size(), 1U);
    QCOMPARE(page->items.at(0).error.message, u"no such name"_s);
    QVERIFY(answer(m_ports.outbox->next(m_source.id, 10))->records.empty());
    QCOMPARE(answer(m_ports.outbox->retry(m_source.id, {head.id})), 1);
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 0);
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {refused})));
    QVERIFY(answer(m_ports.outbox->editValue(m_source.id, head.id, 7)));
    QCOMPARE(queue().last(), u"record m = 7"_s);
    const auto renamed = answer(m_ports.outbox->editName(m_source.id, head.id, u"n"_s));
    QVERIFY(renamed);
    QCOMPARE(queue().last(), u"record n = 7"_s);
    QCOMPARE(answer(m_ports.outbox->discard(m_source.id, {head.id})), 1);
    QCOMPARE(queue(), (QStringList{u"definition n"_s, u"session"_s}));
}

void OutboxAttentionTest::conflictsAreResolvedEitherWay()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    for (const bool keepsMine : {true, false}) {
        QVERIFY(correct(entry, keepsMine ? 2 : 3));
        const OutboxHead head = answer(m_ports.outbox->next(m_source.id, 10))->records.at(0).head;
        OutboxOutcome conflict;
        conflict.id = head.id;
        conflict.key = head.key;
        conflict.version = head.version;
        conflict.kind = OutboxOutcome::Kind::Attention;
        conflict.reason = AttentionReason::Conflict;
        conflict.theirs = RemoteImage{9.25, {}, {}};
        QVERIFY(answer(m_ports.outbox->finish(m_source.id, {conflict})));
        const auto page = answer(m_ports.outbox->page(m_source.id, {}, {}, 10));
        QCOMPARE(page->items.at(0).theirs->value, std::optional(9.25));
        if (keepsMine) {
            QCOMPARE(answer(m_ports.outbox->keepMine(m_source.id, {head.id})), 1);
            const auto again = answer(m_ports.outbox->next(m_source.id, 10))->records.at(0);
            QCOMPARE(again.head.mirror->image.value, std::optional(9.25));
            QCOMPARE(again.value, std::optional(2.0));
            QVERIFY(deliverAll(m_ports, m_source.id));
        } else {
            const auto taken = answer(m_ports.outbox->takeTheirs(m_source.id, head.id));
            QVERIFY(taken && taken->isValid());
            QVERIFY(queue().isEmpty());
            QCOMPARE(answer(m_ports.records->history(entry.saved->key))->at(0).value, 3.0);
        }
    }
}

// R4: whoever asks, and also when it is published once more.
void OutboxAttentionTest::aConflictIsNotRetried()
{
    const auto entry = enter(u"m"_s, 1, 100);
    QVERIFY(deliverAll(m_ports, m_source.id));
    QVERIFY(correct(entry, 2));
    const OutboxHead head = answer(m_ports.outbox->next(m_source.id, 10))->records.at(0).head;
    OutboxOutcome outcome;
    outcome.id = head.id;
    outcome.key = head.key;
    outcome.version = head.version;
    outcome.kind = OutboxOutcome::Kind::Attention;
    outcome.reason = AttentionReason::Conflict;
    outcome.theirs = RemoteImage{9.25, {}, {}};
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, {outcome})));
    QCOMPARE(answer(m_ports.outbox->retry(m_source.id, {head.id})), 0);
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 1);
    const auto published = answer(m_ports.outbox->enqueue(m_source.id, {}, {}));
    QCOMPARE(published->records, 1);
    QCOMPARE(published->items, std::vector{head.id});
    const auto page = answer(m_ports.outbox->page(m_source.id, {}, {}, 10));
    QCOMPARE(page->items.size(), 1U);
    QCOMPARE(page->items.at(0).reason, AttentionReason::Conflict);
    QCOMPARE(page->items.at(0).theirs->value, std::optional(9.25));
    // The next row gets a number of its own.
    QVERIFY(enter(u"n"_s, 3, 200).saved);
    QCOMPARE(answer(m_ports.outbox->enqueue(m_source.id, {}, {}))->items.size(), 4U);
}

void OutboxAttentionTest::aBlockedRecordWakesWithItsSession()
{
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    const auto batch = answer(m_ports.outbox->next(m_source.id, 10));
    std::vector<OutboxOutcome> outcomes;
    for (const OutboxHead &head : {batch->sessions.at(0).head, batch->records.at(0).head}) {
        OutboxOutcome outcome;
        outcome.id = head.id;
        outcome.key = head.key;
        outcome.version = head.version;
        outcome.kind = OutboxOutcome::Kind::Attention;
        outcome.reason = outcomes.empty() ? AttentionReason::Refused : AttentionReason::Blocked;
        outcomes.push_back(outcome);
    }
    QVERIFY(answer(m_ports.outbox->finish(m_source.id, outcomes)));
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 2);
    QVERIFY(answer(m_ports.outbox->retry(m_source.id, {outcomes.at(1).id})));
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 0);
}

void OutboxAttentionTest::discardingASessionTakesItsRecordsAlong()
{
    QVERIFY(enter(u"m"_s, 1, 100).saved);
    const auto session = answer(m_ports.outbox->next(m_source.id, 10))->sessions.at(0).head.id;
    QCOMPARE(answer(m_ports.outbox->discard(m_source.id, {session})), 2);
    QCOMPARE(queue(), QStringList{u"definition m"_s});
}

TIDEMARK_TEST(OutboxAttentionTest)
#include "outbox_attention_test.moc"

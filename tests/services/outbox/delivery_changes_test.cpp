// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What becomes there of what was changed, renamed or removed here after it was sent.
class DeliveryChangesTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void correctionsAndRemovalsFollow();
    void aSingleValueCannotBeRemoved();
    void bothVersionsOfAConflictAreKept();
    void aLostCorrectionIsNoConflict();
    void anUndoneUpdateOfALostSendingIsTakenBack();
    void aRenamedMetricKeepsItsNameThere();
    void aMetricOfOthersStays();
    void devicesAndFilesOfASessionFollow();
    void aSessionRemovedThereIsSentAgainOnRequest();
};

void DeliveryChangesTest::correctionsAndRemovalsFollow()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.at(u"m"_s).value, 2.0);
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(answer(m_bench->ports.journal->undo(*removal))); // a compensating change
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.at(u"m"_s).value, 2.0);
    QVERIFY(m_bench->attention().empty());
}

void DeliveryChangesTest::aSingleValueCannotBeRemoved() // P4
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    QVERIFY(m_bench->drain());
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Final);
    QVERIFY(items.front().error.message.contains("cannot be removed"_L1));
    // Taken back here, nothing is wrong any more.
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.journal->redo(*removal)));
    QVERIFY(m_bench->drain());
    QCOMPARE(answer(m_bench->ports.outbox->discard(m_bench->source.id,
                                                   {m_bench->attention().front().id})),
             1);
    QVERIFY(m_bench->attention().empty());
}

void DeliveryChangesTest::bothVersionsOfAConflictAreKept() // R4
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        state.sessions.begin()->second.records[u"m"_s].value = 9;
        state.definitions[u"m"_s].description = u"theirs"_s;
    });
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    DefinitionChange described;
    described.description = std::optional(u"mine"_s);
    QVERIFY(answer(m_bench->ports.catalog->update(entry.saved->key.metric, described)));
    QVERIFY(m_bench->drain());
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 2U);
    for (const OutboxItem &item : items)
        QCOMPARE(item.reason, AttentionReason::Conflict);
    const auto state = m_bench->remote.state();
    QCOMPARE(state.sessions.begin()->second.records.at(u"m"_s).value, 9.0);
    QCOMPARE(state.definitions.at(u"m"_s).description, std::optional(u"theirs"_s));
    std::vector<OutboxItemId> ids{items[0].id, items[1].id};
    QCOMPARE(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, ids)), 2);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.at(u"m"_s).value, 2.0);
    QCOMPARE(m_bench->remote.state().definitions.at(u"m"_s).description, std::optional(u"mine"_s));
}

void DeliveryChangesTest::aLostCorrectionIsNoConflict()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    m_bench->failAll(u"publish"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    m_bench->failAll(u"publish"_s, Fault::Offline);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->correct(entry.saved->key, 4));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.at(u"m"_s).value, 4.0);
}

void DeliveryChangesTest::anUndoneUpdateOfALostSendingIsTakenBack()
{
    const auto session = m_bench->addSession(u"ss_a"_s, u"first"_s);
    QVERIFY(session);
    QVERIFY(m_bench->drain());
    const auto changed = m_bench->rename(*session, u"second"_s);
    m_bench->failAll(u"update session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"second"_s));
    QVERIFY(answer(m_bench->ports.journal->undo(changed->change)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"first"_s));
    QVERIFY(m_bench->attention().empty());
}

void DeliveryChangesTest::aRenamedMetricKeepsItsNameThere()
{
    const auto entry = m_bench->enter(u"old"_s, 1, 100);
    QVERIFY(m_bench->drain());
    DefinitionChange change;
    change.name = u"new"_s;
    QVERIFY(answer(m_bench->ports.catalog->update(entry.saved->key.metric, change)));
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid, u"old"_s), std::optional(2.0));
    QVERIFY(!m_bench->sentValue(entry.saved->sessionUid, u"new"_s));
    QVERIFY(!m_bench->remote.state().definitions.contains(u"new"_s));
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Final);
    QVERIFY(items.front().error.message.contains("\"new\" stays \"old\" there"_L1));
}

void DeliveryChangesTest::aMetricOfOthersStays()
{
    m_bench->remote.change([](RemoteState &state) { state.definitions[u"m"_s].name = u"m"_s; });
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.catalog->remove(std::vector<MetricId>{entry.saved->key.metric})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.state().definitions.contains(u"m"_s));
    QVERIFY(m_bench->remote.state().sessions.empty());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention().front().reason, AttentionReason::Final);
}

void DeliveryChangesTest::devicesAndFilesOfASessionFollow()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    wanted.start = Timestamp(10);
    wanted.end = Timestamp(20);
    wanted.devices = {u"a"_s, u"b"_s};
    QVERIFY(answer(m_bench->ports.sessions->createSession(wanted)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->devices, (QSet<QString>{u"a"_s, u"b"_s}));
    QVERIFY(answer(m_bench->ports.sessions->detachDevice(u"ss_a"_s, u"a"_s)));
    QVERIFY(answer(m_bench->ports.sessions->attachDevice(u"ss_a"_s, u"c"_s, DevicePolicy::Create)));
    QVERIFY(answer(m_bench->ports.files->add(
        u"ss_a"_s, {{u"fl_bag"_s, ClosedRange{Timestamp(5), Timestamp(50)}}})));
    QVERIFY(m_bench->drain());
    const auto stored = m_bench->remote.sessionOf(u"ss_a"_s);
    QCOMPARE(stored->devices, (QSet<QString>{u"b"_s, u"c"_s}));
    QCOMPARE(stored->files.size(), 1U);
    QCOMPARE(stored->session.start, std::optional(Timestamp(5)));
    QCOMPARE(stored->session.end, std::optional(Timestamp(50)));
}

void DeliveryChangesTest::aSessionRemovedThereIsSentAgainOnRequest()
{
    const auto session = m_bench->addSession(u"ss_a"_s);
    QVERIFY(session);
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) { state.sessions.clear(); });
    QVERIFY(m_bench->rename(*session, u"named"_s));
    QVERIFY(m_bench->drain());
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Conflict);
    QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {items.front().id})));
    QVERIFY(m_bench->drain());
    const auto stored = m_bench->remote.sessionOf(u"ss_a"_s);
    QVERIFY(stored && stored->records.contains(u"m"_s));
    QVERIFY(m_bench->attention().empty());
}

TIDEMARK_TEST(DeliveryChangesTest)
#include "delivery_changes_test.moc"

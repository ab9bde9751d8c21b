// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What was sent and is known here no more is met again there, not made twice (roboto-api 1.4).
class ForgottenSendingTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

    /// Another delivery: what the first one remembered is gone.
    void startAgain() { m_bench->memory = WaveMemory(); }
    [[nodiscard]] int sessionsOf(const QString &key) const
    {
        int count = 0;
        (void)m_bench->remote.sessionOf(key, &count);
        return count;
    }

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void aDiscardedCreationIsMetAgain_data();
    void aDiscardedCreationIsMetAgain();
    void aDiscardedSendingIsOutOfSight();
    void aSourceThatIsAddedAgainMakesNothingTwice();
    void whatOthersMadeOfItIsAConflict();
    void newSessionsAreNotLookedFor();
    void aListThatCannotBeReadPutsThemOff();
    void whatMayNotBeLookedForNeedsAPerson_data();
    void whatMayNotBeLookedForNeedsAPerson();
    void whatIsThereTwiceAndMayNotGoNeedsAPerson();
    void aListWithoutAnEndPutsThemOff_data();
    void aListWithoutAnEndPutsThemOff();
};

void ForgottenSendingTest::aDiscardedCreationIsMetAgain_data()
{
    QTest::addColumn<bool>("isSameDelivery");
    QTest::newRow("while the delivery goes on") << true;
    QTest::newRow("in another delivery") << false;
}

void ForgottenSendingTest::aDiscardedCreationIsMetAgain()
{
    QFETCH(bool, isSameDelivery);
    // A first session, looked for, so that the delivery knows what is there already.
    const auto before = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    QVERIFY(m_bench->drain());
    QCOMPARE(sessionsOf(before.saved->sessionUid), 1);
    const auto entry = m_bench->enter(u"m"_s, 2, 200);
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 1);
    QVERIFY(m_bench->discardAll());
    m_bench->remote.setFaults({});
    if (!isSameDelivery)
        startAgain();
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 1);
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(2.0));
    QCOMPARE(m_bench->remote.state().sessions.size(), 2U);
}

// What may have arrived is remembered, but nothing waits any more, here or at another service.
void ForgottenSendingTest::aDiscardedSendingIsOutOfSight()
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    m_bench->failAll(u"create"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->discardAll());
    const RemoteState before = m_bench->remote.state();
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().sessions.size(), before.sessions.size());
    QCOMPARE(m_bench->publishes(), 0);
    SourceChange change;
    change.endpoint = u"http://127.0.0.1:2/v1"_s;
    change.move = SourceMove::OtherService;
    const auto moved = answer(m_bench->ports.sources->update(m_bench->source.id, change));
    QVERIFY2(moved, moved ? "" : qPrintable(moved.error().message));
    QCOMPARE(answer(m_bench->ports.outbox->counts(moved->id)).value(), OutboxCounts());
    QVERIFY(answer(m_bench->ports.sources->remove(moved->id, false)));
}

void ForgottenSendingTest::aSourceThatIsAddedAgainMakesNothingTwice()
{
    for (int i = 0; i < 30; ++i)
        QVERIFY(m_bench->enter(u"m"_s, i, 100 * i, {}, u"rig"_s).saved);
    QVERIFY(m_bench->drain());
    const RemoteState before = m_bench->remote.state();
    QCOMPARE(before.sessions.size(), 30U);
    QVERIFY(answer(m_bench->ports.sources->remove(m_bench->source.id, true)));
    m_bench->source = addSource(m_bench->ports, u"far again"_s).value_or(Source{});
    startAgain();
    m_bench->remote.setPageSize(7);
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    const RemoteState after = m_bench->remote.state();
    QCOMPARE(after.sessions.size(), 30U);
    for (const auto &[uid, stored] : before.sessions) {
        const auto &now = after.sessions.at(uid);
        QCOMPARE(now.session.key, stored.session.key);
        QCOMPARE(now.records.at(u"m"_s).value, stored.records.at(u"m"_s).value);
        QCOMPARE(now.files.size(), stored.files.size());
        QCOMPARE(now.devices, stored.devices);
    }
}

void ForgottenSendingTest::whatOthersMadeOfItIsAConflict()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, u"mine"_s));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.sources->remove(m_bench->source.id, true)));
    m_bench->remote.change(
        [](RemoteState &state) { state.sessions.begin()->second.session.name = u"theirs"_s; });
    m_bench->source = addSource(m_bench->ports, u"far again"_s).value_or(Source{});
    startAgain();
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    (void)m_bench->drain();
    QCOMPARE(sessionsOf(u"ss_a"_s), 1);
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"theirs"_s));
    const auto items = m_bench->attention();
    const auto conflict = std::find_if(items.begin(), items.end(), [](const OutboxItem &item) {
        return item.reason == AttentionReason::Conflict;
    });
    QVERIFY(conflict != items.end());
    QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {conflict->id})));
    std::vector<OutboxItemId> rest;
    for (const OutboxItem &item : m_bench->attention())
        rest.push_back(item.id);
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, rest)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(sessionsOf(u"ss_a"_s), 1);
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"mine"_s));
}

// A list of all sessions for each value entered would be a heavy price.
void ForgottenSendingTest::newSessionsAreNotLookedFor()
{
    for (int i = 0; i < 3; ++i)
        QVERIFY(m_bench->enter(u"m"_s, i, 100 * i).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().sessions.size(), 3U);
    QVERIFY(m_bench->remote.requests().filter(u"sessions"_s).isEmpty());
}

void ForgottenSendingTest::aListThatCannotBeReadPutsThemOff()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    m_bench->failAll(u"sessions"_s, Fault::LostBefore);
    QVERIFY(!m_bench->drain(5));
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 0); // it may be there for all that is known
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 1);
}

void ForgottenSendingTest::whatMayNotBeLookedForNeedsAPerson_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("403") << Fault::Forbidden;
    QTest::newRow("404") << Fault::NotThere;
    QTest::newRow("400") << Fault::BadRequest;
}

// Asking again does not help, and a delivery that waited for it would say nothing.
void ForgottenSendingTest::whatMayNotBeLookedForNeedsAPerson()
{
    QFETCH(Fault, fault);
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    m_bench->failAll(u"sessions"_s, fault);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.state().sessions.empty());
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 2U);
    QCOMPARE(items[0].key.kind, OutboxKind::Session);
    QCOMPARE(items[0].reason, AttentionReason::Refused);
    QVERIFY(!items[0].error.message.isEmpty());
    QCOMPARE(items[1].reason, AttentionReason::Blocked);
    m_bench->remote.setFaults({});
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, {items[0].id})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.state().sessions.size(), 1U);
}

void ForgottenSendingTest::whatIsThereTwiceAndMayNotGoNeedsAPerson()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 1);
    m_bench->remote.change([](RemoteState &state) {
        RemoteState::StoredSession twin = state.sessions.begin()->second;
        twin.session.uid = u"ss_twin"_s;
        state.sessions[twin.session.uid] = twin;
    });
    m_bench->failAll(u"remove session"_s, Fault::Forbidden);
    QVERIFY(m_bench->drain());
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 2);
    const auto items = m_bench->attention();
    QVERIFY(!items.empty());
    QCOMPARE(items[0].key.kind, OutboxKind::Session);
    QCOMPARE(items[0].reason, AttentionReason::Refused);
    m_bench->remote.setFaults({});
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, {items[0].id})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(sessionsOf(entry.saved->sessionUid), 1);
}

void ForgottenSendingTest::aListWithoutAnEndPutsThemOff_data()
{
    QTest::addColumn<bool>("isFresh");
    QTest::newRow("the same pages again") << false;
    QTest::newRow("empty pages with new tokens") << true;
}

void ForgottenSendingTest::aListWithoutAnEndPutsThemOff()
{
    QFETCH(bool, isFresh);
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->enqueue(PublishDevice::asRecorded()));
    m_bench->remote.repeatPagesOf(u"sessions"_s, isFresh);
    const WaveResult result = m_bench->wave();
    QVERIFY(result.tally.newest);
    QCOMPARE(result.tally.newest->error.detail, u"outbox.endless"_s);
    QVERIFY(m_bench->remote.state().sessions.empty());
    m_bench->remote.repeatPagesOf({});
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().sessions.size(), 1U);
}

TIDEMARK_TEST(ForgottenSendingTest)
#include "forgotten_sending_test.moc"

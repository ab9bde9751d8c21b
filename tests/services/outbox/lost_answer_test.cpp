// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What a sending did whose answer was lost is never taken for the work of others.
class LostAnswerTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void theFirstOfTwoLostValuesIsOurs();
    void theFirstOfTwoLostNamesIsOurs();
    void aSessionThatALostRemovalTookComesBack();
    void valuesWaitUntilALostRemovalIsKnown();
    void aSessionThatComesBackWhileItIsRemovedIsSentAnew();
    void anUpdateBeforeARemovalIsOurs();
    void aMetricThatALostRemovalTookComesBack();
    void valuesWaitUntilTheirMetricHasArrived();
    void aNameIsFreeWhenTheRemovalOfItsMetricIsKnown();
};

void LostAnswerTest::theFirstOfTwoLostValuesIsOurs()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    m_bench->failAll(u"publish"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(1.0));
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    // Another value of the session arrives; from then on others may have some there too.
    QVERIFY(m_bench->enter(u"n"_s, 5, 0, u"ss_a"_s, u"rig"_s).saved);
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith("publish"_L1) && std::exchange(isFirst, false) ? Fault::LostBefore
                                                                                 : Fault::None;
    });
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(1.0));
    QVERIFY(m_bench->remote.sessionOf(u"ss_a"_s)->records.contains(u"n"_s));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(3.0));
}

void LostAnswerTest::theFirstOfTwoLostNamesIsOurs()
{
    const auto session = m_bench->addSession(u"ss_a"_s, u"first"_s);
    QVERIFY(session);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->rename(*session, u"second"_s));
    m_bench->failAll(u"update session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(m_bench->rename(*session, u"third"_s));
    m_bench->failAll(u"update session"_s, Fault::LostBefore);
    (void)m_bench->wave();
    QVERIFY(m_bench->rename(*session, u"fourth"_s));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"fourth"_s));
}

void LostAnswerTest::aSessionThatALostRemovalTookComesBack()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    m_bench->failAll(u"remove session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(1.0));
}

void LostAnswerTest::valuesWaitUntilALostRemovalIsKnown()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    m_bench->failAll(u"remove session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    m_bench->failAll(u"find session"_s, Fault::LostBefore);
    (void)m_bench->wave();
    QVERIFY(m_bench->attention().empty());
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(2.0));
}

void LostAnswerTest::aSessionThatComesBackWhileItIsRemovedIsSentAnew()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    bool isUndone = false;
    m_bench->remote.setFaults([&](const QString &request) {
        if (request.startsWith("remove session"_L1) && !isUndone)
            isUndone = answer(m_bench->ports.journal->undo(*removal)).has_value();
        return Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(isUndone);
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(entry.saved->sessionUid), std::optional(1.0));
}

void LostAnswerTest::anUpdateBeforeARemovalIsOurs()
{
    const auto session = m_bench->addSession(u"ss_a"_s, u"first"_s);
    QVERIFY(session);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->rename(*session, u"second"_s));
    m_bench->failAll(u"update session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    const auto removal = answer(m_bench->ports.sessions->removeSessions({*session}));
    m_bench->failAll(u"remove session"_s, Fault::Offline);
    (void)m_bench->wave();
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    QVERIFY(m_bench->rename(*session, u"third"_s));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"third"_s));
}

void LostAnswerTest::aMetricThatALostRemovalTookComesBack()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.catalog->remove(entry.saved->key.metric));
    m_bench->failAll(u"remove definition"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(!m_bench->remote.state().definitions.contains(u"m"_s));
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->remote.state().definitions.contains(u"m"_s));
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(1.0));
}

// Else a metric that is taken back could leave values there that nothing here knows of.
void LostAnswerTest::valuesWaitUntilTheirMetricHasArrived()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    QVERIFY(m_bench->drain());
    ValueEntry first;
    first.metric = u"m"_s;
    first.value = 1;
    first.sessionUid = u"ss_a"_s;
    const auto entry = answer(m_bench->ports.records->enter(first));
    m_bench->failAll(u"create definition"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional<double>());
    QVERIFY(answer(m_bench->ports.journal->undo(entry->change)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    const auto items = m_bench->attention(); // whose metric it is nobody can tell
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().key.kind, OutboxKind::Definition);
    QCOMPARE(items.front().reason, AttentionReason::Final);
    QVERIFY(m_bench->enter(u"m"_s, 2, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(2.0));
}

void LostAnswerTest::aNameIsFreeWhenTheRemovalOfItsMetricIsKnown()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->enter(u"m"_s, 2, 0, u"ss_a"_s).saved);
    m_bench->failAll(u"remove definition"_s, Fault::LostBefore);
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(1.0));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->remote.state().definitions.contains(u"m"_s));
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(2.0));
}

TIDEMARK_TEST(LostAnswerTest)
#include "lost_answer_test.moc"

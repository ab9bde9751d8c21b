// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What a sending did whose answer was lost is never taken for the work of others.
class LostAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void theFirstOfTwoLostValuesIsOurs();
    void theFirstOfTwoLostNamesIsOurs();
    void aSessionThatALostRemovalTookComesBack();
    void valuesWaitUntilALostRemovalIsKnown();
    void aSessionThatComesBackWhileItIsRemovedIsSentAnew();
    void anUpdateBeforeARemovalIsOurs();
    void aMetricThatALostRemovalTookComesBack();
    void valuesWaitUntilTheirMetricHasArrived();
    void aNameIsFreeWhenTheRemovalOfItsMetricIsKnown();

private:
    using Fault = FakeRemote::Fault;

    void failAll(QLatin1StringView request, Fault fault);
    [[nodiscard]] std::optional<double> valueThere(const QString &session) const;

    std::unique_ptr<OutboxBench> m_bench;
};

void LostAnswerTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<OutboxBench>();
    QVERIFY(m_bench->store && m_bench->source.id.isValid());
}

void LostAnswerTest::failAll(QLatin1StringView request, Fault fault)
{
    m_bench->remote.setFaults([request, fault](const QString &each) {
        return each.startsWith(request) ? fault : Fault::None;
    });
}

// Of the metric m.
std::optional<double> LostAnswerTest::valueThere(const QString &session) const
{
    const auto stored = m_bench->remote.sessionOf(session);
    if (!stored || !stored->records.contains(u"m"_s))
        return std::nullopt;
    return stored->records.at(u"m"_s).value;
}

void LostAnswerTest::theFirstOfTwoLostValuesIsOurs()
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    failAll("publish"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(1.0));
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    // Another value of the session arrives; from then on others may have some there too.
    QVERIFY(m_bench->enter(u"n"_s, 5, 0, u"ss_a"_s, u"rig"_s).saved);
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith("publish"_L1) && std::exchange(isFirst, false) ? Fault::LostBefore
                                                                                 : Fault::None;
    });
    (void)m_bench->wave();
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(1.0));
    QVERIFY(m_bench->remote.sessionOf(u"ss_a"_s)->records.contains(u"n"_s));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(3.0));
}

void LostAnswerTest::theFirstOfTwoLostNamesIsOurs()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    wanted.name = u"first"_s;
    const auto session = answer(m_bench->ports.sessions->createSession(wanted));
    QVERIFY(m_bench->drain());
    const auto rename = [&](const QString &name) {
        SessionChange change;
        change.name = std::optional(name);
        return answer(m_bench->ports.sessions->updateSession(session->session.id, change))
            .has_value();
    };
    QVERIFY(rename(u"second"_s));
    failAll("update session"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(rename(u"third"_s));
    failAll("update session"_L1, Fault::LostBefore);
    (void)m_bench->wave();
    QVERIFY(rename(u"fourth"_s));
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
    failAll("remove session"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(!m_bench->remote.sessionOf(entry.saved->sessionUid));
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(valueThere(entry.saved->sessionUid), std::optional(1.0));
}

void LostAnswerTest::valuesWaitUntilALostRemovalIsKnown()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.records->remove({entry.saved->key}, u"remove"_s));
    failAll("remove session"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    failAll("find session"_L1, Fault::LostBefore);
    (void)m_bench->wave();
    QVERIFY(m_bench->attention().empty());
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(valueThere(entry.saved->sessionUid), std::optional(2.0));
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
    QCOMPARE(valueThere(entry.saved->sessionUid), std::optional(1.0));
}

void LostAnswerTest::anUpdateBeforeARemovalIsOurs()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    wanted.name = u"first"_s;
    const auto session = answer(m_bench->ports.sessions->createSession(wanted));
    QVERIFY(m_bench->drain());
    SessionChange change;
    change.name = std::optional(u"second"_s);
    QVERIFY(answer(m_bench->ports.sessions->updateSession(session->session.id, change)));
    failAll("update session"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    const auto removal = answer(m_bench->ports.sessions->removeSessions({session->session.id}));
    failAll("remove session"_L1, Fault::Offline);
    (void)m_bench->wave();
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    change.name = std::optional(u"third"_s);
    QVERIFY(answer(m_bench->ports.sessions->updateSession(session->session.id, change)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"third"_s));
}

void LostAnswerTest::aMetricThatALostRemovalTookComesBack()
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    QVERIFY(m_bench->drain());
    const auto removal = answer(m_bench->ports.catalog->remove(entry.saved->key.metric));
    failAll("remove definition"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QVERIFY(!m_bench->remote.state().definitions.contains(u"m"_s));
    QVERIFY(answer(m_bench->ports.journal->undo(*removal)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->remote.state().definitions.contains(u"m"_s));
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(1.0));
}

// Else a metric that is taken back could leave values there that nothing here knows of.
void LostAnswerTest::valuesWaitUntilTheirMetricHasArrived()
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    QVERIFY(m_bench->drain());
    ValueEntry first;
    first.metric = u"m"_s;
    first.value = 1;
    first.sessionUid = u"ss_a"_s;
    const auto entry = answer(m_bench->ports.records->enter(first));
    failAll("create definition"_L1, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(valueThere(u"ss_a"_s), std::optional<double>());
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
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(2.0));
}

void LostAnswerTest::aNameIsFreeWhenTheRemovalOfItsMetricIsKnown()
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.catalog->remove(entry.saved->key.metric)));
    QVERIFY(m_bench->enter(u"m"_s, 2, 0, u"ss_a"_s).saved);
    failAll("remove definition"_L1, Fault::LostBefore);
    (void)m_bench->wave();
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(1.0));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->remote.state().definitions.contains(u"m"_s));
    QCOMPARE(valueThere(u"ss_a"_s), std::optional(2.0));
}

TIDEMARK_TEST(LostAnswerTest)
#include "lost_answer_test.moc"

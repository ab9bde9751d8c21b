// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// What was sent without an answer and discarded then: it may be there, and it is this store's own.
class DiscardedSendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void aDiscardedSendingIsNoChangeOfOthers_data();
    void aDiscardedSendingIsNoChangeOfOthers();
    void aDiscardedCreationIsNoChangeOfOthers();
    void aDiscardedRemovalHoldsNoName();
    void whatWasSentAndDiscardedIsOurs();
    void aDiscardedSendingBringsNothingBack();
    void whatOthersChangedAfterADiscardedSendingIsAConflict();

private:
    /// The name of ss_a, the value of m in it, or the description of m.
    [[nodiscard]] bool change(const QString &what, int number);
    [[nodiscard]] bool isThere(const QString &what, int number) const;
    /// The value 5 of m in ss_a, beside one that is known there: it arrives, its answer is lost.
    void sendUnanswered();

    std::unique_ptr<MirrorBench> m_bench;
};

void DiscardedSendingTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void DiscardedSendingTest::sendUnanswered()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList()));
    QVERIFY(m_bench->enter(u"other"_s, 0, 100, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->enter(u"m"_s, 5, 100, u"ss_a"_s).saved);
    m_bench->failAll(u"publish"_s, FakeRemote::Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QCOMPARE(m_bench->sentValue(u"ss_a"_s), std::optional(5.0));
}

bool DiscardedSendingTest::change(const QString &what, int number)
{
    if (what == "name"_L1)
        return m_bench->rename(m_bench->session(u"ss_a"_s)->id, QString::number(number))
            .has_value();
    if (what == "value"_L1)
        return m_bench->correct(m_bench->keyOf(u"m"_s, u"ss_a"_s), number).has_value();
    DefinitionChange change;
    change.description = std::optional(QString::number(number));
    return answer(m_bench->ports.catalog->update(m_bench->definition(u"m"_s)->id, change))
        .has_value();
}

bool DiscardedSendingTest::isThere(const QString &what, int number) const
{
    if (what == "name"_L1)
        return m_bench->remote.sessionOf(u"ss_a"_s)->session.name == QString::number(number);
    if (what == "value"_L1)
        return m_bench->sentValue(u"ss_a"_s) == number;
    return m_bench->remote.state().definitions.at(u"m"_s).description == QString::number(number);
}

void DiscardedSendingTest::aDiscardedSendingIsNoChangeOfOthers_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("hasArrived");
    QTest::addColumn<bool>("isFetched");
    for (const char *what : {"name", "value", "description"}) {
        for (const bool hasArrived : {false, true}) {
            for (const bool isFetched : {false, true})
                QTest::addRow("%s %s, %s", what, hasArrived ? "that arrived" : "that did not",
                              isFetched ? "fetched" : "not fetched")
                    << what << hasArrived << isFetched;
        }
    }
}

// Its answer was lost, so that what this store said itself may be what is there.
void DiscardedSendingTest::aDiscardedSendingIsNoChangeOfOthers()
{
    QFETCH(const QString, what);
    QFETCH(const bool, hasArrived);
    QFETCH(const bool, isFetched);
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList()) && change(u"name"_s, 0));
    QVERIFY(m_bench->enter(u"m"_s, 0, 100, u"ss_a"_s).saved);
    QVERIFY(change(u"description"_s, 0));
    QVERIFY(m_bench->drain());
    QVERIFY(isThere(what, 0));
    QVERIFY(change(what, 1));
    m_bench->remote.setFaults([hasArrived](const QString &request) {
        const bool isSaying = request.startsWith(u"update"_s) || request.startsWith(u"publish"_s) ||
                              request.startsWith(u"describe"_s);
        return !isSaying    ? FakeRemote::Fault::None
               : hasArrived ? FakeRemote::Fault::LostAfter
                            : FakeRemote::Fault::LostBefore;
    });
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(isThere(what, hasArrived ? 1 : 0));
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->drain());
    QVERIFY(isThere(what, hasArrived ? 1 : 0)); // nothing of it is sent any more
    if (isFetched) {
        for (int again = 0; again < 2; ++again) {
            const auto fetched = m_bench->fetchAll();
            QVERIFY(fetched && fetched->isComplete);
            QCOMPARE(fetched->conflicts, 0);
        }
    }
    QVERIFY(change(what, 2));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QVERIFY(isThere(what, 2));
    QCOMPARE(m_bench->fetchAll()->conflicts, 0);
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
    QVERIFY(isThere(what, 2));
}

void DiscardedSendingTest::aDiscardedCreationIsNoChangeOfOthers()
{
    const auto session = m_bench->addSession(u"ss_a"_s, u"first"_s);
    QVERIFY(session);
    m_bench->failAll(u"create session"_s, FakeRemote::Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->discardAll());
    QVERIFY(m_bench->rename(*session, u"second"_s));
    QVERIFY(m_bench->discardAll()); // still nobody said that it is there
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(fetched->sessions.added, 0);
    QCOMPARE(m_bench->session(u"ss_a"_s)->name, std::optional(u"second"_s));
    QVERIFY(m_bench->rename(*session, u"third"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    int sessions = 0;
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s, &sessions)->session.name,
             std::optional(u"third"_s));
    QCOMPARE(sessions, 1);
}

void DiscardedSendingTest::aDiscardedRemovalHoldsNoName()
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(answer(m_bench->ports.catalog->remove({m_bench->definition(u"m"_s)->id})));
    m_bench->failAll(u"remove"_s, FakeRemote::Fault::LostBefore);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->discardAll());
    const auto again = m_bench->enter(u"m"_s, 2, 200);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(again.saved->sessionUid), std::optional(2.0));
}

// A fetch must not take it for what others made, and so for theirs to remove.
void DiscardedSendingTest::whatWasSentAndDiscardedIsOurs()
{
    sendUnanswered();
    if (QTest::currentTestFailed())
        return;
    QVERIFY(m_bench->discardAll());
    QCOMPARE(m_bench->fetchAll()->conflicts, 0);
    m_bench->remote.change(
        [](RemoteState &state) { state.sessions.begin()->second.records.erase(u"m"_s); });
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->records.removed, 0);
    QCOMPARE(fetched->conflicts, 1);
    QVERIFY(m_bench->values().contains(u"m ss_a 5"_s));
}

void DiscardedSendingTest::aDiscardedSendingBringsNothingBack()
{
    sendUnanswered();
    if (QTest::currentTestFailed())
        return;
    QVERIFY(answer(
        m_bench->ports.records->remove({m_bench->keyOf(u"m"_s, u"ss_a"_s)}, u"take back"_s)));
    QVERIFY(m_bench->discardAll());
    for (int again = 0; again < 2; ++again) {
        const auto fetched = m_bench->fetchAll();
        QVERIFY(fetched && fetched->isComplete);
        QCOMPARE(fetched->records.added, 0);
        QCOMPARE(fetched->conflicts, 0);
    }
    QCOMPARE(m_bench->values(), QStringList(u"other ss_a 0"_s));
}

void DiscardedSendingTest::whatOthersChangedAfterADiscardedSendingIsAConflict()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s, QStringList()));
    QVERIFY(m_bench->enter(u"m"_s, 0, 100, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(change(u"name"_s, 1));
    QVERIFY(change(u"value"_s, 1));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith(u"update"_s) || request.startsWith(u"publish"_s)
                   ? FakeRemote::Fault::LostAfter
                   : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->discardAll());
    const QString uid = m_bench->remote.sessionOf(u"ss_a"_s)->session.uid;
    m_bench->changeSession(
        uid, [](RemoteState::StoredSession &there) { there.session.name = u"theirs"_s; });
    m_bench->publish(u"m"_s, uid, 7);
    QCOMPARE(m_bench->fetchAll()->conflicts, 2);
    QCOMPARE(m_bench->conflicts().size(), 2U);
    for (const OutboxItem &item : m_bench->conflicts())
        QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, item.id)));
    QCOMPARE(m_bench->session(u"ss_a"_s)->name, std::optional(u"theirs"_s));
    QCOMPARE(m_bench->values(), QStringList(u"m ss_a 7"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->fetchAll()->conflicts, 0);
}

TIDEMARK_TEST(DiscardedSendingTest)
#include "discarded_sending_test.moc"

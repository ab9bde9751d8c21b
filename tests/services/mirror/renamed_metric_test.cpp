// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/renamed_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// A metric that was renamed here after it was sent: the source cannot rename it.
class RenamedMetricTest : public QObject, private RenamedCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void itsValuesStayOneMetricOnBothSides();
    void aPersonIsToldOnceOfEachName();
    void aDecisionAboutItIsNoReasonToTellAgain_data();
    void aDecisionAboutItIsNoReasonToTellAgain();
    void anEditBeforeTheNoteIsReadDoesNotLoseIt();
    void takingTheirsBeforeTheNoteIsReadDoesNotLoseIt();
    void whatOthersPublishUnderItsNameThereComesIntoIt();
    void aFetchOfItAloneAsksForItsNameThere();
    void itIsRemovedThereUnderItsNameThere();
    void whatIsGoneThereIsMadeUnderItsNewName();
    void aLostSendingIsFoundUnderItsName();
    void aLostSendingThatDidNotArriveGoesUnderTheNewName();
    void whatOthersMadeUnderTheNewNameIsNotOurs();
    void anotherSpellingOfItsNameIsNoOtherName();
};

void RenamedMetricTest::itsValuesStayOneMetricOnBothSides()
{
    const auto first = m_bench->enter(u"old"_s, 1, 1'000'000'000);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->correct(first.saved->key, 2));
    const auto second = m_bench->enter(u"new"_s, 3, 2'000'000'000);
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{u"old"_s});
    QCOMPARE(sent(u"old"_s, first.saved->sessionUid), std::optional(2.0));
    QCOMPARE(sent(u"old"_s, second.saved->sessionUid), std::optional(3.0));
    for (int again = 0; again < 2; ++again) {
        const auto fetched = m_bench->fetchAll();
        QVERIFY(fetched && fetched->isComplete);
        QCOMPARE(fetched->conflicts, 0);
        QCOMPARE(fetched->refusedCount, 0);
        QCOMPARE(fetched->definitions.added, 0);
        QCOMPARE(fetched->records.added, 0);
        QVERIFY(!m_bench->definition(u"old"_s));
        QCOMPARE(m_bench->values().size(), 2);
        QVERIFY(m_bench->drain());
    }
    QCOMPARE(metricsThere(), QStringList{u"old"_s});
}

void RenamedMetricTest::aPersonIsToldOnceOfEachName()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QStringList notes = readNotes();
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes.front().contains("\"new\" stays \"old\" there"_L1), qPrintable(notes.front()));
    // What else changes is sent without a word about the name.
    QVERIFY(describe(u"new"_s, u"mine"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().definitions.at(u"old"_s).description,
             std::optional(u"mine"_s));
    m_bench->describe(u"old"_s, u"theirs"_s);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->definition(u"new"_s)->description, std::optional(u"theirs"_s));
    QVERIFY(describe(u"new"_s, u"mine again"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(readNotes().isEmpty());
    // Another name is told; the one that it has there is not.
    QVERIFY(rename(u"new"_s, u"newer"_s));
    QVERIFY(m_bench->drain());
    notes = readNotes();
    QCOMPARE(notes.size(), 1);
    QVERIFY(notes.front().contains("newer"_L1));
    QVERIFY(rename(u"newer"_s, u"old"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(readNotes().isEmpty());
    QVERIFY(rename(u"old"_s, u"newer"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
    QCOMPARE(metricsThere(), QStringList{u"old"_s});
}

void RenamedMetricTest::aDecisionAboutItIsNoReasonToTellAgain_data()
{
    QTest::addColumn<bool>("keepsMine");
    QTest::newRow("keep mine") << true;
    QTest::newRow("take theirs") << false;
}

void RenamedMetricTest::aDecisionAboutItIsNoReasonToTellAgain()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
    QVERIFY(describe(u"new"_s, u"mine"_s));
    m_bench->describe(u"old"_s, u"theirs"_s);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const OutboxItemId item = m_bench->conflicts().front().id;
    QFETCH(const bool, keepsMine);
    if (keepsMine)
        QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {item})));
    else
        QVERIFY(answer(m_bench->ports.outbox->takeTheirs(m_bench->source.id, item)));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes(), QStringList());
    QCOMPARE(m_bench->remote.state().definitions.at(u"old"_s).description,
             std::optional(keepsMine ? u"mine"_s : u"theirs"_s));
    QVERIFY(describe(u"new"_s, u"mine again"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes(), QStringList());
    // The next name is told, as ever.
    QVERIFY(rename(u"new"_s, u"newer"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(readNotes().size(), 1);
}

void RenamedMetricTest::anEditBeforeTheNoteIsReadDoesNotLoseIt()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QVERIFY(describe(u"new"_s, u"mine"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().definitions.at(u"old"_s).description,
             std::optional(u"mine"_s));
    const QStringList notes = readNotes();
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes.front().contains("\"new\" stays \"old\" there"_L1), qPrintable(notes.front()));
    QVERIFY(describe(u"new"_s, u"mine again"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(readNotes().isEmpty());
}

void RenamedMetricTest::takingTheirsBeforeTheNoteIsReadDoesNotLoseIt()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QVERIFY(describe(u"new"_s, u"mine"_s));
    m_bench->describe(u"old"_s, u"theirs"_s);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QVERIFY(answer(
        m_bench->ports.outbox->takeTheirs(m_bench->source.id, m_bench->conflicts().front().id)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->definition(u"new"_s)->description, std::optional(u"theirs"_s));
    QCOMPARE(m_bench->remote.state().definitions.at(u"old"_s).description,
             std::optional(u"theirs"_s));
    const QStringList notes = readNotes();
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes.front().contains("\"new\" stays \"old\" there"_L1), qPrintable(notes.front()));
    QVERIFY(m_bench->drain());
    QVERIFY(readNotes().isEmpty());
}

void RenamedMetricTest::whatOthersPublishUnderItsNameThereComesIntoIt()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"old"_s, uid, 5);
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->records.added, 1);
    QVERIFY(!m_bench->definition(u"old"_s));
    QVERIFY(m_bench->values().contains(u"new %1 5"_s.arg(uid)));
    QVERIFY(m_bench->correct(m_bench->keyOf(u"new"_s, uid), 6));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"old"_s, uid), std::optional(6.0));
    QVERIFY(m_bench->conflicts().empty());
}

void RenamedMetricTest::aFetchOfItAloneAsksForItsNameThere()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"old"_s, uid, 5);
    FetchRequest request;
    request.metrics = {u"new"_s, u"old"_s}; // one and the same
    const auto fetched = m_bench->fetch(request);
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->records.added, 1);
    QVERIFY(m_bench->values().contains(u"new %1 5"_s.arg(uid)));
    QVERIFY(!m_bench->definition(u"old"_s));
}

void RenamedMetricTest::itIsRemovedThereUnderItsNameThere()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    QVERIFY(m_bench->enter(u"old"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->enter(u"other"_s, 2, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QVERIFY(remove(u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{u"other"_s});
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->fetchAll()->isComplete);
    QVERIFY(!m_bench->definition(u"old"_s));
}

void RenamedMetricTest::whatIsGoneThereIsMadeUnderItsNewName()
{
    const auto entry = m_bench->enter(u"old"_s, 1, 1'000'000'000);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        state.definitions.clear();
        for (auto &[uid, session] : state.sessions)
            session.records.clear();
    });
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{u"new"_s});
    QCOMPARE(sent(u"new"_s, entry.saved->sessionUid), std::optional(1.0));
    QVERIFY(m_bench->attention().empty());
}

void RenamedMetricTest::aLostSendingIsFoundUnderItsName()
{
    const auto entry = m_bench->enter(u"old"_s, 1, 1'000'000'000);
    m_bench->failAll(u"create definition"_s, FakeRemote::Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(metricsThere(), QStringList{u"old"_s});
    m_bench->remote.setFaults({});
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{u"old"_s});
    QCOMPARE(sent(u"old"_s, entry.saved->sessionUid), std::optional(1.0));
    QCOMPARE(readNotes().size(), 1);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QVERIFY(!m_bench->definition(u"old"_s));
}

void RenamedMetricTest::aLostSendingThatDidNotArriveGoesUnderTheNewName()
{
    const auto entry = m_bench->enter(u"old"_s, 1, 1'000'000'000);
    m_bench->failAll(u"create definition"_s, FakeRemote::Fault::LostBefore);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{u"new"_s});
    QCOMPARE(sent(u"new"_s, entry.saved->sessionUid), std::optional(1.0));
    QVERIFY(m_bench->attention().empty());
}

void RenamedMetricTest::whatOthersMadeUnderTheNewNameIsNotOurs()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 1'000'000'000).saved);
    m_bench->failAll(u"create definition"_s, FakeRemote::Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(rename(u"old"_s, u"new"_s));
    QVERIFY(m_bench->enter(u"old"_s, 2, 2'000'000'000).saved); // another one
    m_bench->describe(u"new"_s, {});
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(metricsThere(), (QStringList{u"new"_s, u"old"_s}));
    QVERIFY(remove(u"new"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), (QStringList{u"new"_s, u"old"_s}));
    QCOMPARE(readNotes().size(), 1); // that it stays
}

// A letter with an accent is one character here, and may be two there.
void RenamedMetricTest::anotherSpellingOfItsNameIsNoOtherName()
{
    const QString here = u"caf\u00e9"_s;
    const QString there = u"cafe\u0301"_s;
    m_bench->describe(there, {});
    QVERIFY(m_bench->fetchAll()->isComplete);
    QVERIFY(m_bench->definition(here));
    QVERIFY(describe(here, u"mine"_s));
    QVERIFY(m_bench->drain());
    QCOMPARE(metricsThere(), QStringList{there});
    QCOMPARE(m_bench->remote.state().definitions.at(there).description, std::optional(u"mine"_s));
    QVERIFY(m_bench->attention().empty());
}

TIDEMARK_TEST(RenamedMetricTest)
#include "renamed_metric_test.moc"

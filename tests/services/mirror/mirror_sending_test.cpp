// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/vector_row_source.h"
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Fetching from a source beside sending to it.
class MirrorSendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void changedHereAloneIsLeftAndSent();
    void theSameChangeOnBothSidesIsNone();
    void lostAnswersAreNone();
    void whatWasSentAndRemovedThereWaitsForAPerson();
    void aValueThatBothSidesMadeIsNotOverwritten();
    void aDescriptionThatIsThereAloneIsFetched();
    void aFieldThatWasClearedIsNoDifference();
    void whatAListIsTooShortToTellIsNotTakenForRemoved();
    void whatStaysThereUnderItsOldNameIsToldUntilItIsRead();
    void whatIsSentAfterAPageWasAskedForIsNewer_data();
    void whatIsSentAfterAPageWasAskedForIsNewer();
    void entryDoesNotWaitForAFetch();

private:
    std::unique_ptr<MirrorBench> m_bench;
};

void MirrorSendingTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

// Here and in what was sent it is null; a service tells nothing of it.
void MirrorSendingTest::aFieldThatWasClearedIsNoDifference()
{
    const auto session = m_bench->addSession(u"ss_a"_s);
    QVERIFY(session);
    SessionChange change;
    change.customFields = QJsonObject{{u"x"_s, QJsonValue::Null}, {u"y"_s, 1}};
    QVERIFY(answer(m_bench->ports.sessions->updateSession(*session, change)));
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        state.sessions.begin()->second.session.customFields.remove(u"x"_s);
        state.sessions.begin()->second.session.modified = Timestamp(++state.now_s * kNsPerSecond);
    });
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->sessions.changed, 0);
    QVERIFY(m_bench->rename(*session, u"mine"_s));
    const auto again = m_bench->fetchAll();
    QVERIFY(again && again->isComplete);
    QCOMPARE(again->conflicts, 0);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
}

// No more than 10,000 values of a session are told, and no query tells those of one without times.
void MirrorSendingTest::whatAListIsTooShortToTellIsNotTakenForRemoved()
{
    constexpr int kValues = 10'001;
    const auto session = m_bench->addSession(u"ss_a"_s);
    QVERIFY(session);
    std::vector<ImportRow> rows;
    for (int i = 0; i < kValues; ++i) {
        ImportRow row;
        row.metric = u"m%1"_s.arg(i, 5, 10, QLatin1Char('0'));
        row.value = i;
        row.sessionUid = u"ss_a"_s;
        rows.push_back(std::move(row));
    }
    QVERIFY(answer(m_bench->ports.records->importRows(
        std::make_shared<VectorRowSource>(std::move(rows)), {}, {}, {})));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->records.size(), std::size_t{kValues});
    FetchRequest request;
    request.metrics = {u"m00000"_s, u"m10000"_s};
    request.isFull = true;
    const auto fetched = m_bench->fetch(request);
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(fetched->records.removed, 0);
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(answer(m_bench->ports.sessions->recordsOf(*session))->size(), std::size_t{kValues});
    // Nor does a removal of the session take the one along that nobody saw.
    QVERIFY(answer(m_bench->ports.sessions->removeSessions({*session})));
    (void)m_bench->drain();
    QVERIFY(m_bench->remote.sessionOf(u"ss_a"_s));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    QCOMPARE(m_bench->conflicts().front().key.kind, OutboxKind::Session);
}

void MirrorSendingTest::whatStaysThereUnderItsOldNameIsToldUntilItIsRead()
{
    QVERIFY(m_bench->enter(u"old"_s, 1, 100).saved);
    QVERIFY(m_bench->drain());
    DefinitionChange rename;
    rename.name = u"new"_s;
    QVERIFY(answer(m_bench->ports.catalog->update(m_bench->definition(u"old"_s)->id, rename)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention().front().reason, AttentionReason::Final);
    QVERIFY(m_bench->fetchAll()->isComplete);
    QCOMPARE(m_bench->attention().size(), 1U); // no fetch reads it for them
    QVERIFY(!m_bench->definition(u"old"_s));
    QVERIFY(answer(
        m_bench->ports.outbox->discard(m_bench->source.id, {m_bench->attention().front().id})));
    QVERIFY(m_bench->attention().empty());
}

void MirrorSendingTest::whatIsSentAfterAPageWasAskedForIsNewer_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("deed");
    QTest::newRow("a correction") << u"query"_s << u"correct"_s;
    QTest::newRow("a correction and its undoing") << u"query"_s << u"back"_s;
    QTest::newRow("a session's name") << u"sessions"_s << u"rename"_s;
    QTest::newRow("a session that went") << u"sessions"_s << u"remove"_s;
    QTest::newRow("a description") << u"definitions"_s << u"describe"_s;
}

// The page is on its way while a person changes something and it is sent.
void MirrorSendingTest::whatIsSentAfterAPageWasAskedForIsNewer()
{
    QFETCH(const QString, page);
    QFETCH(const QString, deed);
    const auto session = m_bench->addSession(u"ss_a"_s, u"first"_s);
    QVERIFY(session);
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s);
    const auto timed = m_bench->enter(u"m"_s, 5, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->fetchAll()->isComplete); // from here on deliveries are followed
    const RecordKey key = timed.saved->key;
    bool isDone = false;
    m_bench->remote.setAfter([&](const QString &request) {
        if (!request.startsWith(page) || std::exchange(isDone, true))
            return;
        if (deed == "rename"_L1)
            QVERIFY(m_bench->rename(*session, u"second"_s));
        if (deed == "remove"_L1)
            QVERIFY(answer(m_bench->ports.sessions->removeSessions({*session})));
        if (deed == "describe"_L1) {
            DefinitionChange change;
            change.description = std::optional(u"mine"_s);
            QVERIFY(
                answer(m_bench->ports.catalog->update(m_bench->definition(u"m"_s)->id, change)));
        }
        if (deed == "correct"_L1 || deed == "back"_L1)
            QVERIFY(m_bench->correct(key, 6));
        QVERIFY(m_bench->drain());
        if (deed == "back"_L1)
            QVERIFY(m_bench->correct(key, 5));
    });
    const auto fetched = m_bench->fetchAll();
    m_bench->remote.setAfter({});
    QVERIFY(isDone && fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    for (int again = 0; again < 2; ++again) { // what is here is what the person made of it
        QCOMPARE(m_bench->session(u"ss_a"_s).has_value(), deed != "remove"_L1);
        if (deed == "rename"_L1)
            QCOMPARE(m_bench->session(u"ss_a"_s)->name, std::optional(u"second"_s));
        if (deed == "describe"_L1)
            QCOMPARE(m_bench->definition(u"m"_s)->description, std::optional(u"mine"_s));
        const double wanted = deed == "correct"_L1 ? 6 : 5;
        QVERIFY(m_bench->drain());
        QVERIFY(m_bench->attention().empty());
        QCOMPARE(m_bench->sentValue(timed.saved->sessionUid), std::optional(wanted));
        const auto records = m_bench->records();
        const auto here = std::find_if(records.begin(), records.end(),
                                       [&](const Record &each) { return each.key == key; });
        QVERIFY(here != records.end());
        QCOMPARE(here->value, wanted);
        QVERIFY(m_bench->fetch()->isComplete);
    }
    QVERIFY(entry.saved);
}

void MirrorSendingTest::changedHereAloneIsLeftAndSent()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, uid), 5));
    SessionChange rename;
    rename.name = std::optional(u"mine"_s);
    QVERIFY(answer(m_bench->ports.sessions->updateSession(m_bench->session(uid)->id, rename)));
    DefinitionChange describe;
    describe.description = std::optional(u"mine too"_s);
    QVERIFY(answer(m_bench->ports.catalog->update(m_bench->definition(u"m"_s)->id, describe)));
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 5"_s.arg(uid)));
    QCOMPARE(waiting(m_bench->ports, m_bench->source.id).size(), 3);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"m"_s, uid), std::optional(5.0));
    const RemoteState there = m_bench->remote.state();
    QCOMPARE(there.sessions.at(uid).session.name, std::optional(u"mine"_s));
    QCOMPARE(there.sessions.size(), 1U);
    QCOMPARE(there.definitions.at(u"m"_s).description, std::optional(u"mine too"_s));
}

void MirrorSendingTest::theSameChangeOnBothSidesIsNone()
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"m"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(m_bench->correct(m_bench->keyOf(u"m"_s, uid), 5));
    m_bench->publish(u"m"_s, uid, 5);
    const auto fetched = m_bench->fetch();
    QCOMPARE(fetched->conflicts, 0);
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty()); // nothing is left to send
}

// What was sent without an answer is delivery's to find out; it is not taken for another's change.
void MirrorSendingTest::lostAnswersAreNone()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 1'000'000'000);
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith(u"create"_s) || request.startsWith(u"publish"_s)
                   ? FakeRemote::Fault::LostAfter
                   : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    const auto fetched = m_bench->fetch();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(fetched->sessions.added, 0);
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    int sessions = 0;
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid, &sessions));
    QCOMPARE(sessions, 1);
    QCOMPARE(m_bench->fetchAll()->conflicts, 0);
    QCOMPARE(m_bench->values(), QStringList(u"m %1 1"_s.arg(entry.saved->sessionUid)));
}

void MirrorSendingTest::whatWasSentAndRemovedThereWaitsForAPerson()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 1'000'000'000);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) { state.sessions.clear(); });
    const auto fetched = m_bench->fetch();
    QCOMPARE(fetched->sessions.removed, 0);
    QCOMPARE(fetched->conflicts, 1);
    QCOMPARE(m_bench->values().size(), 1);
    QVERIFY(answer(
        m_bench->ports.outbox->keepMine(m_bench->source.id, {m_bench->conflicts().at(0).id})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

// Found by delivery, before anything was fetched of it.
void MirrorSendingTest::aValueThatBothSidesMadeIsNotOverwritten() // R4
{
    const QString uid = m_bench->makeSession(u"run"_s, 100, 200);
    m_bench->publish(u"n"_s, uid, 1);
    QVERIFY(m_bench->fetch()->isComplete);
    QVERIFY(m_bench->enter(u"m"_s, 2, 0, uid).saved);
    m_bench->publish(u"m"_s, uid, 3);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"m"_s, uid), std::optional(3.0));
    QCOMPARE(m_bench->conflicts().size(), 1U);
    const OutboxItem item = m_bench->conflicts().front();
    QCOMPARE(item.value, std::optional(2.0));
    QCOMPARE(item.theirs->value, std::optional(3.0));
    QVERIFY(answer(m_bench->ports.outbox->keepMine(m_bench->source.id, {item.id})));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->valueThere(u"m"_s, uid), std::optional(2.0));
}

void MirrorSendingTest::aDescriptionThatIsThereAloneIsFetched()
{
    m_bench->describe(u"m"_s, u"theirs"_s);
    QVERIFY(m_bench->enter(u"m"_s, 1, 1'000'000'000).saved); // makes the metric here too
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.state().definitions.at(u"m"_s).description,
             std::optional(u"theirs"_s));
    QVERIFY(m_bench->fetch()->isComplete);
    QCOMPARE(m_bench->definition(u"m"_s)->description, std::optional(u"theirs"_s));
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).isEmpty());
}

void MirrorSendingTest::entryDoesNotWaitForAFetch() // E16
{
    m_bench->remote.setFaults([](const QString &request) {
        return request == u"sessions"_s ? FakeRemote::Fault::Hang : FakeRemote::Fault::None;
    });
    FetchRequest request;
    request.source = m_bench->source.id;
    std::stop_source stop;
    auto future = m_bench->fetcher->run(request, {}, stop.get_token());
    QTRY_VERIFY(m_bench->remote.requests().contains(u"sessions"_s));
    QVERIFY(m_bench->enter(u"m"_s, 1, 1'000'000'000).saved);
    QVERIFY(!future.isFinished());
    QVERIFY(waiting(m_bench->ports, m_bench->source.id).contains(u"record m = 1"_s)); // pending
    stop.request_stop();
    QVERIFY(!answer(future)->isComplete);
}

TIDEMARK_TEST(MirrorSendingTest)
#include "mirror_sending_test.moc"

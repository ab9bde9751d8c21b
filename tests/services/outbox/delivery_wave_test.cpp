// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What one sending does with what waits, and with each way in which the remote fails.
class DeliveryWaveTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void sendsAnEntryWithEverythingAboutIt();
    void summaryLeavesTagsAndNotesOut();
    void sendsManyValuesOfASessionTogether();
    void aLostSessionIsFoundAgain();
    void ofTwoSessionsWithOneKeyOneStays_data();
    void ofTwoSessionsWithOneKeyOneStays();
    void aHalfAnsweredBatchIsFinished();
    void refusedItemsWaitForAPersonAndTheRestFlows_data();
    void refusedItemsWaitForAPersonAndTheRestFlows();
    void aBatchThatIsTooLargeIsHalved();
    void aRemoteThatTakesFewRequestsAtATimeIsServed();
    void lostAnswersAloneNeedNoPerson();
    void whatTheServerNeverSpeaksOfNeedsAPerson();
    void whatTheServerFailsAtEachTimeNeedsAPerson();
    void aWrongTokenStopsEverythingAndLosesNothing();
    void valuesOfARefusedSessionWakeWithIt();
};

void DeliveryWaveTest::sendsAnEntryWithEverythingAboutIt()
{
    NewDefinition definition;
    definition.name = u"m"_s;
    definition.description = u"what it is"_s;
    QVERIFY(answer(m_bench->ports.catalog->create(definition)));
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.value = 1.5;
    entry.at = Timestamp(1777626900000000001);
    entry.device = u"rig"_s;
    entry.tags = {{u"env"_s, u"prod"_s}};
    entry.note = u"by hand"_s;
    const auto saved = answer(m_bench->ports.records->enter(entry));
    QVERIFY(saved);
    QVERIFY(m_bench->drain());
    const RemoteState state = m_bench->remote.state();
    QCOMPARE(state.definitions.at(u"m"_s).description, definition.description);
    const auto stored = m_bench->remote.sessionOf(saved->saved->sessionUid);
    QVERIFY(stored);
    QCOMPARE(stored->session.start, std::optional(entry.at));
    QCOMPARE(stored->session.end, std::optional(entry.at));
    QCOMPARE(stored->session.metadata.value(u"tidemark_note"_s).toString(), entry.note);
    QCOMPARE(stored->session.metadata.value(u"tidemark_tags"_s).toObject().value(u"env"_s),
             QJsonValue(u"prod"_s));
    QCOMPARE(stored->records.at(u"m"_s).value, 1.5);
    QCOMPARE(stored->records.at(u"m"_s).device, entry.device);
    QVERIFY(state.devices.contains(u"rig"_s));
    // Nothing more is asked.
    const auto requests = m_bench->remote.requests().size();
    (void)m_bench->wave();
    QCOMPARE(m_bench->remote.requests().size(), requests);
}

void DeliveryWaveTest::summaryLeavesTagsAndNotesOut()
{
    m_bench->setLevel(PublishLevel::Summary);
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.at = Timestamp(5);
    entry.tags = {{u"env"_s, u"prod"_s}};
    entry.note = u"secret"_s;
    const auto saved = answer(m_bench->ports.records->enter(entry));
    QVERIFY(m_bench->drain());
    const auto stored = m_bench->remote.sessionOf(saved->saved->sessionUid);
    QVERIFY(stored->session.metadata.isEmpty());
    QCOMPARE(stored->session.start, std::optional(Timestamp(5)));
    // Nor are they taken away where they are.
    m_bench->setLevel(PublishLevel::Detailed);
    entry.at = Timestamp(6);
    const auto whole = answer(m_bench->ports.records->enter(entry));
    QVERIFY(m_bench->drain());
    m_bench->setLevel(PublishLevel::Summary);
    RecordEdit edit;
    edit.key = whole->saved->key;
    edit.at = Timestamp(7);
    QVERIFY(answer(m_bench->ports.records->edit({edit}, u"edit"_s)));
    QVERIFY(m_bench->drain());
    const auto moved = m_bench->remote.sessionOf(whole->saved->sessionUid);
    QCOMPARE(moved->session.start, std::optional(Timestamp(7)));
    QCOMPARE(moved->session.metadata.value(u"tidemark_note"_s).toString(), entry.note);
}

void DeliveryWaveTest::sendsManyValuesOfASessionTogether()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    PublishRequest request;
    request.sessionUid = u"ss_a"_s;
    request.device = DeviceChoice::none();
    for (int i = 0; i < 700; ++i)
        request.items.push_back({u"m%1"_s.arg(i), i + 0.25});
    QVERIFY(answer(m_bench->ports.records->publish(request)));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->records.size(), 700U);
    const auto requests = m_bench->remote.requests();
    QCOMPARE(std::count_if(requests.cbegin(), requests.cend(),
                           [](const QString &each) { return each.startsWith("publish"_L1); }),
             2);
}

void DeliveryWaveTest::aLostSessionIsFoundAgain()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    int count = 0;
    const auto stored = m_bench->remote.sessionOf(entry.saved->sessionUid, &count);
    QCOMPARE(count, 1);
    QCOMPARE(stored->records.at(u"m"_s).value, 1.0);
    QVERIFY(m_bench->attention().empty());
}

void DeliveryWaveTest::ofTwoSessionsWithOneKeyOneStays_data()
{
    QTest::addColumn<int>("failures"); ///< before the second one can be removed
    QTest::newRow("at once") << 0;
    QTest::newRow("later") << 3;
}

void DeliveryWaveTest::ofTwoSessionsWithOneKeyOneStays()
{
    QFETCH(int, failures);
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->failAll(u"create session"_s, Fault::LostAfter);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    m_bench->remote.change([](RemoteState &state) { // the request was done twice on its way
        auto twin = state.sessions.begin()->second;
        twin.session.uid = u"ss_far_9999999"_s;
        state.sessions[twin.session.uid] = twin;
    });
    m_bench->remote.setFaults([&failures](const QString &request) {
        return request.startsWith("remove session"_L1) && failures-- > 0 ? Fault::LostBefore
                                                                         : Fault::None;
    });
    QVERIFY(m_bench->drain());
    QVERIFY(failures <= 0);
    QVERIFY(m_bench->attention().empty());
    int count = 0;
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid, &count));
    QCOMPARE(count, 1);
}

void DeliveryWaveTest::aHalfAnsweredBatchIsFinished()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    for (int i = 0; i < 9; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), i, 0, u"ss_a"_s).saved);
    int half = 2;
    m_bench->remote.setFaults([&half](const QString &request) {
        return request.startsWith("publish"_L1) && half-- > 0 ? Fault::Half : Fault::None;
    });
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->records.size(), 9U);
    QVERIFY(m_bench->attention().empty());
}

// Of a batch of one, half is none.
void DeliveryWaveTest::whatTheServerNeverSpeaksOfNeedsAPerson()
{
    QVERIFY(m_bench->enter(u"unsaid"_s, 1, 100).saved);
    QVERIFY(m_bench->drain());
    m_bench->failAll(u"publish"_s, Fault::Half);
    QVERIFY(m_bench->correct(m_bench->records().front().key, 2));
    const WaveResult first = m_bench->wave();
    QVERIFY(first.tally.newest); // so that whoever waits is told
    QVERIFY(first.tally.newest->error.message.contains(u"unsaid"_s));
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention().front().reason, AttentionReason::Refused);
    QCOMPARE(m_bench->attention().front().error.message, first.tally.newest->error.message);
    // The rest flows, and a person may try again.
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->enter(u"other"_s, 5, 200).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QVERIFY(answer(
        m_bench->ports.outbox->retry(m_bench->source.id, {m_bench->attention().front().id})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentValue(m_bench->records().front().sessionUid, u"unsaid"_s),
             std::optional(2.0));
}

void DeliveryWaveTest::refusedItemsWaitForAPersonAndTheRestFlows_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<int>("fault");
    for (const auto &[status, fault] :
         {std::pair(400, Fault::BadRequest), std::pair(403, Fault::Forbidden),
          std::pair(404, Fault::NotThere), std::pair(413, Fault::TooLarge)}) {
        const int number = static_cast<int>(fault);
        QTest::addRow("values %d", status) << u"publish"_s << number;
        QTest::addRow("session %d", status) << u"create session"_s << number;
        QTest::addRow("metric %d", status) << u"create definition"_s << number;
        QTest::addRow("times %d", status) << u"add files"_s << number;
    }
}

void DeliveryWaveTest::refusedItemsWaitForAPersonAndTheRestFlows() // C3
{
    QFETCH(QString, request);
    QFETCH(int, fault);
    const auto bad = m_bench->enter(u"bad"_s, 1, 100);
    bool wasRefused = false;
    m_bench->remote.setFaults([&](const QString &each) {
        return each.startsWith(request) && !std::exchange(wasRefused, true)
                   ? static_cast<Fault>(fault)
                   : Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(wasRefused);
    const auto good = m_bench->enter(u"good"_s, 2, 200);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.sessionOf(good.saved->sessionUid)->records.contains(u"good"_s));
    const auto items = m_bench->attention();
    QVERIFY(!items.empty());
    QCOMPARE(items.front().reason, AttentionReason::Refused);
    QVERIFY(!items.front().error.message.isEmpty());
    // Not tried again by itself, but when asked to.
    const auto before = m_bench->remote.requests().size();
    (void)m_bench->wave();
    QCOMPARE(m_bench->remote.requests().size(), before);
    std::vector<OutboxItemId> ids;
    for (const OutboxItem &item : items)
        ids.push_back(item.id);
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, ids)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    const auto stored = m_bench->remote.sessionOf(bad.saved->sessionUid);
    QVERIFY(stored && stored->records.contains(u"bad"_s));
    QCOMPARE(stored->session.start, std::optional(Timestamp(100)));
}

void DeliveryWaveTest::aBatchThatIsTooLargeIsHalved()
{
    QVERIFY(m_bench->addSession(u"ss_a"_s));
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), i, 0, u"ss_a"_s).saved);
    m_bench->remote.setMostItems(3);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->records.size(), 20U);
    QVERIFY(m_bench->most <= 3);
}

// All sessions are looked at before any is changed: with a refusal in between that would never end.
void DeliveryWaveTest::aRemoteThatTakesFewRequestsAtATimeIsServed()
{
    constexpr int kSessions = 60;
    const auto nameAll = [&](const QString &name) {
        for (int i = 0; i < kSessions; ++i) {
            const auto done = answer(m_bench->ports.sessions->editSession(
                u"ss_%1"_s.arg(i), [&name](const Session &) -> Result<SessionChange> {
                    SessionChange change;
                    change.name = std::optional(name);
                    return change;
                }));
            QVERIFY(done);
        }
    };
    for (int i = 0; i < kSessions; ++i) {
        NewSession session;
        session.uid = u"ss_%1"_s.arg(i);
        QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    }
    QVERIFY(m_bench->drain());
    nameAll(u"renamed"_s);
    int requests = 0;
    m_bench->remote.setFaults(
        [&requests](const QString &) { return ++requests % 30 == 0 ? Fault::Busy : Fault::None; });
    QVERIFY(m_bench->drain(30));
    for (int i = 0; i < kSessions; ++i)
        QCOMPARE(m_bench->remote.sessionOf(u"ss_%1"_s.arg(i))->session.name,
                 std::optional(u"renamed"_s));
    QVERIFY(m_bench->memory.items > outbox::WaveMemory::kFewestItems); // grows again
}

void DeliveryWaveTest::lostAnswersAloneNeedNoPerson()
{
    QVERIFY(m_bench->enter(u"m"_s, 1, 100).saved);
    int lost = 12;
    bool hasFailed = false;
    m_bench->remote.setFaults([&](const QString &request) {
        if (!request.startsWith("publish"_L1))
            return Fault::None;
        if (lost-- > 0)
            return Fault::LostBefore;
        return std::exchange(hasFailed, true) ? Fault::None : Fault::Server;
    });
    QVERIFY(m_bench->drain());
    QVERIFY(hasFailed);
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.state().sessions.size(), std::size_t{1});
}

void DeliveryWaveTest::whatTheServerFailsAtEachTimeNeedsAPerson()
{
    const auto bad = m_bench->enter(u"bad"_s, 1, 100);
    QVERIFY(bad.saved);
    QString first; // the request that fails
    m_bench->remote.setFaults([&first](const QString &request) {
        if (first.isEmpty() && request.startsWith("publish"_L1))
            first = request;
        return request == first ? Fault::Server : Fault::None;
    });
    for (int i = 0; i < 12; ++i) { // others arrive meanwhile
        QVERIFY(m_bench->attention().empty() || i > outbox::Sending::kMaxServerErrors);
        QVERIFY(m_bench->enter(u"good"_s, i, 200 + i).saved);
        (void)m_bench->wave();
    }
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), std::size_t{1});
    QCOMPARE(items.front().reason, AttentionReason::Refused);
    QVERIFY(!items.front().error.message.isEmpty());
}

void DeliveryWaveTest::aWrongTokenStopsEverythingAndLosesNothing()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->remote.setTokenValid(false);
    const WaveResult result = m_bench->wave();
    QVERIFY(result.tally.pause);
    QCOMPARE(result.tally.pause->fault, RemoteFault::Unauthorized);
    QVERIFY(m_bench->remote.requests().size() <= 8); // no more than were on their way
    QCOMPARE(answer(m_bench->ports.outbox->counts(m_bench->source.id))->waiting, 3);
    m_bench->remote.setTokenValid(true);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid));
}

void DeliveryWaveTest::valuesOfARefusedSessionWakeWithIt()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->failAll(u"create session"_s, Fault::Forbidden);
    QVERIFY(m_bench->drain());
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 2U);
    QCOMPARE(items.back().reason, AttentionReason::Blocked);
    m_bench->remote.setFaults({});
    // Retrying the value tries its session too.
    QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id, {items.back().id})));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.contains(u"m"_s));
    QVERIFY(m_bench->attention().empty());
}

TIDEMARK_TEST(DeliveryWaveTest)
#include "delivery_wave_test.moc"

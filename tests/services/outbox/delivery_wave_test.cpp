// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// What one sending does with what waits, and with each way in which the remote fails.
class DeliveryWaveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void sendsAnEntryWithEverythingAboutIt();
    void summaryLeavesTagsAndNotesOut();
    void sendsManyValuesOfASessionTogether();
    void aLostSessionIsFoundAgain();
    void ofTwoSessionsWithOneKeyOneStays();
    void aHalfAnsweredBatchIsFinished();
    void refusedItemsWaitForAPersonAndTheRestFlows_data();
    void refusedItemsWaitForAPersonAndTheRestFlows();
    void aBatchThatIsTooLargeIsHalved();
    void aRemoteThatTakesFewRequestsAtATimeIsServed();
    void lostAnswersAloneNeedNoPerson();
    void whatTheServerFailsAtEachTimeNeedsAPerson();
    void aWrongTokenStopsEverythingAndLosesNothing();
    void correctionsAndRemovalsFollow();
    void aSingleValueCannotBeRemoved();
    void bothVersionsOfAConflictAreKept();
    void aLostCorrectionIsNoConflict();
    void anUndoneUpdateOfALostSendingIsTakenBack();
    void aRenamedMetricIsSentAnew();
    void aMetricOfOthersStays();
    void devicesAndFilesOfASessionFollow();
    void aSessionRemovedThereIsSentAgainOnRequest();
    void valuesOfARefusedSessionWakeWithIt();

private:
    std::unique_ptr<OutboxBench> m_bench;
};

void DeliveryWaveTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<OutboxBench>();
    QVERIFY(m_bench->store && m_bench->source.id.isValid());
}

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
    SourceChange change;
    change.level = PublishLevel::Summary;
    QVERIFY(answer(m_bench->ports.sources->update(m_bench->source.id, change)));
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
    change.level = PublishLevel::Detailed;
    QVERIFY(answer(m_bench->ports.sources->update(m_bench->source.id, change)));
    entry.at = Timestamp(6);
    const auto whole = answer(m_bench->ports.records->enter(entry));
    QVERIFY(m_bench->drain());
    change.level = PublishLevel::Summary;
    QVERIFY(answer(m_bench->ports.sources->update(m_bench->source.id, change)));
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
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
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
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("create session"_L1) ? FakeRemote::Fault::LostAfter
                                                       : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    int count = 0;
    const auto stored = m_bench->remote.sessionOf(entry.saved->sessionUid, &count);
    QCOMPARE(count, 1);
    QCOMPARE(stored->records.at(u"m"_s).value, 1.0);
    QVERIFY(m_bench->attention().empty());
}

void DeliveryWaveTest::ofTwoSessionsWithOneKeyOneStays()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("create session"_L1) ? FakeRemote::Fault::LostAfter
                                                       : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    m_bench->remote.change([](RemoteState &state) { // the request was done twice on its way
        auto twin = state.sessions.begin()->second;
        twin.session.uid = u"ss_far_9999999"_s;
        state.sessions[twin.session.uid] = twin;
    });
    QVERIFY(m_bench->drain());
    int count = 0;
    QVERIFY(m_bench->remote.sessionOf(entry.saved->sessionUid, &count));
    QCOMPARE(count, 1);
}

void DeliveryWaveTest::aHalfAnsweredBatchIsFinished()
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    for (int i = 0; i < 9; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), i, 0, u"ss_a"_s).saved);
    int half = 2;
    m_bench->remote.setFaults([&half](const QString &request) {
        return request.startsWith("publish"_L1) && half-- > 0 ? FakeRemote::Fault::Half
                                                              : FakeRemote::Fault::None;
    });
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->records.size(), 9U);
    QVERIFY(m_bench->attention().empty());
}

void DeliveryWaveTest::refusedItemsWaitForAPersonAndTheRestFlows_data()
{
    QTest::addColumn<QString>("request");
    QTest::newRow("values") << u"publish"_s;
    QTest::newRow("session") << u"create session"_s;
    QTest::newRow("metric") << u"create definition"_s;
    QTest::newRow("times") << u"add files"_s;
}

void DeliveryWaveTest::refusedItemsWaitForAPersonAndTheRestFlows() // C3
{
    QFETCH(QString, request);
    const auto bad = m_bench->enter(u"bad"_s, 1, 100);
    bool wasRefused = false;
    m_bench->remote.setFaults([&](const QString &each) {
        return each.startsWith(request) && !std::exchange(wasRefused, true)
                   ? FakeRemote::Fault::Forbidden
                   : FakeRemote::Fault::None;
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
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
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
    m_bench->remote.setFaults([&requests](const QString &) {
        return ++requests % 30 == 0 ? FakeRemote::Fault::Busy : FakeRemote::Fault::None;
    });
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
            return FakeRemote::Fault::None;
        if (lost-- > 0)
            return FakeRemote::Fault::LostBefore;
        return std::exchange(hasFailed, true) ? FakeRemote::Fault::None : FakeRemote::Fault::Server;
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
        return request == first ? FakeRemote::Fault::Server : FakeRemote::Fault::None;
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

void DeliveryWaveTest::correctionsAndRemovalsFollow()
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

void DeliveryWaveTest::aSingleValueCannotBeRemoved() // P4
{
    NewSession session;
    session.uid = u"ss_a"_s;
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
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

void DeliveryWaveTest::bothVersionsOfAConflictAreKept() // R4
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

void DeliveryWaveTest::aLostCorrectionIsNoConflict()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("publish"_L1) ? FakeRemote::Fault::LostAfter
                                                : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("publish"_L1) ? FakeRemote::Fault::Offline
                                                : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->correct(entry.saved->key, 4));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->remote.sessionOf(entry.saved->sessionUid)->records.at(u"m"_s).value, 4.0);
}

void DeliveryWaveTest::anUndoneUpdateOfALostSendingIsTakenBack()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    wanted.name = u"first"_s;
    const auto session = answer(m_bench->ports.sessions->createSession(wanted));
    QVERIFY(m_bench->drain());
    SessionChange change;
    change.name = std::optional(u"second"_s);
    const auto changed =
        answer(m_bench->ports.sessions->updateSession(session->session.id, change));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("update session"_L1) ? FakeRemote::Fault::LostAfter
                                                       : FakeRemote::Fault::None;
    });
    (void)m_bench->wave();
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"second"_s));
    QVERIFY(answer(m_bench->ports.journal->undo(changed->change)));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->remote.sessionOf(u"ss_a"_s)->session.name, std::optional(u"first"_s));
    QVERIFY(m_bench->attention().empty());
}

void DeliveryWaveTest::aRenamedMetricIsSentAnew()
{
    const auto entry = m_bench->enter(u"old"_s, 1, 100);
    QVERIFY(m_bench->drain());
    DefinitionChange change;
    change.name = u"new"_s;
    QVERIFY(answer(m_bench->ports.catalog->update(entry.saved->key.metric, change)));
    QVERIFY(m_bench->drain());
    const auto stored = m_bench->remote.sessionOf(entry.saved->sessionUid);
    QCOMPARE(stored->records.at(u"new"_s).value, 1.0);
    const auto items = m_bench->attention();
    QCOMPARE(items.size(), 1U);
    QCOMPARE(items.front().reason, AttentionReason::Final);
    QVERIFY(items.front().error.message.contains("old"_L1));
}

void DeliveryWaveTest::aMetricOfOthersStays()
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

void DeliveryWaveTest::devicesAndFilesOfASessionFollow()
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

void DeliveryWaveTest::aSessionRemovedThereIsSentAgainOnRequest()
{
    NewSession wanted;
    wanted.uid = u"ss_a"_s;
    const auto session = answer(m_bench->ports.sessions->createSession(wanted));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"ss_a"_s).saved);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) { state.sessions.clear(); });
    SessionChange change;
    change.name = std::optional(u"named"_s);
    QVERIFY(answer(m_bench->ports.sessions->updateSession(session->session.id, change)));
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

void DeliveryWaveTest::valuesOfARefusedSessionWakeWithIt()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 100);
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith("create session"_L1) ? FakeRemote::Fault::Forbidden
                                                       : FakeRemote::Fault::None;
    });
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

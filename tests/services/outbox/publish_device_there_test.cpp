// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// The device of a value, when answers are lost and others have set one there (R2, R4).
class PublishDeviceThereTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
    void lostAnswersAreRecognised_data();
    void lostAnswersAreRecognised();
    void aLostNamedDeviceIsNoProofOfAnInferredOne();
    void waitsForTheDevicesOfItsSession_data();
    void waitsForTheDevicesOfItsSession();
    void aDeviceThatOthersSetIsAConflict();
    void theSameValueOfOthersIsNoProof();
    void aDeviceThatWentThereIsMadeAgain();
    void aConflictLeavesTheChoice_data();
    void aConflictLeavesTheChoice();
};

void PublishDeviceThereTest::lostAnswersAreRecognised_data()
{
    QTest::addColumn<PublishDevice>("choice");
    QTest::addColumn<QString>("device");
    QTest::addColumn<bool>("isCorrected");
    for (const bool isCorrected : {false, true}) {
        const char *tail = isCorrected ? ", corrected" : "";
        QTest::addRow("as recorded%s", tail)
            << PublishDevice::asRecorded() << u"rig"_s << isCorrected;
        QTest::addRow("inferred%s", tail) << PublishDevice::inferred() << u"bench"_s << isCorrected;
        QTest::addRow("none%s", tail) << PublishDevice::none() << QString() << isCorrected;
        QTest::addRow("chosen%s", tail)
            << PublishDevice::given(u"lab"_s) << u"lab"_s << isCorrected;
    }
}

void PublishDeviceThereTest::lostAnswersAreRecognised()
{
    QFETCH(const PublishDevice, choice);
    QFETCH(const QString, device);
    QFETCH(const bool, isCorrected);
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    QVERIFY(m_bench->enqueue(choice));
    m_bench->failAll(u"publish"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentDevice(u"one"_s).value_or(QString()), device);
    m_bench->remote.setFaults({});
    if (isCorrected)
        QVERIFY(m_bench->correct(entry.saved->key, 2));
    const qsizetype before = m_bench->publishes();
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->publishes(), before + (isCorrected ? 1 : 0)); // seen there, so not sent again
    QCOMPARE(m_bench->sentDevice(u"one"_s).value_or(QString()), device);
    QCOMPARE(m_bench->sentValue(u"one"_s), std::optional(isCorrected ? 2.0 : 1.0));
    QVERIFY(m_bench->enqueue(choice));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->publishes(), before + (isCorrected ? 1 : 0)); // what was seen is known
}

void PublishDeviceThereTest::aLostNamedDeviceIsNoProofOfAnInferredOne()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s).saved);
    m_bench->failAll(u"publish"_s, Fault::LostAfter);
    (void)m_bench->wave();
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"rig"_s));
    m_bench->remote.setFaults({});
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"bench"_s));
}

void PublishDeviceThereTest::aDeviceThatWentThereIsMadeAgain()
{
    const auto entry = m_bench->enter(u"m"_s, 1, 0, {}, u"rig"_s);
    QVERIFY(m_bench->drain());
    const QString session = entry.saved->sessionUid;
    for (const double value : {2.0, 3.0}) {
        m_bench->remote.change([](RemoteState &state) { state.devices.remove(u"rig"_s); });
        QVERIFY(m_bench->correct(entry.saved->key, value));
        QVERIFY(m_bench->drain());
        if (value > 2) { // it goes again and again: that is for a person, and retrying helps
            QCOMPARE(m_bench->attention().size(), 1U);
            QVERIFY(answer(m_bench->ports.outbox->retry(m_bench->source.id,
                                                        {m_bench->attention().front().id})));
            QVERIFY(m_bench->drain());
        }
        QVERIFY(m_bench->attention().empty());
        QVERIFY(m_bench->remote.state().devices.contains(u"rig"_s));
        QCOMPARE(m_bench->sentDevice(session), std::optional(u"rig"_s));
        QCOMPARE(m_bench->sentValue(session), std::optional(value));
    }
}

void PublishDeviceThereTest::waitsForTheDevicesOfItsSession_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::newRow("none there yet") << QStringList{};
    QTest::newRow("another one there") << QStringList{u"old"_s};
}

// The source would infer of the devices that it has.
void PublishDeviceThereTest::waitsForTheDevicesOfItsSession()
{
    QFETCH(const QStringList, before);
    QVERIFY(m_bench->addSession(u"one"_s, before));
    const auto entry = m_bench->enter(u"other"_s, 1, 0, u"one"_s);
    QVERIFY(m_bench->drain());
    SessionChange change;
    change.devices = QStringList{u"bench"_s};
    QVERIFY(answer(m_bench->ports.sessions->updateSession(entry.saved->key.session, change)));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    Selection values;
    values.metrics = {answer(m_bench->ports.catalog->find(u"m"_s))->id};
    QVERIFY(m_bench->enqueue(PublishDevice::inferred(), values));
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith(u"attach"_s) && std::exchange(isFirst, false) ? Fault::Server
                                                                                : Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(!isFirst);
    QCOMPARE(m_bench->sentDevice(u"one"_s),
             std::optional(u"?"_s)); // not sent yet, and not given up
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"bench"_s));
}

void PublishDeviceThereTest::aDeviceThatOthersSetIsAConflict()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 5, 0, u"one"_s, u"rig"_s).saved);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        for (auto &[uid, session] : state.sessions)
            session.records.at(u"m"_s).device = u"theirs"_s;
    });
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention()[0].reason, AttentionReason::Conflict);
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"theirs"_s));
}

// A sending that was lost on its way, and others who have published the same value.
void PublishDeviceThereTest::theSameValueOfOthersIsNoProof()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    QVERIFY(m_bench->enter(u"first"_s, 1, 0, u"one"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->enter(u"m"_s, 5, 0, u"one"_s).saved);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    m_bench->failAll(u"publish"_s, Fault::LostBefore);
    (void)m_bench->wave();
    m_bench->remote.setFaults({});
    m_bench->remote.change([](RemoteState &state) {
        for (auto &[uid, session] : state.sessions) {
            RemoteRecord theirs = session.records.at(u"first"_s);
            theirs.metric = u"m"_s;
            theirs.value = 5;
            theirs.device = u"theirs"_s;
            session.records[u"m"_s] = theirs;
        }
    });
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"bench"_s)); // sent again
}

void PublishDeviceThereTest::aConflictLeavesTheChoice_data()
{
    QTest::addColumn<bool>("isMine");
    QTest::newRow("keep mine") << true;
    QTest::newRow("take theirs") << false;
}

void PublishDeviceThereTest::aConflictLeavesTheChoice() // R4
{
    QFETCH(const bool, isMine);
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    QVERIFY(m_bench->enqueue(PublishDevice::given(u"lab"_s)));
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        for (auto &[uid, stored] : state.sessions) {
            stored.records.at(u"m"_s).value = 7;
            stored.records.at(u"m"_s).device = u"theirs"_s;
        }
    });
    QVERIFY(m_bench->correct(entry.saved->key, 2));
    QVERIFY(m_bench->drain());
    const auto attention = m_bench->attention();
    QCOMPARE(attention.size(), 1U);
    QCOMPARE(attention[0].reason, AttentionReason::Conflict);
    OutboxStore &outbox = *m_bench->ports.outbox;
    if (isMine)
        QCOMPARE(answer(outbox.keepMine(m_bench->source.id, {attention[0].id})), 1);
    else
        QVERIFY(answer(outbox.takeTheirs(m_bench->source.id, attention[0].id)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(isMine ? u"lab"_s : u"theirs"_s));
    QCOMPARE(m_bench->records().at(0).value, isMine ? 2.0 : 7.0);
    QCOMPARE(m_bench->records().at(0).device, std::optional(u"rig"_s));
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentValue(u"one"_s), std::optional(3.0));
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"lab"_s));
}

TIDEMARK_TEST(PublishDeviceThereTest)
#include "publish_device_there_test.moc"

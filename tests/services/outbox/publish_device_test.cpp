// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// With which device values arrive (R2).
class PublishDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void eachChoiceArrives();
    void anInferredDeviceNeedsExactlyOne_data();
    void anInferredDeviceNeedsExactlyOne();
    void whatIsRefusedGoesWithAnotherChoice();
    void oneBadValueIsNotTakenForADevice();
    void oneValueThatSpoilsItsBatchIsFoundAlone();
    void aLookForTheReasonThatIsLostIsRepeated();
    void aCorrectionGoesWithTheSameChoice();
    void choicesNeverShareARequest();
    void aChosenDeviceIsMadeThere();
    void lostAnswersAreRecognised_data();
    void lostAnswersAreRecognised();
    void aLostNamedDeviceIsNoProofOfAnInferredOne();
    void waitsForTheDevicesOfItsSession_data();
    void waitsForTheDevicesOfItsSession();
    void aDeviceThatOthersSetIsAConflict();
    void theSameValueOfOthersIsNoProof();
    void aConflictLeavesTheChoice_data();
    void aConflictLeavesTheChoice();

private:
    using Fault = FakeRemote::Fault;

    [[nodiscard]] bool makeSession(const QString &uid, const QStringList &devices) const
    {
        NewSession session;
        session.uid = uid;
        session.start = session.end = Timestamp(100);
        session.devices = devices;
        return answer(m_bench->ports.sessions->createSession(session)).has_value();
    }
    [[nodiscard]] bool enqueue(const PublishDevice &device, const Selection &selection = {}) const
    {
        return answer(m_bench->ports.outbox->enqueue(m_bench->source.id, selection, device))
            .has_value();
    }
    /// The device of the value of a metric there; "?" when there is no value.
    [[nodiscard]] std::optional<QString> deviceThere(const QString &session,
                                                     const QString &metric = u"m"_s) const
    {
        const auto stored = m_bench->remote.sessionOf(session);
        if (!stored || !stored->records.contains(metric))
            return u"?"_s;
        return stored->records.at(metric).device;
    }
    [[nodiscard]] double valueThere(const QString &session) const
    {
        return m_bench->remote.sessionOf(session)->records.at(u"m"_s).value;
    }
    [[nodiscard]] qsizetype publishes() const
    {
        return m_bench->remote.requests().filter(u"publish "_s).size();
    }

    std::unique_ptr<OutboxBench> m_bench;
};

void PublishDeviceTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<OutboxBench>();
    QVERIFY(m_bench->store && m_bench->source.id.isValid());
}

void PublishDeviceTest::eachChoiceArrives()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"rig"_s));
    const std::vector<std::pair<PublishDevice, std::optional<QString>>> choices{
        {PublishDevice::inferred(), u"bench"_s},
        {PublishDevice::none(), std::nullopt},
        {PublishDevice::given(u"lab"_s), u"lab"_s},
        {PublishDevice::asRecorded(), u"rig"_s}};
    for (const auto &[choice, wanted] : choices) {
        QVERIFY(enqueue(choice));
        QVERIFY(m_bench->drain());
        QCOMPARE(deviceThere(u"one"_s), wanted);
        // It has it just so now: nothing more is sent.
        const qsizetype before = publishes();
        QVERIFY(enqueue(choice));
        QVERIFY(m_bench->drain());
        QCOMPARE(publishes(), before);
    }
    QCOMPARE(m_bench->records().at(0).device, std::optional(u"rig"_s)); // never touched here
    QVERIFY(m_bench->attention().empty());
}

void PublishDeviceTest::anInferredDeviceNeedsExactlyOne_data()
{
    QTest::addColumn<QStringList>("devices");
    QTest::addColumn<QString>("word");
    QTest::newRow("none") << QStringList{} << u"the session has none there"_s;
    QTest::newRow("one") << QStringList{u"bench"_s} << QString();
    QTest::newRow("two") << QStringList{u"bench"_s, u"lab"_s} << u"the session has several there"_s;
}

void PublishDeviceTest::anInferredDeviceNeedsExactlyOne()
{
    QFETCH(const QStringList, devices);
    QFETCH(const QString, word);
    QVERIFY(makeSession(u"it"_s, devices) && makeSession(u"other"_s, {u"rig"_s}));
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"it"_s).saved);
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"other"_s).saved);
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(deviceThere(u"other"_s), std::optional(u"rig"_s)); // other batches go on
    const auto attention = m_bench->attention();
    QCOMPARE(attention.empty(), word.isEmpty());
    QCOMPARE(publishes(), 2); // refused as a whole, not value by value
    if (word.isEmpty()) {
        QCOMPARE(deviceThere(u"it"_s, u"m7"_s), std::optional(u"bench"_s));
        return;
    }
    QCOMPARE(attention.size(), 20U);
    QCOMPARE(attention[0].reason, AttentionReason::Refused);
    QVERIFY2(attention[0].error.message.contains(word), qPrintable(attention[0].error.message));
    QVERIFY(attention[0].error.message.contains(u"with a chosen device or with none"_s));
}

void PublishDeviceTest::whatIsRefusedGoesWithAnotherChoice()
{
    QVERIFY(makeSession(u"it"_s, {}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"it"_s).saved);
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QVERIFY(enqueue(PublishDevice::none()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(deviceThere(u"it"_s), std::nullopt);
}

void PublishDeviceTest::oneBadValueIsNotTakenForADevice()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    QVERIFY(m_bench->enter(u"bad"_s, 1, 0, u"one"_s).saved);
    m_bench->remote.refuseMetric(u"bad"_s);
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"bench"_s));
    const auto attention = m_bench->attention();
    QVERIFY(!attention.empty());
    for (const OutboxItem &item : attention) {
        QCOMPARE(item.name, u"bad"_s);
        QVERIFY(!item.error.message.contains(u"cannot tell the device"_s));
    }
}

void PublishDeviceTest::oneValueThatSpoilsItsBatchIsFoundAlone()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    for (int i = 0; i < 8; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"one"_s).saved);
    m_bench->remote.refuseWholeWith(u"m5"_s);
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    for (int i = 0; i < 8; ++i)
        QCOMPARE(deviceThere(u"one"_s, u"m%1"_s.arg(i)),
                 std::optional(i == 5 ? u"?"_s : u"bench"_s));
    const auto attention = m_bench->attention();
    QCOMPARE(attention.size(), 1U);
    QCOMPARE(attention[0].name, u"m5"_s);
    QVERIFY(!attention[0].error.message.contains(u"cannot tell the device"_s));
    // Whether the session has one device is asked once, not for each part.
    QCOMPARE(m_bench->remote.requests().filter(u"devices of "_s).size(), 1);
}

void PublishDeviceTest::aLookForTheReasonThatIsLostIsRepeated()
{
    QVERIFY(makeSession(u"it"_s, {}));
    for (int i = 0; i < 8; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"it"_s).saved);
    QVERIFY(enqueue(PublishDevice::inferred()));
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith(u"devices of"_s) && std::exchange(isFirst, false)
                   ? Fault::LostBefore
                   : Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(!isFirst);
    QCOMPARE(publishes(), 1);
    QVERIFY(m_bench->attention().empty()); // nothing is blamed on the values meanwhile
    QVERIFY(m_bench->drain());
    QCOMPARE(publishes(), 2);
    QCOMPARE(m_bench->attention().size(), 8U);
    QVERIFY(m_bench->attention()[0].error.message.contains(u"the session has none there"_s));
}

void PublishDeviceTest::aCorrectionGoesWithTheSameChoice()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    double value = 1;
    const std::vector<std::pair<PublishDevice, std::optional<QString>>> choices{
        {PublishDevice::inferred(), u"bench"_s},
        {PublishDevice::none(), std::nullopt},
        {PublishDevice::given(u"lab"_s), u"lab"_s}};
    for (const auto &[choice, wanted] : choices) {
        QVERIFY(enqueue(choice));
        QVERIFY(m_bench->drain());
        QVERIFY(m_bench->correct(entry.saved->key, ++value));
        QVERIFY(m_bench->drain());
        QCOMPARE(valueThere(u"one"_s), value);
        QCOMPARE(deviceThere(u"one"_s), wanted);
    }
    QVERIFY(m_bench->attention().empty());
}

void PublishDeviceTest::choicesNeverShareARequest()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    Selection each;
    for (const auto &[metric, choice] : {std::pair(u"a"_s, PublishDevice::asRecorded()),
                                         {u"b"_s, PublishDevice::inferred()},
                                         {u"c"_s, PublishDevice::none()},
                                         {u"d"_s, PublishDevice::given(u"lab"_s)}}) {
        const auto entry = m_bench->enter(metric, 1, 0, u"one"_s, u"rig"_s);
        each.metrics = {entry.saved->key.metric};
        QVERIFY(enqueue(choice, each));
    }
    QVERIFY(m_bench->drain());
    QCOMPARE(publishes(), 4);
    QCOMPARE(deviceThere(u"one"_s, u"a"_s), std::optional(u"rig"_s));
    QCOMPARE(deviceThere(u"one"_s, u"b"_s), std::optional(u"bench"_s));
    QCOMPARE(deviceThere(u"one"_s, u"c"_s), std::nullopt);
    QCOMPARE(deviceThere(u"one"_s, u"d"_s), std::optional(u"lab"_s));
}

void PublishDeviceTest::aChosenDeviceIsMadeThere()
{
    QVERIFY(makeSession(u"one"_s, {}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    QVERIFY(enqueue(PublishDevice::given(u"lab"_s)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.state().devices.contains(u"lab"_s));
    QVERIFY(m_bench->remote.sessionOf(u"one"_s)->devices.isEmpty()); // not attached by it
}

void PublishDeviceTest::lostAnswersAreRecognised_data()
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

void PublishDeviceTest::lostAnswersAreRecognised()
{
    QFETCH(const PublishDevice, choice);
    QFETCH(const QString, device);
    QFETCH(const bool, isCorrected);
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    QVERIFY(enqueue(choice));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith(u"publish"_s) ? Fault::LostAfter : Fault::None;
    });
    (void)m_bench->wave();
    QCOMPARE(deviceThere(u"one"_s).value_or(QString()), device);
    m_bench->remote.setFaults({});
    if (isCorrected)
        QVERIFY(m_bench->correct(entry.saved->key, 2));
    const qsizetype before = publishes();
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(publishes(), before + (isCorrected ? 1 : 0)); // seen there, so not sent again
    QCOMPARE(deviceThere(u"one"_s).value_or(QString()), device);
    QCOMPARE(valueThere(u"one"_s), isCorrected ? 2.0 : 1.0);
    QVERIFY(enqueue(choice));
    QVERIFY(m_bench->drain());
    QCOMPARE(publishes(), before + (isCorrected ? 1 : 0)); // what was seen is known
}

void PublishDeviceTest::aLostNamedDeviceIsNoProofOfAnInferredOne()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s).saved);
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith(u"publish"_s) ? Fault::LostAfter : Fault::None;
    });
    (void)m_bench->wave();
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"rig"_s));
    m_bench->remote.setFaults({});
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"bench"_s));
}

void PublishDeviceTest::waitsForTheDevicesOfItsSession_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::newRow("none there yet") << QStringList{};
    QTest::newRow("another one there") << QStringList{u"old"_s};
}

// The source would infer of the devices that it has.
void PublishDeviceTest::waitsForTheDevicesOfItsSession()
{
    QFETCH(const QStringList, before);
    QVERIFY(makeSession(u"one"_s, before));
    const auto entry = m_bench->enter(u"other"_s, 1, 0, u"one"_s);
    QVERIFY(m_bench->drain());
    SessionChange change;
    change.devices = QStringList{u"bench"_s};
    QVERIFY(answer(m_bench->ports.sessions->updateSession(entry.saved->key.session, change)));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    Selection values;
    values.metrics = {answer(m_bench->ports.catalog->find(u"m"_s))->id};
    QVERIFY(enqueue(PublishDevice::inferred(), values));
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith(u"attach"_s) && std::exchange(isFirst, false) ? Fault::Server
                                                                                : Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(!isFirst);
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"?"_s)); // not sent yet, and not given up
    QVERIFY(m_bench->attention().empty());
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"bench"_s));
}

void PublishDeviceTest::aDeviceThatOthersSetIsAConflict()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 5, 0, u"one"_s, u"rig"_s).saved);
    QVERIFY(m_bench->drain());
    m_bench->remote.change([](RemoteState &state) {
        for (auto &[uid, session] : state.sessions)
            session.records.at(u"m"_s).device = u"theirs"_s;
    });
    QVERIFY(enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QCOMPARE(m_bench->attention()[0].reason, AttentionReason::Conflict);
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"theirs"_s));
}

// A sending that was lost on its way, and others who have published the same value.
void PublishDeviceTest::theSameValueOfOthersIsNoProof()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    QVERIFY(m_bench->enter(u"first"_s, 1, 0, u"one"_s).saved);
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->enter(u"m"_s, 5, 0, u"one"_s).saved);
    QVERIFY(enqueue(PublishDevice::inferred()));
    m_bench->remote.setFaults([](const QString &request) {
        return request.startsWith(u"publish"_s) ? Fault::LostBefore : Fault::None;
    });
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
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"bench"_s)); // sent again
}

void PublishDeviceTest::aConflictLeavesTheChoice_data()
{
    QTest::addColumn<bool>("isMine");
    QTest::newRow("keep mine") << true;
    QTest::newRow("take theirs") << false;
}

void PublishDeviceTest::aConflictLeavesTheChoice() // R4
{
    QFETCH(const bool, isMine);
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    QVERIFY(enqueue(PublishDevice::given(u"lab"_s)));
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
    QCOMPARE(deviceThere(u"one"_s), std::optional(isMine ? u"lab"_s : u"theirs"_s));
    QCOMPARE(m_bench->records().at(0).value, isMine ? 2.0 : 7.0);
    QCOMPARE(m_bench->records().at(0).device, std::optional(u"rig"_s));
    QVERIFY(m_bench->correct(entry.saved->key, 3));
    QVERIFY(m_bench->drain());
    QCOMPARE(valueThere(u"one"_s), 3.0);
    QCOMPARE(deviceThere(u"one"_s), std::optional(u"lab"_s));
}

TIDEMARK_TEST(PublishDeviceTest)
#include "publish_device_test.moc"

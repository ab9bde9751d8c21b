// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

/// With which device values arrive (R2).
class PublishDeviceTest : public QObject, private WithOutboxBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openBench(); }
    void cleanup() { closeBench(); }
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
};

void PublishDeviceTest::eachChoiceArrives()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s).saved);
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"rig"_s));
    const std::vector<std::pair<PublishDevice, std::optional<QString>>> choices{
        {PublishDevice::inferred(), u"bench"_s},
        {PublishDevice::none(), std::nullopt},
        {PublishDevice::given(u"lab"_s), u"lab"_s},
        {PublishDevice::asRecorded(), u"rig"_s}};
    for (const auto &[choice, wanted] : choices) {
        QVERIFY(m_bench->enqueue(choice));
        QVERIFY(m_bench->drain());
        QCOMPARE(m_bench->sentDevice(u"one"_s), wanted);
        // It has it just so now: nothing more is sent.
        const qsizetype before = m_bench->publishes();
        QVERIFY(m_bench->enqueue(choice));
        QVERIFY(m_bench->drain());
        QCOMPARE(m_bench->publishes(), before);
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
    QVERIFY(m_bench->addSession(u"it"_s, devices) &&
            m_bench->addSession(u"other"_s, QStringList{u"rig"_s}));
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"it"_s).saved);
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"other"_s).saved);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentDevice(u"other"_s), std::optional(u"rig"_s)); // other batches go on
    const auto attention = m_bench->attention();
    QCOMPARE(attention.empty(), word.isEmpty());
    QCOMPARE(m_bench->publishes(), 2); // refused as a whole, not value by value
    if (word.isEmpty()) {
        QCOMPARE(m_bench->sentDevice(u"it"_s, u"m7"_s), std::optional(u"bench"_s));
        return;
    }
    QCOMPARE(attention.size(), 20U);
    QCOMPARE(attention[0].reason, AttentionReason::Refused);
    QVERIFY2(attention[0].error.message.contains(word), qPrintable(attention[0].error.message));
    QVERIFY(attention[0].error.message.contains(u"with a chosen device or with none"_s));
}

void PublishDeviceTest::whatIsRefusedGoesWithAnotherChoice()
{
    QVERIFY(m_bench->addSession(u"it"_s, QStringList()));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"it"_s).saved);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->attention().size(), 1U);
    QVERIFY(m_bench->enqueue(PublishDevice::none()));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    QCOMPARE(m_bench->sentDevice(u"it"_s), std::nullopt);
}

void PublishDeviceTest::oneBadValueIsNotTakenForADevice()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    QVERIFY(m_bench->enter(u"bad"_s, 1, 0, u"one"_s).saved);
    m_bench->remote.refuseMetric(u"bad"_s);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->sentDevice(u"one"_s), std::optional(u"bench"_s));
    const auto attention = m_bench->attention();
    QVERIFY(!attention.empty());
    for (const OutboxItem &item : attention) {
        QCOMPARE(item.name, u"bad"_s);
        QVERIFY(!item.error.message.contains(u"cannot tell the device"_s));
    }
}

void PublishDeviceTest::oneValueThatSpoilsItsBatchIsFoundAlone()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    for (int i = 0; i < 8; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"one"_s).saved);
    m_bench->remote.refuseWholeWith(u"m5"_s);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    QVERIFY(m_bench->drain());
    for (int i = 0; i < 8; ++i)
        QCOMPARE(m_bench->sentDevice(u"one"_s, u"m%1"_s.arg(i)),
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
    QVERIFY(m_bench->addSession(u"it"_s, QStringList()));
    for (int i = 0; i < 8; ++i)
        QVERIFY(m_bench->enter(u"m%1"_s.arg(i), 1, 0, u"it"_s).saved);
    QVERIFY(m_bench->enqueue(PublishDevice::inferred()));
    bool isFirst = true;
    m_bench->remote.setFaults([&isFirst](const QString &request) {
        return request.startsWith(u"devices of"_s) && std::exchange(isFirst, false)
                   ? Fault::LostBefore
                   : Fault::None;
    });
    (void)m_bench->wave();
    QVERIFY(!isFirst);
    QCOMPARE(m_bench->publishes(), 1);
    QVERIFY(m_bench->attention().empty()); // nothing is blamed on the values meanwhile
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->publishes(), 2);
    QCOMPARE(m_bench->attention().size(), 8U);
    QVERIFY(m_bench->attention()[0].error.message.contains(u"the session has none there"_s));
}

void PublishDeviceTest::aCorrectionGoesWithTheSameChoice()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    double value = 1;
    const std::vector<std::pair<PublishDevice, std::optional<QString>>> choices{
        {PublishDevice::inferred(), u"bench"_s},
        {PublishDevice::none(), std::nullopt},
        {PublishDevice::given(u"lab"_s), u"lab"_s}};
    for (const auto &[choice, wanted] : choices) {
        QVERIFY(m_bench->enqueue(choice));
        QVERIFY(m_bench->drain());
        QVERIFY(m_bench->correct(entry.saved->key, ++value));
        QVERIFY(m_bench->drain());
        QCOMPARE(m_bench->sentValue(u"one"_s), std::optional(value));
        QCOMPARE(m_bench->sentDevice(u"one"_s), wanted);
    }
    QVERIFY(m_bench->attention().empty());
}

void PublishDeviceTest::choicesNeverShareARequest()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList{u"bench"_s}));
    Selection each;
    for (const auto &[metric, choice] : {std::pair(u"a"_s, PublishDevice::asRecorded()),
                                         {u"b"_s, PublishDevice::inferred()},
                                         {u"c"_s, PublishDevice::none()},
                                         {u"d"_s, PublishDevice::given(u"lab"_s)}}) {
        const auto entry = m_bench->enter(metric, 1, 0, u"one"_s, u"rig"_s);
        each.metrics = {entry.saved->key.metric};
        QVERIFY(m_bench->enqueue(choice, each));
    }
    QVERIFY(m_bench->drain());
    QCOMPARE(m_bench->publishes(), 4);
    QCOMPARE(m_bench->sentDevice(u"one"_s, u"a"_s), std::optional(u"rig"_s));
    QCOMPARE(m_bench->sentDevice(u"one"_s, u"b"_s), std::optional(u"bench"_s));
    QCOMPARE(m_bench->sentDevice(u"one"_s, u"c"_s), std::nullopt);
    QCOMPARE(m_bench->sentDevice(u"one"_s, u"d"_s), std::optional(u"lab"_s));
}

void PublishDeviceTest::aChosenDeviceIsMadeThere()
{
    QVERIFY(m_bench->addSession(u"one"_s, QStringList()));
    QVERIFY(m_bench->enter(u"m"_s, 1, 0, u"one"_s).saved);
    QVERIFY(m_bench->enqueue(PublishDevice::given(u"lab"_s)));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->remote.state().devices.contains(u"lab"_s));
    QVERIFY(m_bench->remote.sessionOf(u"one"_s)->devices.isEmpty()); // not attached by it
}

TIDEMARK_TEST(PublishDeviceTest)
#include "publish_device_test.moc"

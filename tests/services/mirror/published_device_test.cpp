// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/mirror/mirror_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Fetching values that were published with another device than they have here (R2).
class PublishedDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void whatWasPublishedIsNoChange_data() { addChoices(); }
    void whatWasPublishedIsNoChange();
    void aValueChangedThereComesWithoutItsDevice_data() { addChoices(); }
    void aValueChangedThereComesWithoutItsDevice();
    void aDeviceChangedThereLeavesTheRecord();
    void anInferenceThatWaitsIsStillSent();
    void anInferenceThatWaitsOutlastsAChangeThere();
    void aDeviceOfOthersMakesNoConflictLater_data();
    void aDeviceOfOthersMakesNoConflictLater();

private:
    static void addChoices();
    /// A value in a session with the device "bench", itself recorded with "rig".
    void publish(const PublishDevice &choice);
    void changeThere(const std::function<void(RemoteRecord &)> &change);
    [[nodiscard]] Record here() const { return m_bench->records().at(0); }
    void fetchQuietly();

    std::unique_ptr<MirrorBench> m_bench;
    RecordKey m_key;
};

void PublishedDeviceTest::init()
{
    failOnUnexpectedWarnings();
    m_bench = std::make_unique<MirrorBench>();
    QVERIFY(m_bench->store);
}

void PublishedDeviceTest::addChoices()
{
    QTest::addColumn<PublishDevice>("choice");
    QTest::newRow("inferred") << PublishDevice::inferred();
    QTest::newRow("none") << PublishDevice::none();
    QTest::newRow("chosen") << PublishDevice::given(u"lab"_s);
}

void PublishedDeviceTest::publish(const PublishDevice &choice)
{
    NewSession session;
    session.uid = u"one"_s;
    session.start = session.end = Timestamp(100'000'000'000);
    session.devices = {u"bench"_s};
    QVERIFY(answer(m_bench->ports.sessions->createSession(session)));
    const auto entry = m_bench->enter(u"m"_s, 1, 0, u"one"_s, u"rig"_s);
    QVERIFY(entry.saved);
    m_key = entry.saved->key;
    QVERIFY(answer(m_bench->ports.outbox->enqueue(m_bench->source.id, {}, choice)));
    QVERIFY(m_bench->drain());
}

void PublishedDeviceTest::changeThere(const std::function<void(RemoteRecord &)> &change)
{
    m_bench->remote.change([&](RemoteState &state) {
        for (auto &[uid, stored] : state.sessions) {
            for (auto &[metric, record] : stored.records) {
                change(record);
                record.published = Timestamp(++state.now_s * 1'000'000'000);
            }
        }
    });
}

void PublishedDeviceTest::fetchQuietly()
{
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched);
    QVERIFY(fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QVERIFY(m_bench->attention().empty());
    const auto queued = waiting(m_bench->ports, m_bench->source.id);
    QVERIFY2(queued.isEmpty(), qPrintable(queued.join(u", "_s)));
    QCOMPARE(here().device, std::optional(u"rig"_s));
}

void PublishedDeviceTest::whatWasPublishedIsNoChange()
{
    QFETCH(const PublishDevice, choice);
    publish(choice);
    for (int i = 0; i < 2; ++i)
        fetchQuietly();
    QCOMPARE(here().value, 1.0);
}

void PublishedDeviceTest::aValueChangedThereComesWithoutItsDevice()
{
    QFETCH(const PublishDevice, choice);
    publish(choice);
    changeThere([](RemoteRecord &record) {
        record.value = 9;
        record.device = u"theirs"_s;
    });
    for (int i = 0; i < 2; ++i)
        fetchQuietly();
    QCOMPARE(here().value, 9.0);
}

void PublishedDeviceTest::aDeviceChangedThereLeavesTheRecord()
{
    publish(PublishDevice::none());
    changeThere([](RemoteRecord &record) { record.device = u"theirs"_s; });
    fetchQuietly();
    QCOMPARE(here().value, 1.0);
    // The next correction goes as it was chosen here.
    QVERIFY(m_bench->correct(m_key, 2));
    QVERIFY(m_bench->drain());
    QVERIFY(m_bench->attention().empty());
    changeThere([](RemoteRecord &record) {
        QCOMPARE(record.value, 2.0);
        QCOMPARE(record.device, std::nullopt);
    });
}

void PublishedDeviceTest::anInferenceThatWaitsIsStillSent()
{
    publish(PublishDevice::asRecorded());
    QVERIFY(
        answer(m_bench->ports.outbox->enqueue(m_bench->source.id, {}, PublishDevice::inferred())));
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(waiting(m_bench->ports, m_bench->source.id).size(), 1);
    QVERIFY(m_bench->drain());
    changeThere([](RemoteRecord &record) { QCOMPARE(record.device, std::optional(u"bench"_s)); });
}

void PublishedDeviceTest::anInferenceThatWaitsOutlastsAChangeThere()
{
    publish(PublishDevice::asRecorded());
    QVERIFY(
        answer(m_bench->ports.outbox->enqueue(m_bench->source.id, {}, PublishDevice::inferred())));
    changeThere([](RemoteRecord &record) { record.value = 9; });
    const auto fetched = m_bench->fetchAll();
    QVERIFY(fetched && fetched->isComplete);
    QCOMPARE(fetched->conflicts, 0);
    QCOMPARE(here().value, 9.0);
    QCOMPARE(waiting(m_bench->ports, m_bench->source.id).size(), 1);
    QVERIFY(m_bench->drain());
    changeThere([](RemoteRecord &record) {
        QCOMPARE(record.value, 9.0);
        QCOMPARE(record.device, std::optional(u"bench"_s));
    });
}

void PublishedDeviceTest::aDeviceOfOthersMakesNoConflictLater_data()
{
    QTest::addColumn<PublishDevice>("choice");
    QTest::newRow("none") << PublishDevice::none();
    QTest::newRow("chosen") << PublishDevice::given(u"lab"_s);
}

void PublishedDeviceTest::aDeviceOfOthersMakesNoConflictLater()
{
    QFETCH(const PublishDevice, choice);
    publish(choice);
    for (const double value : {9.0, 10.0, 10.0, 11.0}) {
        changeThere([value](RemoteRecord &record) {
            record.value = value;
            record.device = u"theirs"_s;
        });
        fetchQuietly();
        QCOMPARE(here().value, value);
    }
    QCOMPARE(answer(m_bench->ports.records->history(m_key))->size(), 3U); // equal values are none
    QVERIFY(m_bench->correct(m_key, 12)); // changed on both sides now
    changeThere([](RemoteRecord &record) { record.value = 13; });
    QCOMPARE(m_bench->fetchAll()->conflicts, 1);
}

TIDEMARK_TEST(PublishedDeviceTest)
#include "published_device_test.moc"

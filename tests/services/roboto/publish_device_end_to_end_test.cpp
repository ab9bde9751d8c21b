// SPDX-License-Identifier: GPL-3.0-or-later
// The outbox through the client to our own server: what it holds after each choice of a device.
#include "services/outbox/delivery_wave.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class PublishDeviceEndToEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theServerHoldsWhatWasChosen();
    void theServerRefusesWhatItCannotInfer();

private:
    [[nodiscard]] bool makeSession(const QString &uid, const QStringList &devices) const
    {
        NewSession session;
        session.uid = uid;
        session.start = session.end = Timestamp(RobotoHarness::kNow);
        session.devices = devices;
        return answer(m_ports.sessions->createSession(session)).has_value();
    }
    /// A value recorded with the device "rig".
    [[nodiscard]] RecordKey enter(const QString &metric, double value, const QString &session) const
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.value = value;
        entry.sessionUid = session;
        entry.device = u"rig"_s;
        const auto outcome = answer(m_ports.records->enter(entry));
        return outcome && outcome->saved ? outcome->saved->key : RecordKey{};
    }
    [[nodiscard]] bool enqueue(const PublishDevice &choice)
    {
        return answer(m_ports.outbox->enqueue(m_source.id, {}, choice)).has_value();
    }
    /// One wave; how many items wait after it.
    [[nodiscard]] std::int64_t deliver()
    {
        (void)outbox::DeliveryWave(*m_ports.outbox, m_remote->api(), m_memory)
            .run(m_source, kMaxRemoteItems, {});
        const auto counts = answer(m_ports.outbox->counts(m_source.id));
        return counts ? counts->waiting : -1;
    }
    /// What the server's store holds: "metric value device", sorted.
    [[nodiscard]] QStringList held()
    {
        QStringList texts;
        const auto page =
            answer(m_server->store().ports().records->page({}, SortOrder::Ascending, {}, 100));
        if (!page)
            return {page.error().message};
        for (const Record &record : page->records)
            texts.append(u"%1 %2 %3"_s.arg(record.metricName)
                             .arg(record.value)
                             .arg(record.device.value_or(u"-"_s)));
        texts.sort();
        return texts;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<RobotoHarness> m_server;
    std::unique_ptr<RemoteBench> m_remote;
    StorePointer m_store;
    DataPorts m_ports;
    Source m_source;
    outbox::WaveMemory m_memory;
};

void PublishDeviceEndToEndTest::init()
{
    failOnUnexpectedWarnings();
    m_server = std::make_unique<RobotoHarness>();
    m_remote = std::make_unique<RemoteBench>(u"http://127.0.0.1:%1"_s.arg(m_server->port()),
                                             m_server->newToken());
    const auto store = openStore(
        m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".tidemark"_s));
    QVERIFY(store);
    m_store = *store;
    m_ports = m_store->ports();
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(source);
    m_source = *source;
    m_memory = {};
}

void PublishDeviceEndToEndTest::cleanup()
{
    m_store.reset();
    m_remote.reset();
    m_server.reset();
}

void PublishDeviceEndToEndTest::theServerHoldsWhatWasChosen()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}));
    const RecordKey key = enter(u"m"_s, 1, u"one"_s);
    QVERIFY(key.metric.isValid());
    double value = 1;
    const std::vector<std::pair<PublishDevice, QString>> choices{
        {PublishDevice::asRecorded(), u"rig"_s},
        {PublishDevice::inferred(), u"bench"_s},
        {PublishDevice::none(), u"-"_s},
        {PublishDevice::given(u"lab"_s), u"lab"_s}};
    for (const auto &[choice, device] : choices) {
        QVERIFY(enqueue(choice));
        QCOMPARE(deliver(), 0);
        QCOMPARE(held(), QStringList{u"m %1 %2"_s.arg(value).arg(device)});
        // A correction goes the same way.
        RecordEdit edit;
        edit.key = key;
        edit.value = ++value;
        QVERIFY(answer(m_ports.records->edit({edit}, u"edit"_s)));
        QCOMPARE(deliver(), 0);
        QCOMPARE(held(), QStringList{u"m %1 %2"_s.arg(value).arg(device)});
    }
    QCOMPARE(answer(m_ports.outbox->counts(m_source.id))->attention, 0);
    const auto here = answer(m_ports.records->page({}, SortOrder::Ascending, {}, 10));
    QCOMPARE(here->records.at(0).device, std::optional(u"rig"_s));
}

void PublishDeviceEndToEndTest::theServerRefusesWhatItCannotInfer()
{
    QVERIFY(makeSession(u"one"_s, {u"bench"_s}) && makeSession(u"two"_s, {u"a"_s, u"b"_s}) &&
            makeSession(u"zero"_s, {}));
    for (const QString &session : {u"one"_s, u"two"_s, u"zero"_s}) {
        for (int i = 0; i < 3; ++i)
            QVERIFY(enter(u"%1.%2"_s.arg(session).arg(i), 1, session).metric.isValid());
    }
    QVERIFY(enqueue(PublishDevice::inferred()));
    QCOMPARE(deliver(), 0);
    QCOMPARE(held(), (QStringList{u"one.0 1 bench"_s, u"one.1 1 bench"_s, u"one.2 1 bench"_s}));
    const auto refused = answer(m_ports.outbox->page(m_source.id, OutboxState::Attention, {}, 100));
    QVERIFY(refused);
    QCOMPARE(refused->items.size(), 6U);
    for (const OutboxItem &item : refused->items) {
        const QString word = item.name.startsWith(u"two"_s) ? u"has several"_s : u"has none"_s;
        QVERIFY2(item.error.message.contains(word), qPrintable(item.error.message));
    }
    QVERIFY(enqueue(PublishDevice::none()));
    QCOMPARE(deliver(), 0);
    QCOMPARE(held().size(), 9);
    QCOMPARE(held().filter(u" 1 -"_s).size(), 9);
}

TIDEMARK_TEST(PublishDeviceEndToEndTest)
#include "publish_device_end_to_end_test.moc"

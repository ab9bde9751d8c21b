// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/store/outbox_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// Sources as the store keeps them.
class SourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void keepsASource();
    void cleansAddresses_data();
    void cleansAddresses();
    void refusesWhatIsNoPin();
    void refusesATakenName();
    void removesItOnlyWithItsQueue();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    StorePointer m_store;
    DataPorts m_ports;
};

void SourceTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    const auto store = openStore(m_folder->filePath(u"store.tidemark"_s));
    QVERIFY(store);
    m_store = *store;
    m_ports = m_store->ports();
}

void SourceTest::keepsASource()
{
    NewSource wanted;
    wanted.name = u" far "_s;
    wanted.endpoint = u"HTTPS://Metrics.Example:8443/base/"_s;
    wanted.organisation = u"og_1"_s;
    wanted.caFile = u"/etc/ssl/own.pem"_s;
    wanted.pinnedCertificate = u"AB:"_s.repeated(31) + u"cd"_s;
    wanted.level = PublishLevel::Summary;
    wanted.interval = Timedelta(5'000'000'000);
    const auto made = answer(m_ports.sources->create(wanted));
    QVERIFY(made);
    QCOMPARE(made->name, u"far"_s);
    QCOMPARE(made->endpoint, u"https://metrics.example:8443/base"_s);
    QCOMPARE(made->pinnedCertificate, u"ab"_s.repeated(31) + u"cd"_s);
    QVERIFY(made->uid.startsWith("sr_"_L1));
    QCOMPARE(made->createdBy, u"ana"_s);
    QCOMPARE(answer(m_ports.sources->find(made->id)), *made);
    SourceChange change;
    change.name = u"near"_s;
    const auto changed = answer(m_ports.sources->update(made->id, change));
    QCOMPARE(changed->name, u"near"_s);
    QCOMPARE(changed->endpoint, made->endpoint);
    QCOMPARE(answer(m_ports.sources->sources()), (std::vector<Source>{*changed}));
}

void SourceTest::cleansAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("stored"); // empty: refused
    QTest::newRow("plain") << u"http://127.0.0.1:8765"_s << u"http://127.0.0.1:8765"_s;
    QTest::newRow("slashes") << u"https://a.example//"_s << u"https://a.example"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("ftp") << u"ftp://a.example"_s << QString();
    QTest::newRow("credentials") << u"https://user:s3cret@a.example"_s << QString();
    QTest::newRow("query") << u"https://a.example?token=x"_s << QString();
    QTest::newRow("no host") << u"https://"_s << QString();
    QTest::newRow("no scheme") << u"a.example"_s << QString();
    QTest::newRow("empty") << QString() << QString();
}

void SourceTest::cleansAddresses() // C5
{
    QFETCH(QString, text);
    QFETCH(QString, stored);
    const auto endpoint = storableEndpoint(text);
    QCOMPARE(endpoint.has_value(), !stored.isEmpty());
    if (endpoint) {
        QCOMPARE(*endpoint, stored);
    } else {
        QCOMPARE(endpoint.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!endpoint.error().message.contains("s3cret"_L1));
    }
}

void SourceTest::refusesWhatIsNoPin()
{
    QVERIFY(!storablePin(u"ab:cd"_s));
    QVERIFY(!storablePin(u"zz"_s.repeated(32)));
    QCOMPARE(storablePin({}), QString());
    QVERIFY(!storableInterval(Timedelta(-1)));
    QVERIFY(!storableInterval(kMaxPublishInterval + Timedelta(1)));
    QVERIFY(storableInterval(kMaxPublishInterval));
}

void SourceTest::refusesATakenName()
{
    QVERIFY(addSource(m_ports, u"far"_s));
    QCOMPARE(addSource(m_ports, u"far"_s).error().code, ErrorCode::AlreadyExists);
}

void SourceTest::removesItOnlyWithItsQueue()
{
    const auto source = addSource(m_ports, u"far"_s);
    QVERIFY(source);
    ValueEntry entry;
    entry.metric = u"m"_s;
    QVERIFY(answer(m_ports.records->enter(entry)));
    QCOMPARE(answer(m_ports.sources->remove(source->id, false)).error().code, ErrorCode::Conflict);
    QVERIFY(answer(m_ports.sources->remove(source->id, true)));
    QCOMPARE(answer(m_ports.sources->find(source->id)).error().code, ErrorCode::NotFound);
    QVERIFY(answer(m_ports.records->enter(entry))); // and nothing is queued for it any more
}

TIDEMARK_TEST(SourceTest)
#include "source_test.moc"

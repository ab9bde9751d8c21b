// SPDX-License-Identifier: GPL-3.0-or-later
// GET /metrics over loopback.
#include "services/otlp/gzip_body.h"
#include "services/prometheus/metrics_endpoint.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <stdexcept>

using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;

namespace {

QByteArray get(const QByteArray &more = {}, const QByteArray &line = "GET /metrics")
{
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

constexpr const char *kPlainText = "# HELP a_b_total a.b\n# TYPE a_b_total counter\na_b_total 3\n";
constexpr const char *kOpenText = "# TYPE a_b counter\n# HELP a_b a.b\na_b_total 3\n# EOF\n";

} // namespace

class MetricsEndpointTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_endpoint.reset(); }
    void negotiates_data();
    void negotiates();
    void packs_data();
    void packs();
    void tellsWhatIsNew();
    void refuses();
    void aSourceThatThrowsIsAnError();

private:
    FakeClock m_clock;
    std::unique_ptr<metrics::MetricCollector> m_collector;
    std::unique_ptr<MetricsEndpoint> m_endpoint;
    quint16 m_port = 0;
};

void MetricsEndpointTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_unique<metrics::MetricCollector>(m_clock);
    m_collector->recordCounter("a.b", 3);
    m_endpoint = std::make_unique<MetricsEndpoint>(
        [this] { return metrics::MetricsSnapshot::of(*m_collector, m_clock); },
        MetricsEndpointOptions{});
    m_port = m_endpoint->start().value();
}

void MetricsEndpointTest::negotiates_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("anything") << QByteArray("Accept: */*\r\n") << false;
    QTest::newRow("plain") << QByteArray("Accept: text/plain;version=0.0.4\r\n") << false;
    QTest::newRow("Prometheus 2.42")
        << QByteArray("Accept: application/openmetrics-text;version=1.0.0,application/"
                      "openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/"
                      "*;q=0.1\r\n")
        << true;
    QTest::newRow("two fields")
        << QByteArray("Accept: text/plain\r\nAccept: application/openmetrics-text\r\n") << true;
}

void MetricsEndpointTest::negotiates()
{
    QFETCH(QByteArray, accept);
    QFETCH(bool, isOpen);
    RawClient client(m_port);
    const RawResponse answer = client.ask(get(accept));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("Content-Type"),
             isOpen ? QByteArray("application/openmetrics-text; version=1.0.0; charset=utf-8")
                    : QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QCOMPARE(answer.field("Vary"), QByteArray("Accept, Accept-Encoding"));
    QCOMPARE(answer.body, QByteArray(isOpen ? kOpenText : kPlainText));
}

void MetricsEndpointTest::packs_data()
{
    QTest::addColumn<QByteArray>("encodings");
    QTest::addColumn<bool>("isPacked");
    QTest::newRow("gzip") << QByteArray("gzip") << true;
    QTest::newRow("among others") << QByteArray("deflate, GZIP;q=0.5, br") << true;
    QTest::newRow("any") << QByteArray("*") << true;
    QTest::newRow("refused") << QByteArray("gzip;q=0, *") << false;
    QTest::newRow("others") << QByteArray("deflate, br") << false;
    QTest::newRow("identity") << QByteArray("identity") << false;
}

void MetricsEndpointTest::packs()
{
    QFETCH(QByteArray, encodings);
    QFETCH(bool, isPacked);
    RawClient client(m_port);
    const RawResponse answer = client.ask(get("Accept-Encoding: " + encodings + "\r\n"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("Content-Encoding"), QByteArray(isPacked ? "gzip" : ""));
    const QByteArray text =
        isPacked ? otlp::unpackGzip(answer.body, 1'000'000).value() : answer.body;
    QCOMPARE(text, QByteArray(kPlainText));
}

void MetricsEndpointTest::tellsWhatIsNew()
{
    RawClient client(m_port);
    QCOMPARE(client.ask(get()).body, QByteArray(kPlainText));
    m_collector->recordCounter("a.b", 4);
    QVERIFY(client.ask(get()).body.endsWith("a_b_total 7\n"));
}

void MetricsEndpointTest::refuses()
{
    RawClient client(m_port);
    QCOMPARE(client.ask(get({}, "GET /")).status, 404);
    QCOMPARE(client.ask(get({}, "GET /metrics/x")).status, 404);
    const RawResponse posted = client.ask(
        get("Content-Type: application/json\r\nContent-Length: 2\r\n", "POST /metrics") + "{}");
    QCOMPARE(posted.status, 405);
    QCOMPARE(posted.field("Allow"), QByteArray("GET, HEAD"));
    RawClient foreign(m_port);
    QCOMPARE(foreign.ask("GET /metrics HTTP/1.1\r\nHost: example.org\r\n\r\n").status, 421);
    RawClient heads(m_port);
    QVERIFY(heads.send(get({}, "HEAD /metrics")));
    const RawResponse head = heads.response(true);
    QCOMPARE(head.status, 200);
    QCOMPARE(head.field("Content-Length"), QByteArray::number(qstrlen(kPlainText)));
}

void MetricsEndpointTest::aSourceThatThrowsIsAnError()
{
    MetricsEndpoint broken([]() -> metrics::MetricsSnapshot { throw std::runtime_error("no"); },
                           MetricsEndpointOptions{});
    const quint16 port = broken.start().value();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
    RawClient client(port);
    QCOMPARE(client.ask(get()).status, 500);
}

TIDEMARK_TEST(MetricsEndpointTest)
#include "metrics_endpoint_test.moc"

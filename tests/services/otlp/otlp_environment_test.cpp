// SPDX-License-Identifier: GPL-3.0-or-later
// What the environment says of OTLP, by the specification.
#include "services/otlp/otlp_environment.h"
#include "services/otlp/otlp_exporter.h"
#include "services/otlp/otlp_json.h"
#include "tests/services/otlp/otlp_sending.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

/// Names without their common beginning.
QProcessEnvironment environmentOf(const QList<std::pair<QString, QString>> &variables)
{
    QProcessEnvironment environment;
    for (const auto &[name, value] : variables)
        environment.insert(u"OTEL_EXPORTER_OTLP_"_s + name, value);
    return environment;
}

QString urlOf(const OtlpTarget &target)
{
    return net::urlBelow(target.endpoint, target.sender.path, {}).value().toString();
}

} // namespace

class OtlpEnvironmentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void nothingSetIsThisMachine();
    void addresses_data();
    void addresses();
    void settingsOfMetricsComeFirst();
    void wrongSettingsAreNamed_data();
    void wrongSettingsAreNamed();
    void whatIsSetIsSent();
};

void OtlpEnvironmentTest::nothingSetIsThisMachine()
{
    const OtlpTarget target = otlpTargetOf({}).value();
    QCOMPARE(urlOf(target), u"http://localhost:4318/v1/metrics"_s);
    QVERIFY(target.sender.encoding == OtlpEncoding::Protobuf);
    QVERIFY(!target.sender.isPacked && target.sender.headers.empty());
    QCOMPARE(target.sender.attemptTimeout, std::chrono::milliseconds(10'000));
}

void OtlpEnvironmentTest::addresses_data()
{
    QTest::addColumn<QString>("common");
    QTest::addColumn<QString>("ofMetrics");
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("url");
    QTest::newRow("common") << u"http://localhost:9/"_s << QString() << QString()
                            << u"http://localhost:9/v1/metrics"_s;
    QTest::newRow("with a path") << u"https://a.example/otlp"_s << QString() << QString()
                                 << u"https://a.example/otlp/v1/metrics"_s;
    QTest::newRow("of metrics, as it is") << u"http://localhost:9"_s << u"https://a.example/own"_s
                                          << QString() << u"https://a.example/own"_s;
    QTest::newRow("given") << u"http://localhost:9"_s << u"https://a.example/own"_s
                           << u"http://localhost:8"_s << u"http://localhost:8/v1/metrics"_s;
    QTest::newRow("empty is not set")
        << u" "_s << QString() << QString() << u"http://localhost:4318/v1/metrics"_s;
}

void OtlpEnvironmentTest::addresses()
{
    QFETCH(QString, common);
    QFETCH(QString, ofMetrics);
    QFETCH(QString, given);
    QFETCH(QString, url);
    const auto target = otlpTargetOf(
        environmentOf({{u"ENDPOINT"_s, common}, {u"METRICS_ENDPOINT"_s, ofMetrics}}), given);
    QVERIFY(target);
    QCOMPARE(urlOf(*target), url);
}

void OtlpEnvironmentTest::settingsOfMetricsComeFirst()
{
    const auto environment =
        environmentOf({{u"HEADERS"_s, u"a=1"_s},
                       {u"METRICS_HEADERS"_s, u"api-key = k%2Cy , x=%20y%3D"_s},
                       {u"TIMEOUT"_s, u"2500"_s},
                       {u"COMPRESSION"_s, u"none"_s},
                       {u"METRICS_COMPRESSION"_s, u"gzip"_s},
                       {u"PROTOCOL"_s, u"http/json"_s}});
    const OtlpSenderOptions options = otlpTargetOf(environment).value().sender;
    QCOMPARE(options.headers.size(), std::size_t{2});
    QCOMPARE(options.headers[0].first, QByteArray("api-key"));
    QVERIFY(options.headers[0].second == Secret(QByteArrayView("k,y")));
    QCOMPARE(options.headers[1].first, QByteArray("x"));
    QVERIFY(options.headers[1].second == Secret(QByteArrayView(" y=")));
    QCOMPARE(options.attemptTimeout, std::chrono::milliseconds(2'500));
    QVERIFY(options.isPacked);
    QVERIFY(options.encoding == OtlpEncoding::Json);
}

void OtlpEnvironmentTest::wrongSettingsAreNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::newRow("header without a value") << u"HEADERS"_s << u"secret-1"_s;
    QTest::newRow("header of no name") << u"METRICS_HEADERS"_s << u"a b=secret-1"_s;
    QTest::newRow("header with a line end") << u"HEADERS"_s << u"a=secret-1%0D%0Ab: c"_s;
    QTest::newRow("no number") << u"TIMEOUT"_s << u"secret-1 s"_s;
    QTest::newRow("no time") << u"METRICS_TIMEOUT"_s << u"0"_s;
    QTest::newRow("packed otherwise") << u"COMPRESSION"_s << u"zstd"_s;
    QTest::newRow("gRPC") << u"PROTOCOL"_s << u"grpc"_s;
}

void OtlpEnvironmentTest::wrongSettingsAreNamed()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    const auto target = otlpTargetOf(environmentOf({{name, value}}));
    QVERIFY(!target);
    QCOMPARE(target.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(target.error().message.contains(u"OTEL_EXPORTER_OTLP_"_s + name),
             qPrintable(target.error().message));
    QVERIFY(!target.error().message.contains(u"secret-1"_s));
}

void OtlpEnvironmentTest::whatIsSetIsSent()
{
    HostileServer server([](HostileConnection &c) {
        while (c.read())
            c.answer(200, {});
    });
    const auto target =
        otlpTargetOf(environmentOf({{u"METRICS_ENDPOINT"_s, server.url() + u"/in"_s},
                                    {u"HEADERS"_s, u"api-key=k%2Cy"_s},
                                    {u"PROTOCOL"_s, u"http/json"_s}}))
            .value();
    FakeClock clock;
    net::NetworkThread network;
    OtlpExporter exporter(std::make_shared<OtlpSender>(
        std::make_shared<net::HttpClient>(network, net::HttpConnection{target.endpoint, {}, {}}),
        clock, target.sender));
    metrics::MetricCollector collector(clock);
    collector.recordCounter("c", 3);
    QVERIFY(
        exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, clock), SendingBench::soon())
            .isDone);
    const auto seen = server.requests();
    QCOMPARE(seen.size(), std::size_t{1});
    QCOMPARE(seen[0].firstLine(), QByteArray("POST /in HTTP/1.1"));
    QCOMPARE(seen[0].header("api-key"), QByteArray("k,y"));
    QCOMPARE(seen[0].header("Content-Type"), QByteArray("application/json"));
    QVERIFY(fromJson(seen[0].body));
}

TIDEMARK_TEST(OtlpEnvironmentTest)
#include "otlp_environment_test.moc"

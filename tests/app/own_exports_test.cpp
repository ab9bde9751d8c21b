// SPDX-License-Identifier: GPL-3.0-or-later
// Where the program's own metrics are exported to, and what is refused as such a place.
#include "app/own_metrics/own_exporters.h"
#include "app/own_metrics/own_metric_names.h"
#include "app/own_metrics/own_metrics.h"
#include "services/net/network_thread.h"
#include "tests/support/hostile_server.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcessEnvironment>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;
using own::OwnMetrics;

namespace {

class OwnExportsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void exportsToAFile();
    void namesAreEndpointsToo();
    void aKeyOfTheEnvironmentIsNowhere();
    void wrongExportsAreRefused_data();
    void wrongExportsAreRefused();
    void whatDatadogIsToldBesideIsRefused();

private:
    QTemporaryDir m_folder;
};

void OwnExportsTest::exportsToAFile()
{
    const QString path = m_folder.filePath(u"own.jsonl"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, {}));
    own.meter()->ended(Activity::Request, 6ms, Ending::Done);
    const auto begun = own.exportTo({u"file:"_s + path});
    QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
    const auto hasRequest = [&] {
        QFile file(path);
        return file.open(QFile::ReadOnly) && file.readAll().contains("tidemark.request");
    };
    QTRY_VERIFY(hasRequest());
    own.end();
}

// The names of the metrics protocol's own example, and kinds that only have to be made.
void OwnExportsTest::namesAreEndpointsToo()
{
    QProcessEnvironment environment;
    environment.insert(u"OTEL_EXPORTER_PROMETHEUS_PORT"_s, u"0"_s); // a free one
    environment.insert(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s, u"http://127.0.0.1:1"_s);
    const QString path = m_folder.filePath(u"own.emf"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
    own.meter()->ended(Activity::Request, 6ms, Ending::Done);
    const auto begun = own.exportTo({u"prometheus"_s, u"grafana"_s, QString(u"emf:"_s + path)});
    QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
    const auto hasRequest = [&] {
        QFile file(path);
        if (!file.open(QFile::ReadOnly))
            return false;
        const QByteArray text = file.readAll();
        return text.contains("tidemark.request") && text.contains("CloudWatchMetrics");
    };
    QTRY_VERIFY(hasRequest());
    own.end();
    const auto made = own::exporterFactory(network, clock, environment);
    for (const char *endpoint : {"otlp", "otlp:http://127.0.0.1:1", "cloudwatch-otlp:eu-west-1"})
        QVERIFY2(made(endpoint).has_value(), endpoint);
    environment.insert(u"OTEL_EXPORTER_PROMETHEUS_PORT"_s, u"many"_s);
    environment.insert(u"OTEL_EXPORTER_OTLP_PROTOCOL"_s, u"grpc"_s);
    const auto refused = own::exporterFactory(network, clock, environment);
    for (const char *endpoint : {"prometheus", "grafana", "otlp:http://127.0.0.1:1"})
        QVERIFY2(!refused(endpoint).has_value(), endpoint);
}

// Check 60.
void OwnExportsTest::aKeyOfTheEnvironmentIsNowhere()
{
    const LogCapture log;
    const QByteArray key = "otlp-5d0c7be19f3a4c2e8a61f0b4";
    HostileServer server([&key](HostileConnection &c) { // who tells it back
        while (c.read())
            c.answer(401, "the key " + key + " is old", "X-Echo: " + key + "\r\n");
    });
    QProcessEnvironment environment;
    environment.insert(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s, server.url());
    environment.insert(u"OTEL_EXPORTER_OTLP_HEADERS"_s, u"api-key="_s + QString::fromLatin1(key));
    const QTemporaryDir folder;
    QString told;
    {
        store::OpenOptions options;
        options.path = folder.filePath(u"s.tidemark"_s);
        const auto store = await(store::LocalStore::open(options)).value();
        net::NetworkThread network;
        const metrics::SystemClock clock;
        OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
        own.recordInto(store);
        const auto begun =
            own.exportTo({u"otlp"_s, QString(u"file:"_s + folder.filePath(u"own.jsonl"_s))});
        QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
        QTRY_VERIFY_WITH_TIMEOUT(!own.system().endpoints().state().failing.empty(), 60'000);
        for (const auto &failing : own.system().endpoints().state().failing)
            told += QString::fromStdString(failing.name + ' ' + failing.why);
        own.end();
    }
    QVERIFY(!server.requests().empty());
    QCOMPARE(server.requests().front().header("api-key"), key);
    QVERIFY(!told.isEmpty());
    QVERIFY2(!tellsSecret(told.toUtf8(), key), qPrintable(told));
    QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), key));
    QCOMPARE(filesThatTell(folder.path(), key), QStringList());
    QVERIFY(QFile::exists(folder.filePath(u"s.tidemark"_s)));
}

void OwnExportsTest::wrongExportsAreRefused_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::newRow("no kind") << u"http://localhost:4318"_s;
    QTest::newRow("unknown kind") << u"graphite:localhost:2003"_s;
    QTest::newRow("nothing") << QString();
    QTest::newRow("otlp without an address") << u"otlp:"_s;
    QTest::newRow("otlp with credentials") << u"otlp:http://me:secret@localhost:4318"_s;
    QTest::newRow("remote write to a file") << u"prometheus:file:///etc/passwd"_s;
    QTest::newRow("statsd without a port") << u"statsd:localhost"_s;
    QTest::newRow("statsd without a host") << u"statsd::8125"_s;
    QTest::newRow("statsd at port 0") << u"dogstatsd:127.0.0.1:0"_s;
    QTest::newRow("no file") << u"file:"_s;
    QTest::newRow("datadog without a key") << u"datadog:"_s;
    QTest::newRow("cloudwatch without a region") << u"cloudwatch:"_s;
    QTest::newRow("CloudWatch's OTLP without a region") << u"cloudwatch-otlp:"_s;
    QTest::newRow("no file of embedded metrics") << u"emf:"_s;
}

void OwnExportsTest::wrongExportsAreRefused()
{
    QFETCH(QString, endpoint);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, {}));
    const auto begun = own.exportTo({endpoint});
    QVERIFY(!begun);
    QCOMPARE(begun.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!begun.error().message.isEmpty());
    QVERIFY(!begun.error().message.contains(u"secret"_s));
}

void OwnExportsTest::whatDatadogIsToldBesideIsRefused()
{
    QProcessEnvironment environment;
    environment.insert(u"DD_API_KEY"_s, u"0123456789abcdef"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
    const auto begun = own.exportTo({u"datadog:datadoghq.eu"_s}); // the site is in DD_SITE
    QVERIFY(!begun);
    QVERIFY2(begun.error().message.contains(u"datadog:once"_s), qPrintable(begun.error().message));
}

} // namespace

TIDEMARK_TEST(OwnExportsTest)
#include "own_exports_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Keys with forms of their own, looked for in all that can be read after runs with every fault.
#include "services/cloudwatch/cloudwatch_exporter.h"
#include "services/cloudwatch/cloudwatch_sink.h"
#include "services/cloudwatch/emf_file.h"
#include "services/datadog/datadog_exporter.h"
#include "services/datadog/datadog_sink.h"
#include "services/metrics/system/metrics_system.h"
#include "services/metrics_sinks/store_sink.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/cloudwatch/fake_cloudwatch.h"
#include "tests/services/datadog/fake_datadog.h"
#include "tests/support/log_capture.h"
#include "tests/support/test_registry.h"

#include <QDebug>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

metrics::Deadline soon()
{
    return std::chrono::steady_clock::now() + 700ms;
}

/// Every answer that a service or an attacker in its place may give; some tell the secrets back.
struct Refusal
{
    int fault = 0; ///< of either stand-in: none, refuse, cut, cut late, hang
    int status = 200;
    QByteArray type = {};
};

const std::vector<Refusal> &refusals()
{
    static const std::vector<Refusal> all{
        {0, 200, {}},
        {1, 400, "InvalidParameterValueException"},
        {1, 400, "ThrottlingException"},
        {1, 400, "ExpiredTokenException"},
        {1, 401, {}},
        {1, 403, "SignatureDoesNotMatch"},
        {1, 403, kAwsSecret}, // in the place of a type
        {1, 404, {}},
        {1, 413, {}},
        {1, 429, {}},
        {1, 500, {}},
        {1, 307, {}},
        {2, 0, {}},
        {3, 0, {}},
        {4, 0, {}},
    };
    return all;
}

class CloudSecrecyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void noKeyIsInAnyTextOrFile();
    void theScanFindsWhatItLooksFor();

private:
    void see(const QString &text) { m_seen << text; }
    template <class T>
    void print(const T &value)
    {
        QString text;
        QDebug(&text) << value;
        see(text);
    }
    void see(const metrics::ExportResult &result) { see(QString::fromStdString(result.why)); }
    void runCloudWatch(const Refusal &refusal, cloudwatch::CloudWatchShape shape);
    void runDatadog(const Refusal &refusal);
    void runFiles(const QString &folder);
    void runStore(const QString &folder);
    [[nodiscard]] std::vector<MetricSnapshot> windows() const;

    net::NetworkThread m_network;
    FakeClock m_clock;
    QStringList m_seen;
};

/// The secrets that a text tells, plain or encoded; both parts of the key pair and the API key.
QStringList toldBy(const QByteArray &text)
{
    QStringList told;
    for (const char *secret : {kAwsSecret, kAwsToken, kDatadogKey}) {
        const QByteArray bytes(secret);
        for (const QByteArray &form : {bytes, bytes.toBase64(), bytes.toHex(),
                                       bytes.toPercentEncoding(), QByteArray("AWS4" + bytes)}) {
            if (text.contains(form))
                told << QString::fromLatin1(form);
        }
    }
    return told;
}

std::vector<MetricSnapshot> CloudSecrecyTest::windows() const
{
    std::vector<MetricSnapshot> all;
    for (const char *name : {"UserRecordsPut", "RequestTime", "UserRecordsPending"})
        all.push_back({name,
                       3,
                       6,
                       1,
                       3,
                       {{"stream", "s"}},
                       m_clock.wall_ns() - 60'000'000'000,
                       m_clock.wall_ns()});
    return all;
}

void CloudSecrecyTest::runCloudWatch(const Refusal &refusal, cloudwatch::CloudWatchShape shape)
{
    const FakeCloudWatch service(m_clock, [&](int, const QByteArray &) {
        const QByteArray echo = QByteArray(kAwsSecret) + ' ' + kAwsToken;
        return FakeCloudWatch::Answer{
            FakeCloudWatch::Fault(refusal.fault), refusal.status,
            refusal.fault == 0
                ? QByteArray()
                : R"({"__type":")" + refusal.type + R"(","message":")" + echo + "\"}",
            "X-Echo: " + echo + "\r\nLocation: http://127.0.0.1:1/?k=" + kAwsToken + "\r\n"};
    });
    cloudwatch::CloudWatchOptions options = service.options();
    options.shape = shape;
    const auto make = [&] {
        return cloudwatch::CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(),
                                                  m_clock)
            .value();
    };
    cloudwatch::CloudWatchSink sink(make());
    see(sink.exportSnapshots(windows(), soon()));
    see(QString::fromStdString(sink.counts().lastRefusal));
    cloudwatch::CloudWatchExporter exporter(make());
    metrics::MetricCollector collector(m_clock);
    collector.recordCounter("c");
    see(exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon()));
    see(QString::fromStdString(exporter.counts().lastRefusal));
    QVERIFY(!service.server().requests().empty());
    for (const SeenRequest &request : service.server().requests()) { // the key itself never leaves
        QVERIFY(!request.head.contains(kAwsSecret) && !request.body.contains(kAwsSecret));
        QVERIFY(!request.firstLine().contains(kAwsToken) && !request.body.contains(kAwsToken));
    }
    QCOMPARE(service.problems(), QStringList());
}

void CloudSecrecyTest::runDatadog(const Refusal &refusal)
{
    const FakeDatadog service(m_clock, [&](int, const QByteArray &) {
        return FakeDatadog::Answer{
            FakeDatadog::Fault(refusal.fault), refusal.fault == 0 ? 202 : refusal.status,
            QByteArray("X-Echo: ") + kDatadogKey +
                "\r\nLocation: http://127.0.0.1:1/?k=" + kDatadogKey + "\r\n"};
    });
    datadog::DatadogSink sink(
        datadog::DatadogSender::make(m_network, service.options(), m_clock).value());
    see(sink.exportSnapshots(windows(), soon()));
    see(QString::fromStdString(sink.counts().lastRefusal));
    datadog::DatadogExporter exporter(
        datadog::DatadogSender::make(m_network, service.options(), m_clock).value());
    metrics::MetricCollector collector(m_clock);
    collector.recordCounter("c");
    see(exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon()));
    QVERIFY(!service.server().requests().empty());
    for (const SeenRequest &request : service.server().requests())
        QVERIFY(!request.firstLine().contains(kDatadogKey) && !request.body.contains(kDatadogKey));
    QCOMPARE(service.problems(), QStringList());
}

void CloudSecrecyTest::runFiles(const QString &folder)
{
    cloudwatch::EmfSink sink({folder + u"/metrics.log"_s, u"Tidemark"_s}, m_clock);
    QVERIFY(sink.exportSnapshots(windows(), soon()).isDone);
    QFile broken(folder + u"/credentials"_s); // of which errors tell
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("[default]\naws_secret_access_key = "_ba + kAwsSecret +
                 "\naws_session_token = " + kAwsToken + "\n[x]\nrole_arn = " + kAwsSecret + "\n");
    broken.close();
    for (const QString &profile : {u"default"_s, u"x"_s, u"none"_s}) {
        const auto found = cloudwatch::credentialsOfProfile(broken.fileName(), profile);
        QVERIFY(!found);
        see(QString(found.error().message + found.error().detail));
    }
    QVERIFY(broken.remove());
}

/// A whole system that exports to the services and keeps what it has in a store.
void CloudSecrecyTest::runStore(const QString &folder)
{
    const FakeDatadog datadog(m_clock, [](int, const QByteArray &) {
        return FakeDatadog::Answer{FakeDatadog::Fault(1), 403,
                                   QByteArray("X-Echo: ") + kDatadogKey + "\r\n"};
    });
    const FakeCloudWatch cloud(m_clock);
    const auto store = openStore(folder + u"/s.tidemark"_s).value();
    metrics::MetricsSystem system(m_clock);
    system.endpoints().add(
        "datadog",
        std::make_shared<datadog::DatadogExporter>(
            datadog::DatadogSender::make(m_network, datadog.options(), m_clock).value()));
    system.endpoints().add(
        "cloudwatch", std::make_shared<cloudwatch::CloudWatchExporter>(
                          cloudwatch::CloudWatchSender::make(m_network, cloud.options(),
                                                             FakeCloudWatch::credentials(), m_clock)
                              .value()));
    system.endpoints().add("store", std::make_shared<metrics_sinks::StoreExporter>(store->ports()));
    system.collector().recordCounter("c");
    for (const auto &[name, result] :
         system.exportMetrics(std::vector<std::string>{"datadog", "cloudwatch", "store"})) {
        see(result);
        QCOMPARE(result.isDone, name != "datadog");
    }
    (void)system.shutdownMetrics();
}

void CloudSecrecyTest::noKeyIsInAnyTextOrFile()
{
    const LogCapture log;
    const QTemporaryDir folder;
    const QString earlier = QDir::currentPath();
    QDir::setCurrent(folder.path()); // what is written beside would be found
    for (const Refusal &refusal : refusals()) {
        runCloudWatch(refusal, cloudwatch::CloudWatchShape::PutMetricData);
        runCloudWatch(refusal, cloudwatch::CloudWatchShape::Otlp);
        runDatadog(refusal);
        if (QTest::currentTestFailed())
            break;
    }
    runFiles(folder.path());
    runStore(folder.path());
    QDir::setCurrent(earlier);
    print(FakeCloudWatch::credentials()().value());
    print(Secret(QByteArrayView(kDatadogKey)));
    net::HttpRequest request;
    request.secretHeaders = {{"DD-API-KEY", Secret(QByteArrayView(kDatadogKey))}};
    print(request);

    QVERIFY(m_seen.size() > 100);
    for (const QString &text : std::as_const(m_seen))
        QCOMPARE(toldBy(text.toUtf8()), QStringList());
    QVERIFY(LogCapture::text().contains(u"CloudWatch:"_s)); // or nothing would have been looked at
    QVERIFY(LogCapture::text().contains(u"Datadog:"_s));
    QCOMPARE(toldBy(LogCapture::text().toUtf8()), QStringList());
    int files = 0;
    QDirIterator all(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(toldBy(file.readAll()), QStringList());
        ++files;
    }
    QVERIFY(files >= 2); // that of the agent, and the store
}

void CloudSecrecyTest::theScanFindsWhatItLooksFor()
{
    QCOMPARE(toldBy("nothing of it"), QStringList());
    QVERIFY(!toldBy("x" + QByteArray(kAwsSecret) + "y").isEmpty());
    QVERIFY(!toldBy(QByteArray(kDatadogKey).toBase64()).isEmpty());
    QVERIFY(!toldBy(QByteArray(kAwsToken).toHex()).isEmpty());
}

} // namespace

TIDEMARK_TEST(CloudSecrecyTest)
#include "cloud_secrecy_test.moc"

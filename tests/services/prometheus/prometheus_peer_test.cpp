// SPDX-License-Identifier: GPL-3.0-or-later
// Prometheus itself scrapes us, takes what we write, and answers what we ask.
#include "model/ports/series_store.h"
#include "services/prometheus/exposition_reader.h"
#include "services/prometheus/metrics_endpoint.h"
#include "services/prometheus/range_import.h"
#include "services/prometheus/remote_write_exporter.h"
#include "services/prometheus/scrape_client.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/prometheus/prometheus_peer.h"
#include "tests/services/prometheus/reason_of.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;
using namespace std::chrono_literals;

class PrometheusPeerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void itScrapesUs();
    void itTakesWhatWeWrite();
    void rangesBecomeSeries();
    void itRefusesAsItSays();
    void weScrapeIt();
    void promtoolAcceptsOurText();

private:
    static constexpr int kScrape_ms = 60'000; // the first one comes 5 s after the start

    metrics::SystemClock m_clock;
    std::unique_ptr<metrics::MetricCollector> m_collector;
    std::unique_ptr<MetricsEndpoint> m_endpoint;
    std::unique_ptr<PrometheusPeer> m_peer;
    net::NetworkThread m_network;
};

void PrometheusPeerTest::initTestCase()
{
    if (PrometheusPeer::program().isEmpty())
        QSKIP("whole class: the package prometheus is not installed");
    m_collector = std::make_unique<metrics::MetricCollector>(m_clock);
    m_collector->recordCounter("git.commits", 3, {{"branch", "main \"x\" \\ \n ü"}});
    m_collector->recordGauge("temperature", -12.25);
    m_collector->recordTimer("api.time", 150);
    m_collector->recordTimer("api.time", 50);
    m_endpoint = std::make_unique<MetricsEndpoint>(
        [this] { return metrics::MetricsSnapshot::of(*m_collector, m_clock); },
        MetricsEndpointOptions{});
    const quint16 port = m_endpoint->start().value();
    m_peer = std::make_unique<PrometheusPeer>();
    QVERIFY2(m_peer->start("global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: us\n"
                           "  static_configs: [{targets: ['127.0.0.1:" +
                           QByteArray::number(port) + "']}]\n"),
             m_peer->log().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_peer->value(u"up{job=\"us\"}"_s).value_or(0), 1.0, kScrape_ms);
}

void PrometheusPeerTest::cleanupTestCase()
{
    m_peer.reset();
    m_endpoint.reset();
}

void PrometheusPeerTest::itScrapesUs()
{
    QCOMPARE(m_peer->value(u"git_commits_total{branch=\"main \\\"x\\\" \\\\ \\n ü\"}"_s).value(),
             3.0);
    QCOMPARE(m_peer->value(u"temperature"_s).value(), -12.25);
    QCOMPARE(m_peer->value(u"api_time_seconds_count"_s).value(), 2.0);
    QCOMPARE(m_peer->value(u"api_time_seconds_sum"_s).value(), 0.2);
    QCOMPARE(m_peer->value(u"api_time_seconds_bucket{le=\"0.1\"}"_s).value(), 1.0);
    QCOMPARE(m_peer->value(u"api_time_seconds_bucket{le=\"+Inf\"}"_s).value(), 2.0);
    const auto metadata = await(m_peer->client().metadata(u"temperature"_s));
    QVERIFY2(metadata, reasonOf(metadata).constData());
    QCOMPARE(metadata->metrics.size(), 1U);
    QCOMPARE(metadata->metrics.begin()->second,
             (MetricMetadata{u"gauge"_s, u"temperature"_s, QString()}));
    const auto names = await(m_peer->client().labelValues(u"__name__"_s));
    QVERIFY(names);
    QVERIFY(names->names.contains(u"git_commits_total"_s));
    QVERIFY(await(m_peer->client().labelNames()).value().names.contains(u"branch"_s));
    const auto series = await(m_peer->client().series({u"git_commits_total"_s}));
    QVERIFY(series);
    QCOMPARE(series->series.size(), 1U);
    QCOMPARE(series->series[0].value(u"branch"_s), u"main \"x\" \\ \n ü"_s);
}

void PrometheusPeerTest::itTakesWhatWeWrite()
{
    RemoteWriteOptions options;
    options.where = parseServerPath(m_peer->url() + u"/api/v1/write"_s, "/").value();
    options.labels = {{"job", "writer"}};
    RemoteWriteExporter exporter(m_network, options);
    const auto snapshot = metrics::MetricsSnapshot::of(*m_collector, m_clock);
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    const metrics::ExportResult done = exporter.exportMetrics(snapshot, deadline);
    QVERIFY2(done.isDone, done.why.c_str());
    QCOMPARE(m_peer->value(u"git_commits_total{job=\"writer\"}"_s).value(), 3.0);
    QCOMPARE(m_peer->value(u"temperature{job=\"writer\"}"_s).value(), -12.25);
    QCOMPARE(m_peer->value(u"api_time_seconds_sum{job=\"writer\"}"_s).value(), 0.2);
    QCOMPARE(m_peer->value(u"count({job=\"writer\"})"_s).value(),
             static_cast<double>(exporter.counts().samples));
    // An ended series is gone at once, not only after the five minutes of a lost one.
    QVERIFY(exporter.finish(m_clock.wall_ns(), deadline).isDone);
    QTRY_COMPARE_WITH_TIMEOUT(m_peer->value(u"temperature{job=\"writer\"}"_s).has_value(), false,
                              kScrape_ms);
    QVERIFY(m_peer->value(u"max_over_time(temperature{job=\"writer\"}[5m])"_s).has_value());
}

void PrometheusPeerTest::rangesBecomeSeries()
{
    StoreBench bench;
    // A line with a hole of its own, by the server's arithmetic.
    const Timestamp end = Timestamp::now();
    const auto plan =
        planRange({end - Timedelta::fromSeconds(600).value(), end}, Timedelta(10'000'000'000));
    QVERIFY(plan);
    RangeImport import(m_peer->client(), bench.ports);
    RangeImportPlan wanted{u"vector(time()) % 100 != 50"_s, *plan, u"clock"_s};
    const auto done = import.run(wanted, {});
    QVERIFY2(done, reasonOf(done).constData());
    QCOMPARE(done->series, 1);
    QCOMPARE(plan->points(), 60);
    QCOMPARE(done->samples, 54);
    QCOMPARE(done->stored.added, done->samples + done->gaps);
    const QStringList lines = recordedSamples(bench.ports, u"clock"_s, {}, Timestamp(0));
    QCOMPARE(lines.filter(u"gap"_s).size(), done->gaps);
    QVERIFY(done->gaps == 5 || done->gaps == 6); // the first hole may lie at the border
    for (const QString &line : lines) {
        const qint64 second = line.section(u':', 0, 0).toLongLong();
        const QString value = line.section(u':', 1);
        QCOMPARE(value, second % 100 == 50 ? u"gap"_s : QString::number(second % 100));
    }
    const auto again = import.run(wanted, {}); // the same once more changes nothing
    QVERIFY(again);
    QCOMPARE(again->stored.added, 0);
    // A counter of its own name, with what its target says of it.
    // The first scrape may be a moment old, and ranges end at whole steps.
    const Timestamp now = Timestamp::now() + Timedelta(2 * kNsPerSecond);
    const auto lately =
        planRange({now - Timedelta::fromSeconds(120).value(), now}, Timedelta(1'000'000'000));
    const auto counted = import.run({u"git_commits_total{job=\"us\"}"_s, *lately, QString()}, {});
    QVERIFY2(counted, reasonOf(counted).constData());
    const auto counter = await(bench.ports.catalog->find(u"git_commits_total"_s));
    QVERIFY(counter);
    QCOMPARE(counter->description, std::optional(u"git.commits"_s));
    QCOMPARE(counter->settings.defaultFunction, std::optional(AggregateFunction::Max));
    wanted.metric.clear();
    QCOMPARE(import.run(wanted, {}).error().detail, u"prometheus.name"_s);
    wanted.expression = u"nothing_of_that_name"_s;
    QCOMPARE(import.run(wanted, {}).error().code, ErrorCode::NotFound);
}

void PrometheusPeerTest::itRefusesAsItSays()
{
    const auto wrong = await(m_peer->client().query(u"sum(("_s));
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().detail, u"prometheus.refused.bad_data"_s);
    QCOMPARE(wrong.error().code, ErrorCode::InvalidArgument);
    // 422: many to many
    const auto many =
        await(m_peer->client().query(u"{__name__=~\"api_time.*\"} + {__name__=~\"api_time.*\"}"_s));
    QVERIFY(!many);
    QCOMPARE(many.error().detail, u"prometheus.refused.execution"_s);
    const RangePlan tooMany{Timestamp(0), Timestamp(11'001'000'000'000), Timedelta(1'000'000'000)};
    QVERIFY(!await(m_peer->client().queryRange(u"up"_s, tooMany)));
    const auto plan =
        planRange({Timestamp(0), Timestamp(11'000'000'000'000)}, Timedelta(1'000'000'000));
    QCOMPARE(plan->points(), kMostPoints);
    QVERIFY(await(m_peer->client().queryRange(u"up"_s, *plan)));
    QCOMPARE(await(m_peer->client().query(u"\"text\""_s)).value().text, u"text"_s);
    QCOMPARE(await(m_peer->client().query(u"1/0"_s)).value().type, ResultType::Scalar);
}

void PrometheusPeerTest::weScrapeIt()
{
    ScrapeClient client(m_network, parseScrapeTarget(m_peer->url()).value());
    const auto answer = client.fetch({});
    QVERIFY2(answer, reasonOf(answer).constData());
    const auto told = readExposition(answer->body.toStdString(), formatOf(answer->contentType));
    QVERIFY2(told, reasonOf(told).constData());
    QCOMPARE(formatOf(answer->contentType), ExpositionFormat::Prometheus); // all it has
    QVERIFY(told->samples.size() > 400);
    QVERIFY(told->families.size() > 100);
}

void PrometheusPeerTest::promtoolAcceptsOurText()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed (package prometheus)");
    QProcess process;
    process.start(promtool, {u"check"_s, u"metrics"_s});
    process.write(QByteArray::fromStdString(
        metrics::PrometheusText{}.write(metrics::MetricsSnapshot::of(*m_collector, m_clock))));
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(60'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

TIDEMARK_TEST(PrometheusPeerTest)
#include "prometheus_peer_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_exporter.h"
#include "tests/services/cloudwatch/fake_cloudwatch.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;

namespace {

metrics::Deadline soon()
{
    return std::chrono::steady_clock::now() + 30s;
}

class CloudWatchExporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void collectorIsSentByWhatIsNew_data();
    void collectorIsSentByWhatIsNew();
    void aTagThatIsNoUnitStays();

private:
    net::NetworkThread m_network;
    FakeClock m_clock;
};

void CloudWatchExporterTest::collectorIsSentByWhatIsNew_data()
{
    QTest::addColumn<int>("shape");
    QTest::newRow("json") << int(CloudWatchShape::PutMetricData);
    QTest::newRow("otlp") << int(CloudWatchShape::Otlp);
}

void CloudWatchExporterTest::collectorIsSentByWhatIsNew()
{
    QFETCH(int, shape);
    const FakeCloudWatch service(m_clock, [](int number, const QByteArray &) {
        return number == 2 ? FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, 403, {}}
                           : FakeCloudWatch::Answer();
    });
    CloudWatchOptions options = service.options();
    options.shape = CloudWatchShape(shape);
    CloudWatchExporter exporter(
        CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock).value());
    metrics::MetricCollector collector(m_clock);
    const auto round = [&](int first) {
        for (int i = first; i < first + 400; ++i)
            collector.recordHistogram("size", i);
        collector.recordCounter("requests", 5, {{"code", "200"}});
        collector.recordGauge("level", first);
        collector.recordTimer("time", 250);
        return exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon())
            .isDone;
    };
    QVERIFY(round(1));
    QVERIFY(!round(1'000)); // 403
    QVERIFY(round(1'000'000));
    const auto totals = service.totals();
    QCOMPARE(service.problems(), QStringList());
    QCOMPARE(totals.value(u"requests code=200"_s).sum, 15.0);
    QCOMPARE(totals.value(u"requests code=200"_s).datums, 2);
    QCOMPARE(totals.value(u"level"_s).max, 1'000'000.0);
    QCOMPARE(totals.value(u"time"_s).count, 3.0);
    QCOMPARE(totals.value(u"time"_s).sum, 0.75);
    QCOMPARE(totals.value(u"time"_s).unit, shape == 0 ? u"Seconds"_s : u"s"_s);
    QCOMPARE(totals.value(u"size"_s).count, 1'200.0);
    const double sum = 400 * 200.5 + 400 * 1'199.5 + 400 * 1'000'199.5;
    QVERIFY(std::abs(totals.value(u"size"_s).sum - sum) < sum * 0.0078);
    QVERIFY(std::abs(totals.value(u"size"_s).min - 1) < 0.0079);
}

void CloudWatchExporterTest::aTagThatIsNoUnitStays()
{
    const FakeCloudWatch service(m_clock);
    CloudWatchExporter exporter(
        CloudWatchSender::make(m_network, service.options(), FakeCloudWatch::credentials(), m_clock)
            .value());
    metrics::MetricCollector collector(m_clock);
    collector.recordCounter("orders", 1, {{"unit", "sales"}});
    collector.recordCounter("orders", 2, {{"unit", "hr"}});
    collector.recordGauge("memory", 3, {{"unit", "kb"}});
    QVERIFY(
        exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon()).isDone);
    const auto totals = service.totals();
    QCOMPARE(totals.value(u"orders unit=sales"_s).sum, 1.0);
    QCOMPARE(totals.value(u"orders unit=hr"_s).sum, 2.0);
    QCOMPARE(totals.value(u"memory"_s).unit, u"Kilobytes"_s);
}

} // namespace

TIDEMARK_TEST(CloudWatchExporterTest)
#include "cloudwatch_exporter_test.moc"

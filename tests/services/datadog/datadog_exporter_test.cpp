// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the series of a collector.
#include "services/datadog/datadog_exporter.h"
#include "tests/services/datadog/datadog_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;

namespace {

class DatadogExporterTest : public DatadogCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void collectorIsSentByWhatIsNew();
    void intervalsAreWhatWasCounted();
    void unitsKeepSeriesApart();
    void manyObservationsAreThinned();
    void theLeastAndTheLargestStay();
};

void DatadogExporterTest::collectorIsSentByWhatIsNew()
{
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return number == 3 ? refused(403) : FakeDatadog::Answer();
    });
    DatadogExporter exporter(sender(service));
    metrics::MetricCollector collector(m_clock);
    const auto round = [&](int value) {
        for (int i = 0; i < 2'500; ++i)
            collector.recordHistogram("size", value + i % 10);
        collector.recordCounter("requests", 5, {{"code", "200"}});
        collector.recordGauge("level", value);
        m_clock.pass(30);
        return exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon())
            .isDone;
    };
    QVERIFY(round(100));
    QVERIFY(!round(200));
    QVERIFY(round(300));
    QCOMPARE(service.problems(), QStringList());
    const auto series = service.series();
    const auto requests = series.value(u"tidemark.requests code:200"_s);
    QCOMPARE(requests.sum(), 15.0);
    QCOMPARE(requests.values.size(), 2U);
    QCOMPARE(requests.interval_s, 60); // since the last one that was accepted
    QCOMPARE(series.value(u"tidemark.level"_s).values.rbegin()->second, 300.0);
    QCOMPARE(series.value(u"tidemark.size"_s).distribution.size(), 7'500U);
    const double sum = 2'500.0 * (104.5 + 204.5 + 304.5);
    QVERIFY(std::abs(series.value(u"tidemark.size"_s).sum() - sum) < sum * 0.0078);
}

// Rounded, and of each counter since it was accepted itself.
void DatadogExporterTest::intervalsAreWhatWasCounted()
{
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return number == 2 ? refused(403) : FakeDatadog::Answer();
    });
    DatadogExporter exporter(sender(service));
    metrics::MetricCollector collector(m_clock);
    const auto intervalAfter = [&](double seconds, bool isDone) -> qint64 {
        collector.recordCounter("requests", 1);
        collector.recordHistogram("size", 1);
        m_clock.pass(seconds);
        const auto result =
            exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon());
        return result.isDone == isDone ? service.series().value(u"tidemark.requests"_s).interval_s
                                       : -1;
    };
    QCOMPARE(intervalAfter(4.999, false), 5); // the distribution is refused, the counter is not
    QCOMPARE(intervalAfter(10.4, true), 10);
    QCOMPARE(intervalAfter(0.2, true), 1);
    QCOMPARE(service.problems(), QStringList());
}

void DatadogExporterTest::unitsKeepSeriesApart()
{
    const FakeDatadog service(m_clock);
    DatadogExporter exporter(sender(service));
    metrics::MetricCollector collector(m_clock);
    collector.recordCounter("orders", 1, {{"unit", "sales"}});
    collector.recordCounter("orders", 2, {{"unit", "hr"}});
    collector.recordGauge("memory", 3, {{"unit", "kb"}});
    collector.recordGauge("memory", 4, {{"unit", "mb"}});
    collector.recordTimer("wait", 5, metrics::MetricUnit::Milliseconds, {{"unit", "ms"}});
    collector.recordTimer("wait", 5, metrics::MetricUnit::Milliseconds);
    QVERIFY(
        exporter.exportMetrics(metrics::MetricsSnapshot::of(collector, m_clock), soon()).isDone);
    const auto series = service.series();
    QCOMPARE(series.value(u"tidemark.orders unit:sales"_s).sum(), 1.0);
    QCOMPARE(series.value(u"tidemark.orders unit:hr"_s).sum(), 2.0);
    QCOMPARE(series.value(u"tidemark.memory unit:kb"_s).unit, u"kilobyte"_s);
    QCOMPARE(series.value(u"tidemark.memory unit:mb"_s).sum(), 4.0);
    QCOMPARE(series.value(u"tidemark.wait"_s).distribution.size(), 2U);
}

// A hundred million observations are ten thousand values, once.
void DatadogExporterTest::manyObservationsAreThinned()
{
    const FakeDatadog service(m_clock);
    DatadogExporter exporter(sender(service));
    metrics::MetricCollector collector(m_clock);
    collector.recordHistogram("size", 1);
    auto snapshot = metrics::MetricsSnapshot::of(collector, m_clock);
    auto &whole = std::get<metrics::Distribution>(snapshot.families.at(0).readings.at(0).value);
    whole = {};
    for (int i = 1; i <= 100; ++i)
        whole.add(i, 1'000'000);
    QVERIFY(exporter.exportMetrics(snapshot, soon()).isDone);
    QCOMPARE(service.problems(), QStringList());
    auto values = service.series().value(u"tidemark.size"_s).distribution;
    QCOMPARE(values.size(), 10'000U);
    std::sort(values.begin(), values.end());
    QVERIFY(std::abs(values.front() - 1) < 0.0078 && std::abs(values.back() / 100 - 1) < 0.0078);
    QVERIFY(std::abs(values[5'000] / 50.5 - 1) < 0.02);
    QVERIFY(std::abs(service.series().value(u"tidemark.size"_s).sum() / 10'000 / 50.5 - 1) < 0.01);
    QCOMPARE(exporter.thinned(), 100'000'000U - 10'000U);
    QVERIFY(exporter.exportMetrics(snapshot, soon()).isDone); // all of it was taken
    QCOMPARE(service.series().value(u"tidemark.size"_s).distribution.size(), 10'000U);
}

void DatadogExporterTest::theLeastAndTheLargestStay()
{
    metrics::MetricCollector collector(m_clock);
    collector.recordHistogram("size", 1);
    const auto snapshot = metrics::MetricsSnapshot::of(collector, m_clock);
    for (const std::uint64_t others : {9'999U, 10'000U, 123'456'789U}) {
        metrics::Distribution all;
        all.add(1);
        all.add(50, others);
        all.add(100);
        const metrics::ReadingPart part{snapshot.families[0].readings[0].series, all, {}};
        for (const std::size_t most : {2U, 3U, 1'000U}) {
            const DatadogPoint point = pointOf(part, {}, 0, 1, most);
            QCOMPARE(point.values.size(), most);
            QVERIFY(std::abs(point.values.front() - 1) < 0.0078);
            QVERIFY(std::abs(point.values.back() / 100 - 1) < 0.0078);
            if (most > 2)
                QVERIFY(std::abs(point.values[1] / 50 - 1) < 0.0078);
        }
    }
}

} // namespace

TIDEMARK_TEST(DatadogExporterTest)
#include "datadog_exporter_test.moc"

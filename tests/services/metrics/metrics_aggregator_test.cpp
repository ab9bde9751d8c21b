// SPDX-License-Identifier: GPL-3.0-or-later
// Summaries of all that is known of a metric, and their formats.
#include "services/metrics/percentile.h"
#include "tests/services/metrics/aggregator_case.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class MetricsAggregatorTest : public AggregatorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void percentilesAreThoseOfTheReference();
    void summariesOfTimersAreInTheirUnit();
    void summariesOfCountersAreOfWhatWasAdded();
    void summariesOfGaugesWeighTime();
    void unknownAndEmptyDiffer();
    void unknownFormatsAreNamed();
    void formatsAreReadInAnyCase();
    void unitsOfOneMetricAreBroughtTogether();
    void firstAndLastAreThoseInTime();
};

// Check 39: the vectors of the reference.
void MetricsAggregatorTest::percentilesAreThoseOfTheReference()
{
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 100};
    for (const auto &[share, wanted] : {std::pair{0.0, 1.0},
                                        {0.25, 3.25},
                                        {0.5, 5.5},
                                        {0.75, 7.75},
                                        {0.9, 18.1},
                                        {0.95, 59.05},
                                        {0.99, 91.81},
                                        {1.0, 100.0}})
        QVERIFY2(std::abs(*percentile(values, share) - wanted) < 1e-12 * wanted,
                 qPrintable(QString::number(*percentile(values, share), 'g', 17)));
    for (const auto &[share, wanted] : {std::pair{0.25, 3.0},
                                        {0.5, 5.0},
                                        {0.75, 8.0},
                                        {0.9, 9.0},
                                        {0.95, 100.0},
                                        {0.99, 100.0},
                                        {0.0, 1.0}})
        QCOMPARE(*nearestRank(values, share), wanted);
    QVERIFY(!percentile({}, 0.5));
    QVERIFY(!nearestRank({}, 0.5));
    QVERIFY(!percentile(values, 1.1));
    const std::vector<double> one{7};
    for (const double share : {0.0, 0.3, 1.0})
        QCOMPARE(*percentile(one, share), 7.0);
}

void MetricsAggregatorTest::summariesOfTimersAreInTheirUnit()
{
    for (int i = 1; i <= 1'000; ++i)
        m_rig->collector.recordTimer("t", i, MetricUnit::Milliseconds,
                                     {{"half", i <= 500 ? "first" : "second"}});
    passAndTick(10);
    const auto found = summary("t");
    QCOMPARE(found.at("count"), 1'000.0);
    QVERIFY(std::abs(found.at("avg") - 500.5) < 1e-6);
    QVERIFY(std::abs(found.at("max") - 1'000) < 1e-9);
    QVERIFY(std::abs(found.at("p95") - 950) < 9.5);
    QCOMPARE(found.at("rate"), 100.0);
    QVERIFY(!found.contains("total"));
}

void MetricsAggregatorTest::summariesOfCountersAreOfWhatWasAdded()
{
    for (const int added : {4, 0, 6, 10}) {
        m_rig->collector.recordCounter("c", added);
        passAndTick(1);
    }
    const auto found = summary("c");
    QCOMPARE(found.at("count"), 3.0); // ticks at which it had grown
    QCOMPARE(found.at("sum"), 20.0);
    QCOMPARE(found.at("total"), 20.0);
    QCOMPARE(found.at("first"), 4.0);
    QCOMPARE(found.at("last"), 10.0);
    QCOMPARE(found.at("rate"), 5.0);
    QCOMPARE(summary("c", 2s).at("sum"), 16.0);
}

void MetricsAggregatorTest::summariesOfGaugesWeighTime()
{
    m_rig->collector.recordGauge("g", 10);
    passAndTick(1);
    m_rig->collector.recordGauge("g", 20);
    passAndTick(3);
    m_rig->collector.recordGauge("g", 40);
    passAndTick(1);
    m_rig->collector.recordGauge("g", std::nan(""));
    passAndTick(5);
    const auto found = summary("g");
    QCOMPARE(found.at("count"), 3.0);
    QCOMPARE(found.at("time_weighted_avg"), 25.0); // 20 for 3 s and 40 for 1 s
    QCOMPARE(found.at("last"), 40.0);
}

void MetricsAggregatorTest::unknownAndEmptyDiffer()
{
    QVERIFY(summary("nothing").empty());
    m_rig->collector.recordCounter("c", 0);
    passAndTick(1);
    QVERIFY((summary("c") == MetricsAggregator::Summary{{"count", 0}}));
}

// Check 45.
void MetricsAggregatorTest::unknownFormatsAreNamed()
{
    const auto found = m_rig->aggregator.exportMetrics("xml");
    QVERIFY(!found);
    QCOMPARE(found.error().fault, Fault::InvalidArgument);
    for (const std::string_view format : m_rig->aggregator.formats())
        QVERIFY(found.error().message.find(format) != std::string::npos);
}

void MetricsAggregatorTest::formatsAreReadInAnyCase()
{
    m_rig->collector.increment("c");
    for (const std::string_view format : m_rig->aggregator.formats()) {
        const auto lower = m_rig->aggregator.exportMetrics(format);
        QVERIFY(lower && lower->find('c') != std::string::npos);
    }
    QVERIFY(*m_rig->aggregator.exportMetrics("JSON") == *m_rig->aggregator.exportMetrics("json"));
    QVERIFY(*m_rig->aggregator.exportMetrics("OpenMetrics") ==
            *m_rig->aggregator.exportMetrics("openmetrics"));
}

void MetricsAggregatorTest::unitsOfOneMetricAreBroughtTogether()
{
    MetricCollector &collector = m_rig->collector;
    collector.recordTimer("git.clone.duration", 15.2, MetricUnit::Seconds);
    collector.recordTimer("api.response.time", 150, MetricUnit::Milliseconds);
    const auto slowest = m_rig->aggregator.top(MetricType::Timer);
    QCOMPARE(slowest.at(0).name, std::string("git.clone.duration"));

    collector.recordTimer("t", 150, MetricUnit::Milliseconds, {{"op", "a"}});
    collector.recordTimer("t", 2, MetricUnit::Seconds, {{"op", "b"}});
    collector.recordHistogram("sizes", 3, {{"unit", "kB"}});
    collector.recordHistogram("sizes", 2, {{"unit", "MB"}});
    collector.recordHistogram("sizes", 1, {{"unit", "percent"}}); // of another kind
    passAndTick(1);
    QCOMPARE(summary("t").at("max"), 2'000.0); // milliseconds, since they came first
    QCOMPARE(summary("t").at("sum"), 2'150.0);
    const auto sizes = summary("sizes");
    QCOMPARE(sizes.at("count"), 2.0);
    QCOMPARE(sizes.at("sum"), 2'003.0);
    QCOMPARE(sizes.at("min"), 3.0);
    QCOMPARE(sizes.at("max"), 2'000.0);

    const QJsonArray metrics =
        QJsonDocument::fromJson(QByteArray::fromStdString(*m_rig->aggregator.exportMetrics()))
            .object()[u"metrics"]
            .toArray();
    int seen = 0;
    for (const auto &metric : metrics) {
        const QJsonArray series = metric[u"series"].toArray();
        if (metric[u"name"] == u"t"_s) {
            QCOMPARE(metric[u"unit"].toString(), u"milliseconds"_s);
            QCOMPARE(series[1][u"sum"].toDouble(), 2'000.0);
            ++seen;
        } else if (metric[u"name"] == u"sizes"_s) {
            QCOMPARE(metric[u"unit"].toString(), u"kilobytes"_s);
            for (const auto &one : series) {
                const QString unit = one[u"tags"][u"unit"].toString();
                QCOMPARE(one[u"unit"].toString(), unit == u"percent" ? unit : QString());
                QCOMPARE(one[u"sum"].toDouble(), unit == u"kB"   ? 3.0
                                                 : unit == u"MB" ? 2'000.0
                                                                 : 1.0);
                ++seen;
            }
        }
    }
    QCOMPARE(seen, 4);
}

void MetricsAggregatorTest::firstAndLastAreThoseInTime()
{
    MetricCollector &collector = m_rig->collector;
    const Gauge late = collector.gauge("g", {{"op", "late"}});
    Gauge(collector.gauge("g", {{"op", "early"}})).set(1);
    passAndTick(1);
    Gauge(late).set(5);
    Gauge(collector.gauge("g", {{"op", "early"}})).set(std::nan(""));
    passAndTick(1);
    QCOMPARE(summary("g").at("first"), 1.0);
    QCOMPARE(summary("g").at("last"), 5.0);
}

} // namespace

TIDEMARK_TEST(MetricsAggregatorTest)
#include "metrics_aggregator_test.moc"

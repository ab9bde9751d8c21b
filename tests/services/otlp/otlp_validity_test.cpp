// SPDX-License-Identifier: GPL-3.0-or-later
// Which points are taken out, for what, and that the others stay.
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_validity.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

OtlpHistogramPoint histogramPoint()
{
    OtlpHistogramPoint point;
    point.time_ns = kTime_ns;
    point.count = 3;
    point.bounds = {1, 2};
    point.counts = {1, 1, 1};
    return point;
}

OtlpMetric histogram(const OtlpHistogramPoint &bad)
{
    return {"m", {}, {}, OtlpHistogram{Temporality::Delta, {histogramPoint(), bad}}, {}};
}

OtlpMetric gauge(const OtlpNumberPoint &bad)
{
    return {"m", {}, {}, OtlpGauge{{numberPoint(kTime_ns, 1), bad}}, {}};
}

OtlpMetric exponential(const OtlpExponentialPoint &bad)
{
    OtlpExponentialPoint good;
    good.time_ns = kTime_ns;
    return {"m", {}, {}, OtlpExponentialHistogram{Temporality::Delta, {good, bad}}, {}};
}

OtlpMetric summary(const OtlpSummaryPoint &bad)
{
    OtlpSummaryPoint good;
    good.time_ns = kTime_ns;
    good.quantiles = {{0, 1}, {1, 2}};
    return {"m", {}, {}, OtlpSummary{{good, bad}}, {}};
}

} // namespace

class OtlpValidityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theWorkedExampleIsValid();
    void onePointGoesAndTheOtherStays_data();
    void onePointGoesAndTheOtherStays();
    void allPointsOfAMetricGo();
    void aResourceTellsMuchOfItselfButNothingTwice();
    void gapsNeedNoValue();
    void reasonsAreTold();
};

void OtlpValidityTest::theWorkedExampleIsValid()
{
    auto metrics = fromJson(workedJson()).value();
    QCOMPARE(removeInvalid(metrics).total(), 0U);
    QCOMPARE(pointCount(metrics), 5U);
}

void OtlpValidityTest::onePointGoesAndTheOtherStays_data()
{
    QTest::addColumn<OtlpMetric>("metric");
    QTest::addColumn<OtlpRefusal>("reason");
    const auto row = [](const char *name, const OtlpMetric &metric, OtlpRefusal reason) {
        QTest::newRow(name) << metric << reason;
    };
    row("time 0", gauge(numberPoint(0, 1)), OtlpRefusal::Time);
    row("a time beyond int64", gauge(numberPoint(1ULL << 63U, 1)), OtlpRefusal::Time);
    row("NaN", gauge(numberPoint(kTime_ns, NAN)), OtlpRefusal::Value);
    row("infinite", gauge(numberPoint(kTime_ns, INFINITY)), OtlpRefusal::Value);
    auto number = numberPoint(kTime_ns, 1);
    number.value = std::monostate();
    row("no value", gauge(number), OtlpRefusal::Value);
    number = numberPoint(kTime_ns, 1);
    number.attributes = {{"a", {true}}, {"b", {true}}, {"a", {false}}};
    row("a key twice", gauge(number), OtlpRefusal::AttributeKeys);
    number.attributes = {{"", {true}}};
    row("an empty key", gauge(number), OtlpRefusal::AttributeKeys);
    number.attributes.clear();
    for (int i = 0; i < 65; ++i)
        number.attributes.push_back({std::to_string(i), {true}});
    row("65 attributes", gauge(number), OtlpRefusal::Attributes);
    number.attributes.back().key = "0";
    number.attributes.pop_back();
    number.attributes.back().key = "0";
    row("one of 64 twice", gauge(number), OtlpRefusal::AttributeKeys);
    number.attributes = {{"a", {std::string(4097, 'x')}}};
    row("a long value", gauge(number), OtlpRefusal::Attributes);

    auto point = histogramPoint();
    point.counts = {1, 2};
    row("too few buckets", histogram(point), OtlpRefusal::BucketNumber);
    point = histogramPoint();
    point.bounds = {2, 2};
    row("bounds that stay", histogram(point), OtlpRefusal::Bounds);
    point.bounds = {1, NAN};
    row("a bound that is no number", histogram(point), OtlpRefusal::Bounds);
    point = histogramPoint();
    point.count = 4;
    row("a larger count", histogram(point), OtlpRefusal::BucketSum);
    point.count = 2;
    row("a smaller count", histogram(point), OtlpRefusal::BucketSum);
    point.counts = {std::numeric_limits<std::uint64_t>::max(), 2, 1};
    row("a sum that overflows to the count", histogram(point), OtlpRefusal::BucketSum);

    OtlpExponentialPoint exponentialPoint;
    exponentialPoint.time_ns = kTime_ns;
    exponentialPoint.scale = 21;
    row("too fine", exponential(exponentialPoint), OtlpRefusal::Scale);
    exponentialPoint.scale = -11;
    row("too coarse", exponential(exponentialPoint), OtlpRefusal::Scale);
    exponentialPoint.scale = 0;
    exponentialPoint.count = 1;
    exponentialPoint.positive = {1024, {1}};
    row("beyond the largest double", exponential(exponentialPoint), OtlpRefusal::Scale);
    exponentialPoint.positive = {std::numeric_limits<std::int32_t>::max(), {0, 1}};
    row("beyond int32", exponential(exponentialPoint), OtlpRefusal::Scale);
    exponentialPoint.positive = {0, {1}};
    exponentialPoint.zeroCount = 1;
    row("zeros beside the count", exponential(exponentialPoint), OtlpRefusal::BucketSum);

    OtlpSummaryPoint summaryPoint;
    summaryPoint.time_ns = kTime_ns;
    summaryPoint.quantiles = {{0.5, 1}, {0.5, 2}};
    row("a quantile twice", summary(summaryPoint), OtlpRefusal::Quantiles);
    summaryPoint.quantiles = {{1.5, 1}};
    row("a quantile above 1", summary(summaryPoint), OtlpRefusal::Quantiles);
    summaryPoint.quantiles = {{NAN, 1}};
    row("a quantile that is no number", summary(summaryPoint), OtlpRefusal::Quantiles);
}

void OtlpValidityTest::onePointGoesAndTheOtherStays()
{
    QFETCH(OtlpMetric, metric);
    QFETCH(OtlpRefusal, reason);
    OtlpMetrics metrics = oneMetric(metric);
    QCOMPARE(pointCount(metrics), 2U);
    const OtlpRefusals refusals = removeInvalid(metrics);
    QCOMPARE(refusals.total(), 1U);
    QCOMPARE(refusals.count(reason), 1U);
    QCOMPARE(pointCount(metrics), 1U);
    QCOMPARE(removeInvalid(metrics).total(), 0U); // it was the first that stayed
}

void OtlpValidityTest::allPointsOfAMetricGo()
{
    const OtlpNumberPoint point = numberPoint(kTime_ns, 1);
    for (const int temporality : {0, 3, -1}) {
        OtlpMetrics metrics =
            oneMetric({"m",
                       {},
                       {},
                       OtlpSum{static_cast<Temporality>(temporality), true, {point, point}},
                       {}});
        QCOMPARE(removeInvalid(metrics).count(OtlpRefusal::Temporality), 2U);
        QCOMPARE(pointCount(metrics), 0U);
    }
    for (const std::string &name : {std::string(), std::string(256, 'x'), std::string("a\nb")}) {
        OtlpMetrics metrics = oneMetric({name, {}, {}, OtlpGauge{{point, point}}, {}});
        QCOMPARE(removeInvalid(metrics).count(OtlpRefusal::Name), 2U);
    }
}

void OtlpValidityTest::aResourceTellsMuchOfItselfButNothingTwice()
{
    OtlpAttributes resource;
    for (int i = 0; i < 200; ++i)
        resource.push_back({std::to_string(i), {std::string(5'000, 'x')}});
    const OtlpMetric metric{"m", {}, {}, OtlpGauge{{numberPoint(kTime_ns, 1)}}, {}};
    OtlpMetrics metrics = oneMetric(metric, resource);
    QCOMPARE(removeInvalid(metrics).total(), 0U);
    resource.push_back({"7", {true}});
    metrics = oneMetric(metric, resource);
    QCOMPARE(removeInvalid(metrics).count(OtlpRefusal::AttributeKeys), 1U);
}

void OtlpValidityTest::gapsNeedNoValue()
{
    OtlpNumberPoint gap;
    gap.time_ns = kTime_ns;
    gap.flags = kNoRecordedValue;
    OtlpMetrics metrics = oneMetric({"m", {}, {}, OtlpGauge{{gap}}, {}});
    QCOMPARE(removeInvalid(metrics).total(), 0U);
    QCOMPARE(pointCount(metrics), 1U);
}

void OtlpValidityTest::reasonsAreTold()
{
    OtlpRefusals refusals;
    QCOMPARE(refusals.message(), QString());
    refusals.add(OtlpRefusal::Time, 2);
    refusals.add(OtlpRefusal::Scale);
    QCOMPARE(
        refusals.message(),
        u"Data points refused: 2 for no time within int64; 1 for a scale outside -10 to 20, or "
        "buckets beyond all doubles."_s);
    for (std::size_t i = 0; i < static_cast<std::size_t>(OtlpRefusal::Count); ++i) {
        OtlpRefusals one;
        one.add(static_cast<OtlpRefusal>(i));
        QVERIFY(one.message().size() > u"Data points refused: 1 for ."_s.size());
    }
}

TIDEMARK_TEST(OtlpValidityTest)
#include "otlp_validity_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of OTLP's points in a store.
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "services/otlp/otlp_json.h"
#include "tests/services/otlp/otlp_recorder_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

class OtlpRecorderTest : public OtlpRecorderCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_store.reset(); }
    void theWorkedExampleBecomesSeries();
    void definitionsSayWhatCame();
    void tagsAreOfPointAndResource();
    void cumulativeSumsGoOnOverRestarts();
    void aTotalGoesOnInANewRecorder();
    void aSenderWithoutStartTimesMayBeginAnew();
    void aSenderWithoutStartTimesThatGoesOnIsExact();
    void gapsBeforeDoNotHideTheTotal();
    void deltasAddUpOnce();
    void sumsThatMayFallStayAsTheyAre();
    void cumulativeHistogramsTellWhatCameSince();
    void explicitAndExponentialAgree();
    void pointsWithoutValueAreGaps();
    void tagSetsAndNamesAreLimited();
    void timesFarAheadAreRefused();
    void removedMetricsAreMadeAnew();
    void aFailureCountsNothing();
};

void OtlpRecorderTest::theWorkedExampleBecomesSeries()
{
    QCOMPARE(record(fromJson(workedJson()).value()).total(), 0U);
    QCOMPARE(valuesOf(u"active.connections"_s), Doubles{42});
    QCOMPARE(valuesOf(u"api.requests"_s), Doubles{1027});
    for (const QString &name : {u"api.size"_s, u"api.size.exp"_s}) {
        QCOMPARE(valuesOf(name + u".count"_s), Doubles{7});
        QCOMPARE(valuesOf(name + u".sum"_s), Doubles{121});
        QCOMPARE(valuesOf(name + u".min"_s), Doubles{0});
        QCOMPARE(valuesOf(name + u".max"_s), Doubles{100});
    }
    QCOMPARE(valuesOf(u"api.size.p50"_s), Doubles{2 + 3 * 0.25}); // a quarter into (2, 5]
    QCOMPARE(valuesOf(u"api.size.p99"_s), Doubles{10 + 90 * (0.99 * 7 - 6)});
    QCOMPARE(valuesOf(u"api.size.q.p50"_s), Doubles{3});
    QCOMPARE(valuesOf(u"api.size.q.min"_s), Doubles{0});
    QCOMPARE(valuesOf(u"api.size.q.max"_s), Doubles{100});
    QCOMPARE(m_recorder->summary().points, 5);
    QCOMPARE(m_recorder->summary().samples, 1 + 1 + 8 + 8 + 5);
    QCOMPARE(answer(m_ports.journal->changes(10)).value().size(), 1U); // all metrics in one step
}

void OtlpRecorderTest::definitionsSayWhatCame()
{
    auto metrics = fromJson(workedJson()).value();
    metrics.resources[0].scopes[0].metrics[2].description = "How large answers are.";
    record(metrics);
    QCOMPARE(definition(u"api.size.p95"_s)->unit, u"kB"_s);
    QCOMPARE(definition(u"api.size.count"_s)->unit, u"count"_s);
    QCOMPARE(definition(u"api.size.sum"_s)->description, u"How large answers are."_s);
    QCOMPARE(definition(u"api.requests"_s)->unit, u"count"_s);
    QVERIFY(definition(u"api.requests"_s)->kind == MetricKind::Gauge);
    QVERIFY(defaultFunction(*definition(u"api.requests"_s)) == AggregateFunction::Max);
    QVERIFY(defaultFunction(*definition(u"api.size.min"_s)) == AggregateFunction::Min);
    QVERIFY(defaultFunction(*definition(u"active.connections"_s)) == AggregateFunction::Mean);
}

void OtlpRecorderTest::tagsAreOfPointAndResource()
{
    OtlpNumberPoint point = numberPoint(kTime_ns, 1);
    point.attributes = {{"z", {std::int64_t{3}}},
                        {"ok", {true}},
                        {"list", {OtlpList{{{1.5}, {std::string("a")}}}}},
                        {"empty", {std::string()}},
                        {"host.name", {std::string("own")}}};
    OtlpNumberPoint same = numberPoint(kTime_ns + 1, 2);
    same.attributes = {point.attributes.rbegin(), point.attributes.rend()};
    record(oneMetric({"m", {}, {}, OtlpGauge{{point, same}}, {}},
                     {{"service.name", {std::string("web")}},
                      {"host.name", {std::string("desk")}},
                      {"process.pid", {std::int64_t{7}}}}));
    const auto series = seriesOf(u"m"_s);
    QCOMPARE(series.size(), 1U);
    QCOMPARE(series[0].key.tags, (TagMap{{u"host.name"_s, u"own"_s},
                                         {u"list"_s, u"[1.5,\"a\"]"_s},
                                         {u"ok"_s, u"true"_s},
                                         {u"service.name"_s, u"web"_s},
                                         {u"z"_s, u"3"_s}}));
    QCOMPARE(valuesOf(u"m"_s), (Doubles{1, 2}));
}

void OtlpRecorderTest::cumulativeSumsGoOnOverRestarts()
{
    const std::uint64_t second = kStart_ns + 25 * kSecond; // the sender began anew
    const auto refusals = record(oneMetric(sumMetric(
        Temporality::Cumulative,
        {numberPoint(kStart_ns + 10 * kSecond, 5), numberPoint(kStart_ns + 20 * kSecond, 8),
         numberPoint(kStart_ns + 30 * kSecond, 1, second),
         numberPoint(kStart_ns + 15 * kSecond, 7), // of the earlier run
         numberPoint(kStart_ns + 40 * kSecond, 4, second),
         numberPoint(kStart_ns + 40 * kSecond, 4, second)}))); // sent again
    QCOMPARE(refusals.total(), 0U);                            // what came late was told already
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 8, 9, 12}));
}

void OtlpRecorderTest::aTotalGoesOnInANewRecorder()
{
    const std::uint64_t second = kStart_ns + 25 * kSecond;
    record(oneMetric(
        sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + 20 * kSecond, 8),
                                            numberPoint(kStart_ns + 30 * kSecond, 1, second)})));
    OtlpRecorder next(m_ports, m_clock);
    record(next, oneMetric(sumMetric(Temporality::Cumulative,
                                     {numberPoint(kStart_ns + 40 * kSecond, 2, second)})));
    OtlpRecorder last(m_ports, m_clock);
    record(last,
           oneMetric(sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + 50 * kSecond, 3,
                                                                     kStart_ns + 45 * kSecond)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{8, 9, 10, 13}));
    OtlpRecorder deltas(m_ports, m_clock);
    record(deltas,
           oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 55 * kSecond, 2)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{8, 9, 10, 13, 15}));
}

void OtlpRecorderTest::aSenderWithoutStartTimesMayBeginAnew()
{
    record(
        oneMetric(sumMetric(Temporality::Cumulative,
                            {numberPoint(kStart_ns + 1, 5, 0), numberPoint(kStart_ns + 2, 8, 0),
                             numberPoint(kStart_ns + 3, 2, 0), numberPoint(kStart_ns + 4, 3, 0)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 8, 10, 11}));
    // How much it had counted when it was heard last is not stored: what it counted since then is
    // lost, and nothing is counted twice.
    OtlpRecorder next(m_ports, m_clock);
    record(next,
           oneMetric(sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + 5, 4, 0),
                                                         numberPoint(kStart_ns + 6, 12, 0)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 8, 10, 11, 11, 19}));
}

void OtlpRecorderTest::aSenderWithoutStartTimesThatGoesOnIsExact()
{
    record(oneMetric(sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + 1, 5, 0)})));
    OtlpRecorder next(m_ports, m_clock);
    record(next, oneMetric(sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + 2, 7, 0)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 7}));
}

void OtlpRecorderTest::gapsBeforeDoNotHideTheTotal()
{
    record(oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 1, 5)})));
    OtlpNumberPoint gap;
    gap.flags = kNoRecordedValue;
    std::vector<OtlpNumberPoint> gaps;
    for (std::uint64_t i = 0; i < 100; ++i) {
        gap.time_ns = kStart_ns + 2 + i;
        gaps.push_back(gap);
    }
    record(oneMetric(sumMetric(Temporality::Delta, gaps)));
    OtlpRecorder next(m_ports, m_clock);
    record(next, oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 200, 2)})));
    OtlpRecorder last(m_ports, m_clock);
    record(last, oneMetric(sumMetric(Temporality::Cumulative,
                                     {numberPoint(kStart_ns + 300, 4, kStart_ns + 150)})));
    const Doubles values = valuesOf(u"s"_s);
    QCOMPARE(values.front(), 5);
    QCOMPARE(values.at(101), 7);
    QCOMPARE(values.at(102), 9); // 5 at its start, and 4 since
}

void OtlpRecorderTest::deltasAddUpOnce()
{
    const OtlpMetrics first = oneMetric(sumMetric(
        Temporality::Delta, {numberPoint(kStart_ns + 1, 5), numberPoint(kStart_ns + 2, 8)}));
    QCOMPARE(record(first).total(), 0U);
    QCOMPARE(record(first).count(OtlpRefusal::Order), 2U); // its answer was lost
    record(oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 3, 2)})));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 13, 15}));
    QCOMPARE(m_recorder->summary().points, 3);
    OtlpRecorder next(m_ports, m_clock);
    QCOMPARE(record(next, first).count(OtlpRefusal::Order), 2U);
}

void OtlpRecorderTest::sumsThatMayFallStayAsTheyAre()
{
    record(oneMetric(sumMetric(Temporality::Cumulative,
                               {numberPoint(kStart_ns + 1, 5), numberPoint(kStart_ns + 2, -3),
                                numberPoint(kStart_ns + 3, 1, kStart_ns + 2)},
                               false)));
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, -3, 1}));
}

void OtlpRecorderTest::cumulativeHistogramsTellWhatCameSince()
{
    OtlpHistogramPoint point;
    point.start_ns = kStart_ns;
    point.time_ns = kStart_ns + 10 * kSecond;
    point.bounds = {10, 20};
    point.counts = {100, 0, 0};
    point.count = 100;
    point.sum = 500;
    OtlpHistogramPoint later = point;
    later.time_ns += 10 * kSecond;
    later.counts = {100, 10, 0};
    later.count = 110;
    later.sum = 650;
    OtlpHistogramPoint idle = later;
    idle.time_ns += 10 * kSecond;
    record(oneMetric(
        {"h", {}, {}, OtlpHistogram{Temporality::Cumulative, {point, later, point, idle}}, {}}));
    QCOMPARE(valuesOf(u"h.count"_s), (Doubles{100, 110, 110}));
    QCOMPARE(valuesOf(u"h.sum"_s), (Doubles{500, 650, 650}));
    QCOMPARE(valuesOf(u"h.p50"_s),
             (Doubles{5, 15})); // of the ten alone; of none nothing, and a late one changes nothing
    QVERIFY(!definition(u"h.min"_s));
    // In a new recorder, how much came since the point before is not known for the first one.
    OtlpRecorder next(m_ports, m_clock);
    OtlpHistogramPoint more = idle;
    more.time_ns += 10 * kSecond;
    more.counts = {100, 10, 5};
    more.count = 115;
    OtlpHistogramPoint last = more;
    last.time_ns += 10 * kSecond;
    last.counts = {104, 10, 5};
    last.count = 119;
    OtlpHistogramPoint wider = last; // other bounds within a run: what came since is not known
    wider.time_ns += 10 * kSecond;
    wider.bounds = {10};
    wider.counts = {104, 20};
    wider.count = 124;
    record(
        next,
        oneMetric({"h", {}, {}, OtlpHistogram{Temporality::Cumulative, {more, last, wider}}, {}}));
    QCOMPARE(valuesOf(u"h.count"_s), (Doubles{100, 110, 110, 115, 119, 124}));
    QCOMPARE(valuesOf(u"h.p50"_s), (Doubles{5, 15, 5}));
}

void OtlpRecorderTest::explicitAndExponentialAgree()
{
    ExponentialBuckets buckets(5);
    OtlpHistogramPoint histogram;
    histogram.time_ns = kTime_ns;
    for (int bound = 10; bound < 1000; bound += 10)
        histogram.bounds.push_back(bound);
    histogram.counts.resize(histogram.bounds.size() + 1);
    double total = 0;
    for (int value = 1; value <= 1000; ++value) {
        buckets.add(value);
        ++histogram.counts[static_cast<std::size_t>(value - 1) / 10];
        total += value;
    }
    histogram.count = 1000;
    histogram.sum = total;
    OtlpExponentialPoint exponential;
    exponential.time_ns = kTime_ns;
    exponential.scale = 5;
    exponential.positive = buckets.positive();
    exponential.count = buckets.count();
    exponential.sum = total;
    record(oneMetric({"a", {}, {}, OtlpHistogram{Temporality::Delta, {histogram}}, {}}));
    record(
        oneMetric({"b", {}, {}, OtlpExponentialHistogram{Temporality::Delta, {exponential}}, {}}));
    QCOMPARE(valuesOf(u"a.count"_s), valuesOf(u"b.count"_s));
    QCOMPARE(valuesOf(u"a.sum"_s), valuesOf(u"b.sum"_s));
    for (const QString &part : {u".p50"_s, u".p90"_s, u".p95"_s, u".p99"_s}) {
        const double a = valuesOf(u"a"_s + part).at(0);
        const double b = valuesOf(u"b"_s + part).at(0);
        QVERIFY2(std::abs(a - b) <= 0.02 * a, qPrintable(u"%1 %2"_s.arg(a).arg(b)));
    }
}

void OtlpRecorderTest::pointsWithoutValueAreGaps()
{
    OtlpNumberPoint gap;
    gap.time_ns = kStart_ns + 2;
    gap.flags = kNoRecordedValue;
    const OtlpMetric only{"n", {}, {}, OtlpGauge{{gap}}, {}};
    QCOMPARE(record(oneMetric(only)).total(), 0U);
    QVERIFY(!definition(u"n"_s)); // a gap in nothing
    record(oneMetric({"m", {}, {}, OtlpGauge{{numberPoint(kStart_ns + 1, 1), gap}}, {}}));
    const Doubles values = valuesOf(u"m"_s);
    QCOMPARE(values.size(), 2U);
    QVERIFY(values[0] == 1 && std::isnan(values[1]));
}

void OtlpRecorderTest::tagSetsAndNamesAreLimited()
{
    OtlpRecorder recorder(m_ports, m_clock, {2, 3});
    std::vector<OtlpNumberPoint> points;
    for (int i = 0; i < 5; ++i) {
        points.push_back(numberPoint(kTime_ns, i));
        points.back().attributes = {{"i", {std::int64_t{i}}}};
    }
    OtlpMetrics metrics = oneMetric({"a", {}, {}, OtlpGauge{points}, {}});
    for (const char *const name : {"b", "c"})
        metrics.resources[0].scopes[0].metrics.push_back(
            {name, {}, {}, OtlpGauge{{numberPoint(kTime_ns, 1)}}, {}});
    const OtlpRefusals refusals = record(recorder, metrics);
    QCOMPARE(refusals.count(OtlpRefusal::TagSets), 2U);
    QCOMPARE(refusals.count(OtlpRefusal::Names), 1U);
    QCOMPARE(refusals.total(), 3U);
    QCOMPARE(seriesOf(u"a"_s).size(), 3U);
    QVERIFY(!definition(u"c"_s));
    QCOMPARE(record(recorder, metrics).total(), 3U); // the same ones
    QCOMPARE(OtlpLimits().names, 10'000U);
    QCOMPARE(OtlpLimits().tagSets, 2'000U);
}

void OtlpRecorderTest::timesFarAheadAreRefused()
{
    constexpr std::uint64_t kDay = 86'400 * kSecond;
    const auto refusals = record(oneMetric(
        {"m",
         {},
         {},
         OtlpGauge{{numberPoint(kTime_ns + kDay, 1), numberPoint(kTime_ns + kDay + 1, 2)}},
         {}}));
    QCOMPARE(refusals.count(OtlpRefusal::Future), 1U);
    QCOMPARE(valuesOf(u"m"_s), Doubles{1});
}

void OtlpRecorderTest::removedMetricsAreMadeAnew()
{
    record(oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 1, 5)})));
    QVERIFY(answer(m_ports.catalog->remove({definition(u"s"_s)->id})));
    const auto refusals =
        record(oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + 2, 2)})));
    QCOMPARE(refusals.total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), Doubles{7}); // counted once, though it was tried twice
}

void OtlpRecorderTest::aFailureCountsNothing()
{
    TroubledSeries series(*m_ports.series);
    DataPorts ports = m_ports;
    ports.series = &series;
    OtlpRecorder recorder(ports, m_clock);
    OtlpHistogramPoint point;
    point.start_ns = kStart_ns;
    point.bounds = {10};
    const auto metrics = [&point](std::uint64_t at, double delta, std::uint64_t count) {
        point.time_ns = kStart_ns + at;
        point.count = count;
        point.counts = {count, 0};
        OtlpMetrics all =
            oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + at, delta)}));
        all.resources[0].scopes[0].metrics.push_back(
            {"h", {}, {}, OtlpHistogram{Temporality::Cumulative, {point}}, {}});
        return all;
    };
    QCOMPARE(record(recorder, metrics(1, 5, 10)).total(), 0U);
    OtlpExport one{metrics(2, 2, 12), {}};
    series.set(TroubledSeries::Trouble::Fails);
    QVERIFY(!recorder.record({&one, 1}));
    QCOMPARE(one.refusals.total(), 0U);
    QCOMPARE(recorder.summary().points, 2);
    series.set(TroubledSeries::Trouble::None);
    QVERIFY(recorder.record({&one, 1})); // as if it had not been tried
    QCOMPARE(one.refusals.total(), 0U);
    QCOMPARE(recorder.summary().points, 4);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{5, 7}));
    QCOMPARE(valuesOf(u"h.count"_s), (Doubles{10, 12}));
    QCOMPARE(valuesOf(u"h.p50"_s).size(), 2U); // of the two that came since the first one
}

TIDEMARK_TEST(OtlpRecorderTest)
#include "otlp_recorder_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of points of several senders whose series have the same name and tags.
#include "tests/services/otlp/otlp_recorder_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

class OtlpSendersTest : public OtlpRecorderCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { m_store.reset(); }
    void sendersOfOneSeriesAddUp();
    void aNewRecorderCountsNothingOfSeveralTwice();
    void deltasOfSeveralSendersAddUp();
    void scopesAreKeptApart();
    void valuesOfSendersAtOnceAreSeriesOfTheirOwn();
    void aGapTakesNoPlaceFromWhatCameBefore();
    void twoSendersOfAsManyTagsAsMayBe();
    void everNewQuantilesHaveAnEnd();
    void aProcessThatIsStartedAgainGoesOnWithItsSeries();
    void emptyAttributesAreNoneButAStreamOfTheirOwn();
    void aNameIsOfOneKindAndUnit();
    void streamsThatGotNothingMakeRoom();
};

void OtlpSendersTest::sendersOfOneSeriesAddUp()
{
    const auto send = [this](const char *instance, std::uint64_t start_s, std::uint64_t time_s,
                             double value) {
        OtlpAttributes resource{{"service.name", {std::string("web")}}};
        if (instance != nullptr)
            resource.push_back({"service.instance.id", {std::string(instance)}});
        return record(oneMetric(sumMetric(Temporality::Cumulative,
                                          {numberPoint(kStart_ns + time_s * kSecond, value,
                                                       kStart_ns + start_s * kSecond)}),
                                resource))
            .total();
    };
    QCOMPARE(send("a", 1, 10, 100), 0U);
    QCOMPARE(send("b", 5, 12, 7), 0U); // began while the other one was there
    QCOMPARE(send("a", 1, 20, 101), 0U);
    QCOMPARE(send("b", 5, 19, 9), 0U); // whose clock is behind: no total goes back in time
    QCOMPARE(send("b", 5, 22, 9), 0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{100, 107, 110, 110}));
    // Two processes that say the same of themselves differ by their start alone.
    QCOMPARE(send(nullptr, 23, 30, 10), 0U);
    QCOMPARE(send(nullptr, 24, 31, 20), 0U);
    QCOMPARE(send(nullptr, 23, 32, 15), 0U);
    QCOMPARE(send(nullptr, 24, 33, 21), 0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{100, 107, 110, 110, 120, 140, 145, 146}));
}

void OtlpSendersTest::aNewRecorderCountsNothingOfSeveralTwice()
{
    const auto send = [this](OtlpRecorder &recorder, const char *instance, std::uint64_t start_s,
                             std::uint64_t time_s, double value) {
        return record(recorder,
                      oneMetric(sumMetric(Temporality::Cumulative,
                                          {numberPoint(kStart_ns + time_s * kSecond, value,
                                                       kStart_ns + start_s * kSecond)}),
                                {{"service.instance.id", {std::string(instance)}}}))
            .total();
    };
    QCOMPARE(send(*m_recorder, "a", 1, 10, 100), 0U);
    QCOMPARE(send(*m_recorder, "b", 5, 12, 7), 0U);
    OtlpRecorder next(m_ports, m_clock);
    QCOMPARE(send(next, "b", 5, 20, 9), 0U);   // of 107, at most 107 were its own
    QCOMPARE(send(next, "a", 1, 21, 103), 0U); // neither can be told to have grown
    QCOMPARE(send(next, "b", 5, 30, 12), 0U);
    QCOMPARE(send(next, "a", 1, 31, 104), 0U);
    QCOMPARE(send(next, "c", 25, 32, 2), 0U); // began after what is stored
    QCOMPARE(valuesOf(u"s"_s), (Doubles{100, 107, 107, 107, 110, 111, 113}));
}

void OtlpSendersTest::deltasOfSeveralSendersAddUp()
{
    const auto send = [this](const char *instance, std::uint64_t time, double value) {
        return record(
            oneMetric(sumMetric(Temporality::Delta, {numberPoint(kStart_ns + time, value)}),
                      {{"service.instance.id", {std::string(instance)}}}));
    };
    QCOMPARE(send("a", 10, 1).total(), 0U);
    QCOMPARE(send("b", 9, 2).total(), 0U);
    QCOMPARE(send("a", 10, 1).count(OtlpRefusal::Order), 1U); // its answer was lost
    QCOMPARE(send("b", 11, 4).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), (Doubles{3, 7}));
}

void OtlpSendersTest::scopesAreKeptApart()
{
    OtlpMetrics metrics =
        oneMetric(sumMetric(Temporality::Cumulative, {numberPoint(kStart_ns + kSecond, 5)}));
    metrics.resources[0].scopes[0].metrics.push_back(
        {"g", {}, {}, OtlpGauge{{numberPoint(kStart_ns + kSecond, 1)}}, {}});
    OtlpScopeMetrics other = metrics.resources[0].scopes[0];
    other.scope = {"library", "2", {}};
    std::get<OtlpSum>(other.metrics[0].data).points[0].value = 6.0;
    std::get<OtlpGauge>(other.metrics[1].data).points[0].value = 2.0;
    metrics.resources[0].scopes.push_back(other);
    other.scope.version = "3"; // has the same name, so it is told by a number
    std::get<OtlpGauge>(other.metrics[1].data).points[0].value = 3.0;
    metrics.resources[0].scopes.push_back(other);
    QCOMPARE(record(metrics).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), Doubles{17});
    QCOMPARE(valuesByTags(u"g"_s), (std::map<QString, Doubles>{{QString(), {1}},
                                                               {u"otel.scope.name=library"_s, {2}},
                                                               {u"otlp.sender=2"_s, {3}}}));
}

void OtlpSendersTest::valuesOfSendersAtOnceAreSeriesOfTheirOwn()
{
    const auto send = [this](const char *instance, std::int64_t process, std::uint64_t time_s,
                             double value) {
        OtlpAttributes resource{{"process.pid", {process}}};
        if (instance != nullptr)
            resource.push_back({"service.instance.id", {std::string(instance)}});
        return record(oneMetric({"g",
                                 {},
                                 {},
                                 OtlpGauge{{numberPoint(kStart_ns + time_s * kSecond, value, 0)}},
                                 {}},
                                resource))
            .total();
    };
    for (std::uint64_t round = 0; round < 2; ++round) {
        QCOMPARE(send("a", 1, 10 + round, 1), 0U);
        QCOMPARE(send("b", 2, 10 + round, 2), 0U);
        QCOMPARE(send(nullptr, 3, 10 + round, 3), 0U);
        QCOMPARE(send(nullptr, 4, 10 + round, 4), 0U);
    }
    // Long after the first one fell silent another process goes on with its series.
    QCOMPARE(send(nullptr, 5, 400, 5), 0U);
    QCOMPARE(send("a", 1, 401, 1), 0U); // not at an end after all
    QCOMPARE(valuesByTags(u"g"_s), (std::map<QString, Doubles>{{QString(), {1, 1, 5}},
                                                               {u"service.instance.id=a"_s, {1}},
                                                               {u"service.instance.id=b"_s, {2, 2}},
                                                               {u"otlp.sender=2"_s, {3, 3}},
                                                               {u"otlp.sender=3"_s, {4, 4}}}));
    for (std::int64_t process = 10; process < 26; ++process)
        QCOMPARE(send(nullptr, process, 402, 1), 0U);
    QCOMPARE(send(nullptr, 26, 402, 1), 1U); // more at once than are kept apart
    QCOMPARE(send("c", 27, 402, 1), 0U);     // but by their names
    QCOMPARE(seriesOf(u"g"_s).size(), 1U + 3U + 16U);
}

// All in one request, so that each point is placed before the first one is stored.
void OtlpSendersTest::aGapTakesNoPlaceFromWhatCameBefore()
{
    const auto of = [](std::int64_t process, std::uint64_t time_s, double value,
                       std::uint64_t start_s, bool isGap) {
        OtlpNumberPoint point = numberPoint(kStart_ns + time_s * kSecond, value, start_s * kSecond);
        if (start_s > 0)
            point.start_ns += kStart_ns;
        point.flags = isGap ? kNoRecordedValue : 0;
        return oneMetric({"g", {}, {}, OtlpGauge{{point}}, {}}, {{"process.pid", {process}}})
            .resources.front();
    };
    OtlpMetrics metrics;
    metrics.resources = {of(1, 1'000, 1, 0, false), of(2, 1'001, 2, 1'000, false),
                         of(1, 1'002, 0, 0, true), of(1, 1'003, 3, 0, false)};
    QCOMPARE(record(metrics).total(), 0U);
    QCOMPARE(record(metrics).total(), 0U);
    Doubles all;
    for (const auto &[tags, values] : valuesByTags(u"g"_s))
        all.insert(all.end(), values.begin(), values.end());
    std::erase_if(all, [](double value) { return std::isnan(value); });
    std::sort(all.begin(), all.end());
    QCOMPARE(all, (Doubles{1, 2, 3}));
}

void OtlpSendersTest::twoSendersOfAsManyTagsAsMayBe()
{
    const auto send = [this](std::int64_t process, int tags) {
        OtlpNumberPoint point = numberPoint(kStart_ns + 10 * kSecond, 1, 0);
        for (int i = 0; i < tags; ++i)
            point.attributes.push_back({"tag." + std::to_string(100 + i), {std::string("v")}});
        return record(
            oneMetric({"g", {}, {}, OtlpGauge{{point}}, {}}, {{"process.pid", {process}}}));
    };
    QCOMPARE(send(1, 63).total(), 0U);
    QCOMPARE(send(2, 63).total(), 0U); // has one that tells it apart
    QCOMPARE(send(3, 64).count(OtlpRefusal::Attributes), 1U);
    QCOMPARE(seriesOf(u"g"_s).size(), 2U);
}

void OtlpSendersTest::everNewQuantilesHaveAnEnd()
{
    const auto send = [this](int round) {
        OtlpSummaryPoint point;
        point.time_ns = kStart_ns + static_cast<std::uint64_t>(10 + round) * kSecond;
        point.start_ns = kStart_ns;
        point.count = 1;
        for (int i = 1; i <= 20; ++i)
            point.quantiles.push_back({0.01 * i + 0.0001 * round, 1.0});
        return record(oneMetric({"q", {}, {}, OtlpSummary{{point}}, {}}, {}));
    };
    QCOMPARE(send(0).total(), 0U);
    for (int round = 1; round < 20; ++round)
        QCOMPARE(send(round).count(OtlpRefusal::Names), 1U);
    QCOMPARE(send(0).count(OtlpRefusal::Names), 0U); // what it has goes on
    QVERIFY(answer(m_ports.catalog->definitions())->size() <= 40U);
    // The longest name that a part can have.
    OtlpSummaryPoint point;
    point.time_ns = kStart_ns + 10 * kSecond;
    point.start_ns = kStart_ns;
    point.count = 1;
    point.quantiles = {{1.234567891e-300, 1.0}};
    const std::string longest(237, 'n');
    QCOMPARE(record(oneMetric({longest, {}, {}, OtlpSummary{{point}}, {}}, {})).total(), 0U);
    QCOMPARE(record(oneMetric({longest + 'n', {}, {}, OtlpSummary{{point}}, {}}, {}))
                 .count(OtlpRefusal::Name),
             1U);
}

void OtlpSendersTest::aProcessThatIsStartedAgainGoesOnWithItsSeries()
{
    for (std::uint64_t process = 1; process < 5; ++process) {
        const std::uint64_t start_ns = kStart_ns + process * 60 * kSecond;
        m_clock.set(Timestamp(static_cast<std::int64_t>(start_ns + kSecond)));
        OtlpMetrics metrics = oneMetric(
            sumMetric(Temporality::Cumulative, {numberPoint(start_ns + kSecond, 1, start_ns)}),
            {{"service.instance.id", {std::to_string(process)}}});
        metrics.resources[0].scopes[0].metrics.push_back(
            {"g", {}, {}, OtlpGauge{{numberPoint(start_ns + kSecond, 1, start_ns)}}, {}});
        QCOMPARE(record(metrics).total(), 0U);
    }
    QCOMPARE(valuesOf(u"s"_s), (Doubles{1, 2, 3, 4}));
    QCOMPARE(valuesOf(u"g"_s), (Doubles{1, 1, 1, 1}));
}

void OtlpSendersTest::emptyAttributesAreNoneButAStreamOfTheirOwn()
{
    OtlpMetrics metrics = oneMetric(sumMetric(
        Temporality::Delta, {numberPoint(kStart_ns + 1, 5), numberPoint(kStart_ns + 1, 8)}));
    std::get<OtlpSum>(metrics.resources[0].scopes[0].metrics[0].data).points[1].attributes = {
        {"a", {std::string()}}};
    QCOMPARE(record(metrics).total(), 0U);
    QCOMPARE(valuesOf(u"s"_s), Doubles{13});
}

void OtlpSendersTest::aNameIsOfOneKindAndUnit()
{
    OtlpHistogramPoint point;
    point.time_ns = kTime_ns;
    point.count = 3;
    const OtlpMetric histogram{"x", {}, "s", OtlpHistogram{Temporality::Delta, {point}}, {}};
    OtlpMetric count = sumMetric(Temporality::Delta, {numberPoint(kTime_ns, 7)});
    count.name = "x.count";
    QCOMPARE(record(oneMetric(histogram)).total(), 0U);
    QCOMPARE(record(oneMetric(count)).count(OtlpRefusal::OtherKind), 1U);
    OtlpMetric minutes = histogram;
    minutes.unit = "min";
    QCOMPARE(record(oneMetric(minutes)).count(OtlpRefusal::OtherKind), 1U);
    QCOMPARE(valuesOf(u"x.count"_s), Doubles{3});
    OtlpRecorder other(m_ports, m_clock);
    count.name = "y.p50";
    QCOMPARE(record(other, oneMetric(count)).total(), 0U);
    OtlpMetric y = histogram;
    y.name = "y";
    QCOMPARE(record(other, oneMetric(y)).count(OtlpRefusal::OtherKind), 1U);
    QVERIFY(!definition(u"y.count"_s));
    const OtlpMetric gauge{"y.p50", {}, {}, OtlpGauge{{numberPoint(kTime_ns, 7)}}, {}};
    QCOMPARE(record(other, oneMetric(gauge)).count(OtlpRefusal::OtherKind), 1U);
}

void OtlpSendersTest::streamsThatGotNothingMakeRoom()
{
    StillClock clock(Timestamp(static_cast<std::int64_t>(kTime_ns)));
    OtlpRecorder recorder(m_ports, clock, {2, 3});
    const auto send = [&](int tag, std::uint64_t time_s) {
        OtlpNumberPoint point = numberPoint(kTime_ns + time_s * kSecond, 1, kStart_ns);
        point.attributes = {{"i", {std::int64_t{tag}}}};
        return record(recorder, oneMetric(sumMetric(Temporality::Cumulative, {point})));
    };
    const auto wait = [&clock](std::int64_t minutes) {
        clock.set(clock.now() + Timedelta(minutes * 60 * kNsPerSecond));
    };
    for (int tag = 0; tag < 3; ++tag)
        QCOMPARE(send(tag, 1).total(), 0U);
    QCOMPARE(send(3, 1).count(OtlpRefusal::TagSets), 1U);
    wait(10);
    QCOMPARE(send(0, 2).total(), 0U);
    wait(6);
    QCOMPARE(send(3, 3).total(), 0U); // in the place of 1 or 2, which got nothing for 16 minutes
    QCOMPARE(send(4, 3).total(), 0U);
    QCOMPARE(send(5, 3).count(OtlpRefusal::TagSets), 1U);
    QCOMPARE(recorder.summary().streams, 3U);
    wait(16);
    QCOMPARE(send(1, 4).total(), 0U); // comes back, and is counted on
    QCOMPARE(recorder.summary().streams, 1U);
    QCOMPARE(valuesByTags(u"s"_s).at(u"i=1"_s), (Doubles{1, 1}));
}

TIDEMARK_TEST(OtlpSendersTest)
#include "otlp_senders_test.moc"

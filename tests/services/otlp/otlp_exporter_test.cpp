// SPDX-License-Identifier: GPL-3.0-or-later
// A collector's state as OTLP: its values, its way into our own receiver's store, and as text.
#include "services/metrics/metrics_aggregator.h"
#include "services/otlp/exponential_buckets.h"
#include "services/otlp/otlp_exporter.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "services/otlp/otlp_validity.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_sending.h"
#include "tests/services/statsd/store_case.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <bit>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <type_traits>
#include <utility>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;
using metrics::MetricCollector;
using metrics::MetricsSnapshot;

namespace {

/// A metric of the first scope; a default one when it is not there.
OtlpMetric metricOf(const OtlpMetrics &metrics, const std::string &name)
{
    for (const OtlpMetric &metric : metrics.resources.at(0).scopes.at(0).metrics) {
        if (metric.name == name)
            return metric;
    }
    return {};
}

std::vector<double> valuesOf(const std::vector<Sample> &samples)
{
    std::vector<double> values;
    for (const Sample &sample : samples)
        values.push_back(sample.value);
    return values;
}

} // namespace

class OtlpExporterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void oneInThreeFailing_data();
    void oneInThreeFailing();
    void eachTypeBecomesItsOwn();
    void wholeNumbersStayExact();
    void unitsOfOneNameAreApart();
    void bothHistogramsHoldTheSame();
    void bucketsAreFewAndNear();
    void isValidWhateverWasRecorded();
    void theStoreGetsTheSameNumbers_data();
    void theStoreGetsTheSameNumbers();
    void deltasComeOnce();
    void isAFormatOfExports();
};

void OtlpExporterTest::eachTypeBecomesItsOwn()
{
    FakeClock clock;
    MetricCollector collector(clock);
    collector.describe("api.requests", "Requests that came.");
    collector.recordCounter("api.requests", 1'027, {{"code", "200"}});
    collector.recordGauge("active", 42);
    collector.recordGauge("unknown", std::nan(""));
    collector.recordTimer("api.time", 150);
    const std::int64_t begin_ns = clock.wall_ns();
    clock.pass(60);
    const OtlpMetrics metrics =
        cumulativeOf(MetricsSnapshot::of(collector, clock, {{"service.name", "tidemark"}}));
    QVERIFY(metrics.resources.at(0).resource ==
            (OtlpAttributes{{"service.name", {std::string("tidemark")}}}));

    const OtlpMetric requests = metricOf(metrics, "api.requests");
    QCOMPARE(requests.description, std::string("Requests that came."));
    const auto sum = std::get<OtlpSum>(requests.data);
    QVERIFY(sum.isMonotonic && sum.temporality == Temporality::Cumulative);
    QCOMPARE(std::get<std::int64_t>(sum.points.at(0).value), 1'027);
    QCOMPARE(sum.points[0].start_ns, static_cast<std::uint64_t>(begin_ns));
    QCOMPARE(sum.points[0].time_ns, static_cast<std::uint64_t>(clock.wall_ns()));
    QVERIFY(sum.points[0].attributes == (OtlpAttributes{{"code", {std::string("200")}}}));
    QCOMPARE(
        std::get<double>(std::get<OtlpGauge>(metricOf(metrics, "active").data).points.at(0).value),
        42.0);
    QVERIFY(std::get<OtlpGauge>(metricOf(metrics, "unknown").data).points.at(0).isGap());
    const OtlpMetric timer = metricOf(metrics, "api.time");
    QCOMPARE(timer.unit, std::string("s"));
    QCOMPARE(std::get<OtlpExponentialHistogram>(timer.data).points.at(0).sum, std::optional(0.15));
}

// Check 21 on the wire.
void OtlpExporterTest::wholeNumbersStayExact()
{
    FakeClock clock;
    MetricCollector collector(clock);
    metrics::Counter counter = collector.counter("c");
    counter.increment((std::uint64_t{1} << 53) + 1);
    const OtlpMetrics metrics = cumulativeOf(MetricsSnapshot::of(collector, clock));
    QVERIFY(toJson(metrics).contains(R"("asInt":"9007199254740993")"));
    counter.increment(std::uint64_t{1} << 63); // beyond int64: as a double
    const OtlpMetrics large = cumulativeOf(MetricsSnapshot::of(collector, clock));
    QVERIFY(std::holds_alternative<double>(
        std::get<OtlpSum>(metricOf(large, "c").data).points.at(0).value));
}

void OtlpExporterTest::unitsOfOneNameAreApart()
{
    FakeClock clock;
    MetricCollector collector(clock);
    collector.recordGauge("use", 1, {{"unit", "percent"}});
    collector.recordGauge("use", 2, {{"unit", "bytes"}});
    collector.recordGauge("use", 3, {{"unit", "percent"}, {"disk", "a"}});
    const OtlpMetrics metrics = cumulativeOf(MetricsSnapshot::of(collector, clock));
    std::map<std::string, std::size_t> points;
    const auto &all = metrics.resources.at(0).scopes.at(0).metrics;
    for (const OtlpMetric &metric : all)
        points[metric.unit] = std::get<OtlpGauge>(metric.data).points.size();
    QCOMPARE(points, (std::map<std::string, std::size_t>{{"%", 2}, {"By", 1}}));
}

// Check 49.
void OtlpExporterTest::bothHistogramsHoldTheSame()
{
    metrics::Distribution values;
    for (const double value : {0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 100.0})
        values.add(value);
    const OtlpExponentialPoint exponential = exponentialPointOf(values);
    const OtlpHistogramPoint explicitly = explicitPointOf(values, std::array{1.5, 4.0, 20.0});
    QCOMPARE(exponential.count, 7U);
    QCOMPARE(explicitly.count, 7U);
    QCOMPARE(exponential.sum, std::optional(121.0));
    QCOMPARE(explicitly.sum, exponential.sum);
    QCOMPARE(explicitly.counts, (std::vector<std::uint64_t>{2, 2, 2, 1}));
    QCOMPARE(exponential.zeroCount, 1U);
    QCOMPARE(exponential.min, std::optional(0.0));
    QCOMPARE(exponential.max, std::optional(100.0));
    values.add(-2);
    QVERIFY(!exponentialPointOf(values).sum); // as OTLP asks where values are negative
    QCOMPARE(exponentialPointOf(values).negative.counts, (std::vector<std::uint64_t>{1}));
}

void OtlpExporterTest::bucketsAreFewAndNear()
{
    metrics::Distribution values;
    for (int i = 1; i <= 10'000; ++i)
        values.add(i / 1'000.0);
    const auto near = ExponentialBuckets::of(exponentialPointOf(values));
    QVERIFY(near.positive().counts.size() <= kProgramBuckets);
    const double median = near.quantile(0.5).value();
    qInfo("scale %d, %zu buckets, the median is %.2f %% off", near.scale(),
          near.positive().counts.size(), std::abs(median / 5 - 1) * 100);
    QVERIFY(std::abs(median / 5 - 1) < 0.05);
    for (int exponent = -33; exponent < 61; ++exponent) // all that there is
        values.add(std::ldexp(1.0, exponent));
    const auto wide = ExponentialBuckets::of(exponentialPointOf(values));
    QVERIFY(wide.positive().counts.size() <= kProgramBuckets);
    QCOMPARE(wide.count(), values.count());
}

void OtlpExporterTest::isValidWhateverWasRecorded()
{
    FakeClock clock;
    MetricCollector collector(clock);
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const double any = std::bit_cast<double>(random());
        collector.recordHistogram("h", any, {{"k\xff", "v\xfe"}});
        collector.recordGauge("g", any);
        collector.recordCounter("c", any);
    }
    for (const HistogramForm form : {HistogramForm::Exponential, HistogramForm::Explicit}) {
        OtlpSnapshotOptions options;
        options.form = form;
        OtlpMetrics metrics = cumulativeOf(MetricsSnapshot::of(collector, clock), options);
        QCOMPARE(pointCount(metrics), 3U);
        const OtlpRefusals refusals = removeInvalid(metrics);
        QVERIFY2(refusals.total() == 0, qPrintable(refusals.message()));
    }
}

void OtlpExporterTest::theStoreGetsTheSameNumbers_data()
{
    QTest::addColumn<bool>("isJson");
    QTest::addColumn<bool>("isPacked");
    QTest::addColumn<bool>("isDelta");
    QTest::newRow("protobuf") << false << false << false;
    QTest::newRow("JSON, gzip") << true << true << false;
    QTest::newRow("deltas") << false << true << true;
}

void OtlpExporterTest::theStoreGetsTheSameNumbers()
{
    QFETCH(const bool, isJson);
    QFETCH(const bool, isPacked);
    QFETCH(const bool, isDelta);
    StoreCase store;
    StillClock now{Timestamp(FakeClock::kWallStart_ns + 600 * FakeClock::kSecond_ns)};
    OtlpRecorder recorder(store.ports(), now);
    OtlpReceiverOptions receiving;
    receiving.port = 0;
    OtlpReceiver receiver(recorder, receiving);
    OtlpSenderOptions options = quick();
    options.encoding = isJson ? OtlpEncoding::Json : OtlpEncoding::Protobuf;
    options.isPacked = isPacked;
    SendingBench bench(u"http://127.0.0.1:%1"_s.arg(receiver.start().value()), options);
    OtlpExporter exporter(bench.sender, isDelta ? Temporality::Delta : Temporality::Cumulative);
    MetricCollector collector(bench.clock);
    for (int minute = 1; minute <= 3; ++minute) {
        collector.recordCounter("requests", 5, {{"code", "200"}});
        collector.recordGauge("level", -1.5 * minute);
        for (int i = 1; i <= 100; ++i)
            collector.recordHistogram("size", i * minute);
        bench.clock.pass(60);
        const auto snapshot =
            MetricsSnapshot::of(collector, bench.clock, {{"service.name", "tidemark"}});
        const auto done = exporter.exportMetrics(snapshot, SendingBench::soon());
        QVERIFY2(done.isDone, done.why.c_str());
    }
    TagMap tags{{u"service.name"_s, u"tidemark"_s}};
    QCOMPARE(valuesOf(store.samples(u"level"_s, tags)), (std::vector<double>{-1.5, -3, -4.5}));
    QCOMPARE(valuesOf(store.samples(u"size.count"_s, tags)), (std::vector<double>{100, 200, 300}));
    QCOMPARE(valuesOf(store.samples(u"size.sum"_s, tags)),
             (std::vector<double>{5'050, 15'150, 30'300}));
    const auto medians = valuesOf(store.samples(u"size.p50"_s, tags));
    QCOMPARE(medians.size(), std::size_t{3});
    for (std::size_t i = 0; i < medians.size(); ++i) // of what came since the export before
        QVERIFY(std::abs(medians[i] / (50.0 * static_cast<double>(i + 1)) - 1) < 0.04);
    tags.insert(u"code"_s, u"200"_s);
    QCOMPARE(valuesOf(store.samples(u"requests"_s, tags)), (std::vector<double>{5, 10, 15}));
    const OtlpSenderCounts counts = exporter.counts();
    QCOMPARE(counts.acceptedPoints, 9U);
    QCOMPARE(counts.rejectedPoints + counts.droppedPoints + counts.failures, 0U);
}

void OtlpExporterTest::deltasComeOnce()
{
    std::atomic<int> count = 0;
    const HostileServer server([&](HostileConnection &c) {
        while (c.read()) {
            const int number = ++count;
            c.answer(number == 2 ? 503 : 200, {});
        }
    });
    SendingBench bench(server.url(), quick(1));
    OtlpExporter exporter(bench.sender, Temporality::Delta);
    MetricCollector collector(bench.clock);
    std::vector<bool> done;
    for (int i = 1; i <= 4; ++i) {
        if (i < 4) // nothing came before the last one
            collector.recordCounter("c", i);
        bench.clock.pass(60);
        done.push_back(
            exporter
                .exportMetrics(MetricsSnapshot::of(collector, bench.clock), SendingBench::soon())
                .isDone);
    }
    QCOMPARE(done, (std::vector<bool>{true, false, true, true}));
    std::vector<std::int64_t> told;
    const auto requests = server.requests();
    for (const SeenRequest &request : requests) {
        const auto read = fromProtobuf(request.body).value();
        told.push_back(
            std::get<std::int64_t>(std::get<OtlpSum>(metricOf(read, "c").data).points.at(0).value));
    }
    QCOMPARE(told, (std::vector<std::int64_t>{1, 2, 2, 3}));
}

void OtlpExporterTest::isAFormatOfExports()
{
    FakeClock clock;
    MetricCollector collector(clock);
    const metrics::MetricHistory history(collector, clock);
    metrics::MetricsAggregator aggregator(collector, history, clock);
    QVERIFY(!aggregator.exportMetrics("otlp-json"));
    aggregator.addFormat(kOtlpJsonFormat, otlpJsonText);
    collector.recordGauge("cpu", 42.5, {{"host", "a"}});
    const auto text = aggregator.exportMetrics("OTLP-JSON");
    QVERIFY(text.has_value());
    const auto read = fromJson(QByteArray::fromStdString(*text));
    QVERIFY(read.has_value());
    QCOMPARE(std::get<double>(std::get<OtlpGauge>(metricOf(*read, "cpu").data).points.at(0).value),
             42.5);
    const auto unknown = aggregator.exportMetrics("xml");
    QVERIFY(unknown.error().message.find("otlp-json") != std::string::npos);
}

void OtlpExporterTest::oneInThreeFailing_data()
{
    QTest::addColumn<Temporality>("temporality");
    QTest::addColumn<int>("status");
    QTest::newRow("totals, busy") << Temporality::Cumulative << 503;
    QTest::newRow("totals, refused") << Temporality::Cumulative << 400;
    QTest::newRow("deltas, busy") << Temporality::Delta << 503;
    QTest::newRow("deltas, refused") << Temporality::Delta << 400;
}

// Nothing is lost but what is refused for good, which is counted, and nothing comes twice.
void OtlpExporterTest::oneInThreeFailing()
{
    QFETCH(Temporality, temporality);
    QFETCH(int, status);
    std::atomic<int> count = 0;
    HostileServer server([&](HostileConnection &c) {
        while (c.read())
            c.answer(++count % 3 == 0 ? status : 200, {});
    });
    SendingBench bench(server.url(), quick(1));
    OtlpExporter exporter(bench.sender, temporality);
    MetricCollector collector(bench.clock);
    constexpr int kRounds = 12;
    double recorded = 0;
    for (int round = 1; round <= kRounds; ++round) {
        for (int i = 0; i < 10; ++i)
            collector.recordCounter("c", round, {{"n", std::to_string(i)}});
        recorded += 10 * round;
        bench.clock.pass(10);
        (void)exporter.exportMetrics(MetricsSnapshot::of(collector, bench.clock),
                                     SendingBench::soon());
    }
    (void)exporter.finish(bench.clock.wall_ns(), SendingBench::soon());
    (void)exporter.finish(bench.clock.wall_ns(), SendingBench::soon());
    double accepted = 0;
    double refused = 0;
    double last = 0;
    std::uint64_t refusedPoints = 0;
    std::set<std::pair<std::string, std::uint64_t>> seen;
    const auto requests = server.requests();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const bool isFailing = (i + 1) % 3 == 0;
        const OtlpMetric metric = metricOf(fromProtobuf(requests[i].body).value(), "c");
        last = isFailing ? last : 0;
        for (const OtlpNumberPoint &point : std::get<OtlpSum>(metric.data).points) {
            const double value = std::visit(
                [](const auto &number) -> double {
                    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(number)>>)
                        return static_cast<double>(number);
                    return 0;
                },
                point.value);
            (isFailing ? refused : accepted) += value;
            refusedPoints += isFailing ? 1 : 0;
            last += isFailing ? 0 : value;
            const auto &name = std::get<std::string>(point.attributes.at(0).value.value);
            QVERIFY(isFailing || seen.emplace(name, point.time_ns).second);
        }
    }
    const bool isRefusal = status == 400;
    if (temporality == Temporality::Delta)
        QCOMPARE(accepted, isRefusal ? recorded - refused : recorded);
    else
        QCOMPARE(last, recorded - (requests.size() % 3 == 0 ? 10 * kRounds : 0));
    QCOMPARE(exporter.lostValues(), isRefusal ? refusedPoints : 0U);
    QCOMPARE(exporter.counts().droppedPoints, exporter.lostValues());
}

TIDEMARK_TEST(OtlpExporterTest)
#include "otlp_exporter_test.moc"

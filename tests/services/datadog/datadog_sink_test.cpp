// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_exporter.h"
#include "services/datadog/datadog_sink.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/datadog/fake_datadog.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

metrics::Deadline soon(std::chrono::milliseconds time = 60s)
{
    return std::chrono::steady_clock::now() + time;
}

MetricSnapshot windowOf(const FakeClock &clock, const std::string &name, std::uint64_t count = 1,
                        double sum = 1)
{
    return {name,           count, sum, 0, sum, {{"stream", "s"}}, clock.wall_ns() - 60'000'000'000,
            clock.wall_ns()};
}

FakeDatadog::Answer refused(int status, const QByteArray &headers = {})
{
    return {FakeDatadog::Fault::Refuse, status, headers};
}

class DatadogSinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void windowsBecomeCountsGaugesAndDistributions();
    void requestsKeepToTheSizes();
    void refusedSizesAreHalved();
    void badPointsKeepNoOthersBack();
    void refusalsAreExplained_data();
    void refusalsAreExplained();
    void tooManyRequestsAreKeptForLater();
    void oneInThreeFailingLosesNothing_data();
    void oneInThreeFailingLosesNothing();
    void aClockStepSendsNothingTwice_data();
    void aClockStepSendsNothingTwice();
    void valuesOfOneSecondAreAllKept();
    void lostAnswerIsNotCountedTwice();
    void clockThatIsSetBackLosesNothing();
    void optionsComeFromTheEnvironment();
    void downAndSlowServersEndByTheDeadline();
    void collectorIsSentByWhatIsNew();
    void intervalsAreWhatWasCounted();
    void unitsKeepSeriesApart();
    void manyObservationsAreThinned();
    void theLeastAndTheLargestStay();

private:
    [[nodiscard]] std::unique_ptr<DatadogSender> sender(const FakeDatadog &service)
    {
        return DatadogSender::make(m_network, service.options(), m_clock).value();
    }

    net::NetworkThread m_network;
    FakeClock m_clock;
};

void DatadogSinkTest::windowsBecomeCountsGaugesAndDistributions()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all{
        windowOf(m_clock, "UserRecordsPut", 4, 10), windowOf(m_clock, "UserRecordsPending", 4, 10),
        windowOf(m_clock, "RequestTime", 4, 10), windowOf(m_clock, "my-own metric", 2, 3)};
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.problems(), QStringList());
    QCOMPARE(service.accepted(), (QByteArrayList{"/api/v2/series", "/api/v1/distribution_points"}));
    const auto series = service.series();
    QCOMPARE(series.size(), 4);
    const qint64 at_s = m_clock.wall_ns() / 1'000'000'000;
    const auto put = series.value(u"tidemark.UserRecordsPut stream:s"_s);
    QCOMPARE(put.type, 1);
    QCOMPARE(put.interval_s, 60);
    QCOMPARE(put.values.at(at_s), 10.0);
    const auto pending = series.value(u"tidemark.UserRecordsPending stream:s"_s);
    QCOMPARE(pending.type, 3);
    QCOMPARE(pending.values.at(at_s), 10.0);
    const auto time = series.value(u"tidemark.RequestTime stream:s"_s);
    QCOMPARE(time.type, 100);
    QCOMPARE(time.distribution, std::vector{2.5});
    QCOMPARE(series.value(u"tidemark.my_own_metric stream:s"_s).sum(), 3.0);
    QCOMPARE(sink.counts().sentPoints, 4U);
    QCOMPARE(sink.counts().requests, 2U);
}

// Tags that cannot be packed: by size of the body first, then by what is left of it packed.
void DatadogSinkTest::requestsKeepToTheSizes()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    std::mt19937 random(7);
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 3'000; ++i) {
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
        std::string tag(400, ' ');
        for (char &c : tag)
            c = static_cast<char>('!' + random() % 90);
        all.back().dimensions = {{"noise", tag}};
    }
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.problems(), QStringList()); // sizes among them
    QCOMPARE(service.series().size(), 3'000);
    QVERIFY2(service.accepted().size() >= 3,
             qPrintable(QString::number(service.accepted().size())));
    std::vector<MetricSnapshot> plain; // 6 MB that pack well
    for (int i = 0; i < 40'000; ++i)
        plain.push_back(windowOf(m_clock, "p" + std::to_string(i)));
    const qsizetype before = service.accepted().size();
    QVERIFY(sink.exportSnapshots(plain, soon()).isDone);
    QCOMPARE(service.problems(), QStringList());
    QVERIFY(service.accepted().size() - before >= 2);
    QCOMPARE(service.series().size(), 43'000);
}

void DatadogSinkTest::refusedSizesAreHalved()
{
    const FakeDatadog service(m_clock, [](int, const QByteArray &body) {
        return body.size() > 10'000 ? refused(413) : FakeDatadog::Answer();
    });
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 500; ++i)
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.series().size(), 500);
    QCOMPARE(sink.counts().sentPoints, 500U);
    QCOMPARE(sink.counts().refusedPoints, 0U);
    // a server that never takes any size is no loop
    const FakeDatadog never(m_clock, [](int, const QByteArray &) { return refused(413); });
    DatadogSink stubborn(sender(never));
    QVERIFY(!stubborn.exportSnapshots(all, soon()).isDone);
    QVERIFY(stubborn.counts().requests <= 200);
}

void DatadogSinkTest::badPointsKeepNoOthersBack()
{
    const FakeDatadog service(m_clock, [](int, const QByteArray &body) {
        return body.contains("poison") ? refused(400) : FakeDatadog::Answer();
    });
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(windowOf(m_clock, (i == 42 ? "poison" : "m") + std::to_string(i)));
    all.push_back(windowOf(m_clock, std::string(250, 'x')));
    all.push_back(windowOf(m_clock, "ahead"));
    all.back().windowEnd_ns += std::int64_t{601} * 1'000'000'000;
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.series().size(), 99);
    QCOMPARE(sink.counts().refusedPoints, 3U);
    QVERIFY(!sink.counts().lastRefusal.empty());
}

void DatadogSinkTest::refusalsAreExplained_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    QTest::newRow("forbidden") << 403 << u"API key"_s;
    QTest::newRow("unauthorised") << 401 << u"API key"_s;
    QTest::newRow("server") << 500 << u"again later"_s;
    QTest::newRow("not found") << 404 << u"address"_s;
}

void DatadogSinkTest::refusalsAreExplained()
{
    QFETCH(int, status);
    QFETCH(QString, said);
    const FakeDatadog service(m_clock,
                              [status](int, const QByteArray &) { return refused(status); });
    DatadogSink sink(sender(service));
    const auto result = sink.exportSnapshots(
        std::vector{windowOf(m_clock, "a"), windowOf(m_clock, "RequestTime")}, soon());
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(said), result.why.c_str());
    QCOMPARE(sink.counts().requests, status == 500 ? 3U : 1U); // and no other path is tried
    QCOMPARE(sink.counts().refusedPoints, 0U);
}

void DatadogSinkTest::tooManyRequestsAreKeptForLater()
{
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return number == 1 ? refused(429, "Retry-After: 3600\r\n") : FakeDatadog::Answer();
    });
    DatadogSink sink(sender(service));
    std::vector<MetricSnapshot> all{windowOf(m_clock, "a", 2, 5)};
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(u"later"_s), result.why.c_str());
    QCOMPARE(sink.counts().requests, 1U); // an hour is not waited for
    all.front().count = 3;
    all.front().sum = 6;
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 6.0);
}

void DatadogSinkTest::oneInThreeFailingLosesNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("refused") << int(FakeDatadog::Fault::Refuse);
    QTest::newRow("cut") << int(FakeDatadog::Fault::Cut);
}

void DatadogSinkTest::oneInThreeFailingLosesNothing()
{
    QFETCH(int, fault);
    const FakeDatadog service(m_clock, [fault](int number, const QByteArray &) {
        return number % 3 == 0 ? FakeDatadog::Answer{FakeDatadog::Fault(fault), 500, {}}
                               : FakeDatadog::Answer();
    });
    DatadogOptions options = service.options();
    options.retry.attempts = 1; // so that the manager sees each failure
    auto sink =
        std::make_shared<DatadogSink>(DatadogSender::make(m_network, options, m_clock).value());
    ManualTimer timer;
    metrics::MetricsManagerOptions managing;
    managing.level = metrics::MetricsLevel::Detailed;
    managing.shutdownTimeout = 60s;
    managing.upload.exportTimeout = 60s;
    metrics::MetricsManager manager(managing, sink, m_clock, timer);
    QVERIFY(manager.open().isDone);
    constexpr int kRounds = 12;
    for (int round = 0; round < kRounds; ++round) {
        for (int i = 0; i < 300; ++i)
            manager.put("m", round, {.stream = std::to_string(i)});
        manager.put("RequestTime", 7);
        m_clock.pass(10);
        timer.tick();
    }
    (void)manager.flush(); // a last failure may be the close's own
    (void)manager.flush();
    (void)manager.close();
    QVERIFY(manager.counts().upload.exportFailures > 0);
    const auto all = service.series();
    QCOMPARE(all.size(), 301);
    for (auto series = all.begin(); series != all.end(); ++series) {
        if (series->type == 1)
            QCOMPARE(series->sum(), double(kRounds * (kRounds - 1) / 2));
    }
    for (const double mean : all.value(u"tidemark.RequestTime"_s).distribution)
        QCOMPARE(mean, 7.0);
    QCOMPARE(service.problems(), QStringList());
}

void DatadogSinkTest::aClockStepSendsNothingTwice_data()
{
    QTest::addColumn<double>("step_s");
    QTest::newRow("ahead") << 5.0;
    QTest::newRow("back") << -5.0;
    QTest::newRow("an hour back") << -3'600.0;
}

void DatadogSinkTest::aClockStepSendsNothingTwice()
{
    QFETCH(double, step_s);
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return number == 2 ? refused(403) : FakeDatadog::Answer();
    });
    auto sink = std::make_shared<DatadogSink>(sender(service));
    ManualTimer timer;
    metrics::MetricsManagerOptions managing;
    managing.level = metrics::MetricsLevel::Detailed;
    managing.shutdownTimeout = 60s;
    managing.upload.exportTimeout = 60s;
    metrics::MetricsManager manager(managing, sink, m_clock, timer);
    QVERIFY(manager.open().isDone);
    manager.put("m", 5);
    manager.put("RequestTime", 7);
    m_clock.pass(10);
    QVERIFY(!manager.flush().isDone); // the counter was accepted, the distribution was not
    m_clock.stepWall(step_s);
    manager.put("m", 2);
    m_clock.pass(10);
    QVERIFY(manager.flush().isDone);
    QCOMPARE(service.series().value(u"tidemark.m"_s).sum(), 7.0);
    QVERIFY(manager.close().isDone);
}

void DatadogSinkTest::valuesOfOneSecondAreAllKept()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    for (int i = 1; i <= 5; ++i) // the clock stands
        QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a", 1, i)}, soon()).isDone);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).values.size(), 5U);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 15.0);
    QCOMPARE(service.problems(), QStringList());
}

void DatadogSinkTest::lostAnswerIsNotCountedTwice()
{
    const FakeDatadog service(m_clock, [](int number, const QByteArray &) {
        return FakeDatadog::Answer{number == 1 ? FakeDatadog::Fault::CutLate
                                               : FakeDatadog::Fault::None};
    });
    DatadogSink sink(sender(service));
    QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a", 1, 5)}, soon()).isDone);
    QCOMPARE(service.accepted().size(), 2); // the same body twice
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 5.0);
}

void DatadogSinkTest::clockThatIsSetBackLosesNothing()
{
    const FakeDatadog service(m_clock);
    DatadogSink sink(sender(service));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a", 1, 5)}, soon()).isDone);
        m_clock.stepWall(-3'600);
    }
    QCOMPARE(sink.counts().sentPoints, 3U);
    QCOMPARE(sink.counts().refusedPoints, 0U);
    QCOMPARE(service.series().value(u"tidemark.a stream:s"_s).sum(), 15.0);
}

void DatadogSinkTest::optionsComeFromTheEnvironment()
{
    QProcessEnvironment environment;
    QVERIFY(DatadogOptions::of(environment).apiKey.isEmpty());
    QCOMPARE(DatadogOptions::of(environment).site, u"datadoghq.com"_s);
    environment.insert(u"DD_API_KEY"_s, u" key\n"_s);
    environment.insert(u"DD_SITE"_s, u"datadoghq.eu"_s);
    QVERIFY(DatadogOptions::of(environment).apiKey == Secret(QByteArrayView("key")));
    QCOMPARE(DatadogOptions::of(environment).site, u"datadoghq.eu"_s);
}

void DatadogSinkTest::downAndSlowServersEndByTheDeadline()
{
    const FakeDatadog slow(m_clock, [](int, const QByteArray &) {
        return FakeDatadog::Answer{FakeDatadog::Fault::Hang};
    });
    DatadogSink slowSink(sender(slow));
    const std::vector<MetricSnapshot> all{windowOf(m_clock, "a")};
    QElapsedTimer since;
    since.start();
    QVERIFY(!slowSink.exportSnapshots(all, soon(500ms)).isDone);
    QVERIFY2(since.elapsed() < 5'000, qPrintable(QString::number(since.elapsed())));
    DatadogOptions options = slow.options();
    options.endpoint = u"http://127.0.0.1:1"_s;
    DatadogSink down(DatadogSender::make(m_network, options, m_clock).value());
    const auto result = down.exportSnapshots(all, soon());
    QVERIFY(!result.isDone && !result.why.empty());
    options.apiKey = {};
    QCOMPARE(DatadogSender::make(m_network, options, m_clock).error().detail, u"datadog.key"_s);
    options = slow.options();
    options.endpoint.clear();
    options.site = u"a/b"_s;
    QCOMPARE(DatadogSender::make(m_network, options, m_clock).error().detail, u"datadog.site"_s);
}

void DatadogSinkTest::collectorIsSentByWhatIsNew()
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
void DatadogSinkTest::intervalsAreWhatWasCounted()
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

void DatadogSinkTest::unitsKeepSeriesApart()
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
void DatadogSinkTest::manyObservationsAreThinned()
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

void DatadogSinkTest::theLeastAndTheLargestStay()
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

TIDEMARK_TEST(DatadogSinkTest)
#include "datadog_sink_test.moc"

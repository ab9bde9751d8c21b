// SPDX-License-Identifier: GPL-3.0-or-later
// Windows of a MetricsManager as OTLP: sums that grow (check 9), deltas that are told once.
#include "services/metrics/windows/metrics_manager.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_window_sink.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/otlp/otlp_sending.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

using Connection = HostileConnection;

/// A manager that exports to a server, which answers each request as the test says.
class WindowBench
{
public:
    explicit WindowBench(
        OtlpWindowOptions options, std::function<int(int)> statusOf = [](int) { return 200; })
        : m_server([this, statusOf = std::move(statusOf)](Connection &c) {
            while (c.read())
                c.answer(statusOf(++m_count), {});
        })
        , bench(m_server.url(), quick(1))
        , sink(std::make_shared<OtlpWindowSink>(bench.sender, std::move(options)))
        , manager(managerOptions(), sink, bench.clock, m_timer)
    {
        if (!manager.open().isDone)
            qFatal("The manager did not open.");
    }

    /// One put a second.
    void putFor(int seconds, double value = 1, std::string_view name = "UserRecordsPut")
    {
        for (int i = 0; i < seconds; ++i) {
            bench.clock.pass(1);
            manager.put(name, value);
        }
    }
    /// The data of a metric in the n-th request; absent there: a default one.
    template <class Data>
    [[nodiscard]] Data dataOf(const std::string &name, std::size_t request) const
    {
        const auto requests = m_server.requests();
        const OtlpMetrics read = fromProtobuf(requests.at(request).body).value();
        for (const OtlpMetric &metric : read.resources.at(0).scopes.at(0).metrics) {
            if (metric.name == name)
                return std::get<Data>(metric.data);
        }
        return {};
    }
    [[nodiscard]] OtlpNumberPoint pointOf(const std::string &name, std::size_t request) const
    {
        return dataOf<OtlpSum>(name, request).points.at(0);
    }
    [[nodiscard]] std::size_t requests() const { return m_server.requests().size(); }

private:
    static metrics::MetricsManagerOptions managerOptions()
    {
        metrics::MetricsManagerOptions options;
        options.level = metrics::MetricsLevel::Detailed;
        options.upload.exportTimeout = std::chrono::seconds(60);
        options.shutdownTimeout = std::chrono::seconds(60);
        return options;
    }

    std::atomic<int> m_count = 0;
    HostileServer m_server;
    ManualTimer m_timer;

public:
    SendingBench bench;
    std::shared_ptr<OtlpWindowSink> sink;
    metrics::MetricsManager manager;
};

OtlpWindowOptions withTemporality(Temporality temporality)
{
    OtlpWindowOptions options;
    options.temporality = temporality;
    return options;
}

double valueOf(const OtlpNumberPoint &point)
{
    return std::get<double>(point.value);
}

MetricSnapshot window(double sum, std::string name = "UserRecordsPut")
{
    return {std::move(name), 1, sum, sum, sum, {}, 1'000'000'000, 2'000'000'000};
}

} // namespace

class OtlpWindowSinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void steadyCounterEndsAtThreeHundred();
    void cumulativeSumsSurviveFailures();
    void deltasAddUp();
    void deltasAreRepeatedAsTheyWere();
    void fullBacklogLeavesDataWithTheManager();
    void refusedWindowsAreNotRepeated();
    void kindsBecomeTheirOwnInstruments();
    void withoutObservationsDistributionsHaveNoBuckets();
    void pendingIsOfTheLatestWindow();
    void sumsNeverFall();
    void forgottenSeriesBeginAnew();
    void dimensionsAndResourceAreAttributes();
    void observationsOfManyThreadsAreAllTold();
    void observedSeriesAreBounded();
};

// Check 9.
void OtlpWindowSinkTest::steadyCounterEndsAtThreeHundred()
{
    WindowBench bench(withTemporality(Temporality::Cumulative));
    double before = 0;
    std::vector<double> told;
    for (int minute = 0; minute < 5; ++minute) {
        bench.putFor(60);
        QVERIFY(bench.manager.flush().isDone);
        told.push_back(valueOf(bench.pointOf("UserRecordsPut", bench.requests() - 1)));
        QVERIFY(told.back() >= before);
        before = told.back();
    }
    QCOMPARE(told, (std::vector<double>{60, 120, 180, 240, 300}));
    const auto sum = bench.dataOf<OtlpSum>("UserRecordsPut", 4);
    QVERIFY(sum.isMonotonic && sum.temporality == Temporality::Cumulative);
    const OtlpNumberPoint first = bench.pointOf("UserRecordsPut", 0);
    QCOMPARE(sum.points[0].start_ns, first.start_ns); // stable
    QCOMPARE(sum.points[0].time_ns - first.time_ns, std::uint64_t{240'000'000'000});
}

void OtlpWindowSinkTest::cumulativeSumsSurviveFailures()
{
    WindowBench bench(withTemporality(Temporality::Cumulative),
                      [](int request) { return request == 2 || request == 3 ? 503 : 200; });
    std::vector<bool> done;
    for (int minute = 0; minute < 5; ++minute) {
        bench.putFor(60);
        done.push_back(bench.manager.flush().isDone);
    }
    QCOMPARE(done, (std::vector<bool>{true, false, false, true, true}));
    std::vector<double> told;
    for (std::size_t request = 0; request < 5; ++request)
        told.push_back(valueOf(bench.pointOf("UserRecordsPut", request)));
    QCOMPARE(told, (std::vector<double>{60, 120, 180, 240, 300}));
    QCOMPARE(bench.sink->counts().failures, 2U);
}

void OtlpWindowSinkTest::deltasAddUp()
{
    WindowBench bench(withTemporality(Temporality::Delta));
    double all = 0;
    std::uint64_t end_ns = 0;
    for (std::size_t minute = 0; minute < 5; ++minute) {
        bench.putFor(60);
        QVERIFY(bench.manager.flush().isDone);
        const OtlpNumberPoint point = bench.pointOf("UserRecordsPut", minute);
        QVERIFY(bench.dataOf<OtlpSum>("UserRecordsPut", minute).temporality == Temporality::Delta);
        if (minute > 0)
            QCOMPARE(point.start_ns, end_ns); // without a gap
        end_ns = point.time_ns;
        all += valueOf(point);
    }
    QCOMPARE(all, 300.0);
}

void OtlpWindowSinkTest::deltasAreRepeatedAsTheyWere()
{
    WindowBench bench(withTemporality(Temporality::Delta),
                      [](int request) { return request == 2 || request == 3 ? 502 : 200; });
    for (int minute = 0; minute < 4; ++minute) {
        bench.putFor(60, minute + 1);
        QVERIFY(bench.manager.flush().isDone); // the sink has it
    }
    // 60; 120 fails; 120 fails; 120, 180, 240
    std::vector<double> told;
    for (std::size_t request = 0; request < bench.requests(); ++request)
        told.push_back(valueOf(bench.pointOf("UserRecordsPut", request)));
    QCOMPARE(told, (std::vector<double>{60, 120, 120, 120, 180, 240}));
    QVERIFY(bench.pointOf("UserRecordsPut", 1) == bench.pointOf("UserRecordsPut", 3));
    QCOMPARE(bench.sink->waitingExports(), std::size_t{0});
}

void OtlpWindowSinkTest::fullBacklogLeavesDataWithTheManager()
{
    std::atomic<bool> isBroken = true;
    WindowBench bench(withTemporality(Temporality::Delta),
                      [&](int) { return isBroken ? 503 : 200; });
    int refused = 0;
    for (int minute = 0; minute < 30; ++minute) {
        bench.putFor(60);
        refused += bench.manager.flush().isDone ? 0 : 1;
    }
    QCOMPARE(bench.sink->waitingExports(), OtlpBacklog::kExports);
    QCOMPARE(refused, 30 - static_cast<int>(OtlpBacklog::kExports));
    isBroken = false;
    const std::size_t before = bench.requests();
    QVERIFY(bench.manager.close().isDone);
    double all = 0;
    for (std::size_t request = before; request < bench.requests(); ++request)
        all += valueOf(bench.pointOf("UserRecordsPut", request));
    QCOMPARE(all, 1'800.0); // each second once
    QCOMPARE(bench.sink->waitingExports(), std::size_t{0});
}

void OtlpWindowSinkTest::refusedWindowsAreNotRepeated()
{
    WindowBench bench(withTemporality(Temporality::Cumulative),
                      [](int request) { return request == 1 ? 400 : 200; });
    bench.putFor(60);
    QVERIFY(bench.manager.flush().isDone);
    QCOMPARE(bench.requests(), std::size_t{1});
    QCOMPARE(bench.sink->counts().droppedPoints, 1U);
    bench.putFor(60);
    QVERIFY(bench.manager.flush().isDone);
    QCOMPARE(valueOf(bench.pointOf("UserRecordsPut", 1)), 120.0); // the total lost nothing
}

void OtlpWindowSinkTest::kindsBecomeTheirOwnInstruments()
{
    OtlpWindowOptions options;
    options.prefix = "kpl.";
    WindowBench bench(options);
    for (int i = 1; i <= 1'000; ++i) {
        bench.bench.clock.pass(0.01);
        bench.manager.put("RequestTime", i);
        bench.manager.put("UserRecordsPending", i % 7);
    }
    QVERIFY(bench.manager.flush().isDone);
    const auto histogram = bench.dataOf<OtlpExponentialHistogram>("kpl.RequestTime", 0);
    const OtlpExponentialPoint point = histogram.points.at(0);
    QCOMPARE(point.count, 1'000U);
    QCOMPARE(point.sum, std::optional(500'500.0));
    QCOMPARE(point.min, std::optional(1.0));
    QCOMPARE(point.max, std::optional(1'000.0));
    QVERIFY(point.positive.counts.size() <= kProgramBuckets);
    std::uint64_t counted = point.zeroCount;
    for (const std::uint64_t count : point.positive.counts)
        counted += count;
    QCOMPARE(counted, 1'000U);
    const auto gauge = bench.dataOf<OtlpGauge>("kpl.UserRecordsPending", 0);
    QCOMPARE(valueOf(gauge.points.at(0)), 6.0); // the last one: 1,000 % 7
}

void OtlpWindowSinkTest::withoutObservationsDistributionsHaveNoBuckets()
{
    OtlpWindowOptions options;
    options.observesEach = false;
    WindowBench bench(options);
    for (const double value : {3.0, 5.0, 4.0}) {
        bench.putFor(1, value, "RequestTime");
        bench.putFor(1, value, "UserRecordsPending");
    }
    QVERIFY(bench.manager.flush().isDone);
    const OtlpHistogramPoint point = bench.dataOf<OtlpHistogram>("RequestTime", 0).points.at(0);
    QCOMPARE(point.count, 3U);
    QCOMPARE(point.sum, std::optional(12.0));
    QVERIFY(point.counts.empty() && point.bounds.empty());
    QCOMPARE(valueOf(bench.dataOf<OtlpGauge>("UserRecordsPending", 0).points.at(0)), 5.0);
}

void OtlpWindowSinkTest::pendingIsOfTheLatestWindow()
{
    OtlpWindowOptions options;
    options.observesEach = false;
    WindowBench bench(options);
    std::vector<double> told;
    for (const double value : {100.0, 3.0}) {
        bench.putFor(1, value - 1, "UserRecordsPending");
        bench.putFor(1, value, "UserRecordsPending");
        QVERIFY(bench.manager.flush().isDone);
        const auto gauge = bench.dataOf<OtlpGauge>("UserRecordsPending", told.size());
        told.push_back(valueOf(gauge.points.at(0)));
    }
    QCOMPARE(told, (std::vector<double>{100, 3}));
}

void OtlpWindowSinkTest::sumsNeverFall()
{
    WindowTotals totals(10);
    const std::array windows{window(5), window(-3), window(2)};
    const auto joined = totals.with(windows);
    QCOMPARE(joined.begin()->second.sum, 7.0);
    QCOMPARE(joined.begin()->second.count, 3U);
    QCOMPARE(totals.seriesCount(), std::size_t{0}); // nothing is kept yet
    totals.keep(joined);
    const auto more = totals.with(std::span(windows).first(1));
    QCOMPARE(more.begin()->second.sum, 12.0);
}

void OtlpWindowSinkTest::forgottenSeriesBeginAnew()
{
    WindowTotals totals(2);
    const std::array all{window(5, "A"), window(6, "B"), window(7, "C")};
    for (std::size_t i = 0; i < all.size(); ++i)
        totals.keep(totals.with(std::span(all).subspan(i, 1)));
    QCOMPARE(totals.seriesCount(), std::size_t{2});
    QCOMPARE(totals.with(all).begin()->second.sum, 5.0); // A was forgotten
    QCOMPARE(totals.with(all).rbegin()->second.sum, 14.0);
}

void OtlpWindowSinkTest::dimensionsAndResourceAreAttributes()
{
    OtlpWindowOptions options;
    options.resource = {{"service.name", "producer"}};
    WindowBench bench(options);
    bench.manager.put("ErrorsByCode", 1,
                      {.stream = "s", .shard = "shardId-1", .errorCode = "boom\xff"});
    QVERIFY(bench.manager.flush().isDone);
    const OtlpNumberPoint point = bench.pointOf("ErrorsByCode", 0);
    QVERIFY(point.attributes ==
            (OtlpAttributes{{"stream", {std::string("s")}},
                            {"shard", {std::string("shardId-1")}},
                            {"error_code", {std::string("boom\xEF\xBF\xBD")}}}));
    QVERIFY(bench.manager.close().isDone);
}

void OtlpWindowSinkTest::observationsOfManyThreadsAreAllTold()
{
    constexpr int kThreads = 4;
    constexpr int kPuts = 20'000;
    ObservedSeries observed(100);
    std::atomic<int> working = kThreads;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&observed, &working] {
            for (int i = 1; i <= kPuts; ++i)
                observed.add({"RequestTime", double(i), i, {}});
            --working;
        });
    }
    std::uint64_t before = 0;
    while (working > 0) { // each time what came is joined to what was there
        const auto &all = observed.all();
        const std::uint64_t now = all.empty() ? 0 : all.begin()->second.values.count();
        QVERIFY(now >= before);
        before = now;
    }
    threads.clear();
    const auto &all = observed.all();
    QCOMPARE(all.size(), std::size_t{1});
    QCOMPARE(all.begin()->second.values.count(), std::uint64_t{kThreads * kPuts});
    QCOMPARE(all.begin()->second.values.max, double(kPuts));
    QCOMPARE(observed.take().size(), std::size_t{1});
    QVERIFY(observed.all().empty());
    QCOMPARE(observed.dropped(), std::uint64_t{0});
}

void OtlpWindowSinkTest::observedSeriesAreBounded()
{
    ObservedSeries observed(2);
    for (const char *name : {"RequestTime", "BufferingTime", "UserRecordsPending"})
        observed.add({name, 1, 5, {}});
    QCOMPARE(observed.dropped(), std::uint64_t{1});
    QCOMPARE(observed.all().size(), std::size_t{2});
    for (int i = 0; i < 3; ++i)
        observed.add({"UserRecordsPending", 1, 9, {}}); // there is room among those that are new
    observed.add({"RequestTime", 4, 9, {}});
    const auto &all = observed.all();
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(observed.dropped(), std::uint64_t{4});
    for (const auto &[series, one] : all) {
        QCOMPARE(one.start_ns, std::int64_t{5});
        QCOMPARE(one.last, series.name == "RequestTime" ? 4.0 : 1.0);
    }
}

TIDEMARK_TEST(OtlpWindowSinkTest)
#include "otlp_window_sink_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What was not taken is sent again, and counted once.
#include "services/cloudwatch/cloudwatch_sink.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/cloudwatch/cloudwatch_case.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

class CloudWatchRepeatsTest : public CloudWatchCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void throttlingIsWaitedFor();
    void whatWasTakenIsNotSentAgain();
    void oneInThreeFailingLosesNothing_data();
    void oneInThreeFailingLosesNothing();
};

void CloudWatchRepeatsTest::throttlingIsWaitedFor()
{
    const FakeCloudWatch service(m_clock, [](int number, const QByteArray &) {
        if (number == 1)
            return FakeCloudWatch::Answer{
                FakeCloudWatch::Fault::Refuse, 400,
                R"({"__type":"com.amazonaws.cloudwatch#ThrottlingException","message":"Rate"})"};
        if (number == 2)
            return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, 503, "busy",
                                          "Retry-After: 1\r\n"};
        return FakeCloudWatch::Answer();
    });
    CloudWatchSink sink(sender(service));
    QElapsedTimer since;
    since.start();
    QVERIFY(sink.exportSnapshots(std::vector{windowOf(m_clock, "a")}, soon()).isDone);
    QVERIFY(since.elapsed() >= 1'000); // Retry-After
    QCOMPARE(sink.counts().requests, 3U);
    QCOMPARE(service.totals().value(u"a StreamName=s"_s).count, 1.0);
}

// The second of three requests fails, then all of it comes again with newer data.
void CloudWatchRepeatsTest::whatWasTakenIsNotSentAgain()
{
    const FakeCloudWatch service(m_clock, [](int number, const QByteArray &) {
        return number == 2 ? FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, 403,
                                                    R"({"__type":"AccessDenied"})"}
                           : FakeCloudWatch::Answer();
    });
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 2'500; ++i)
        all.push_back(windowOf(m_clock, "m" + std::to_string(i), 2, 10));
    QVERIFY(!sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.accepted(), (std::vector<std::size_t>{1000}));
    for (std::size_t i = 0; i < 10; ++i) {
        all[i].count += 1; // one more value, 5
        all[i].sum += 5;
    }
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    const auto totals = service.totals();
    for (int i = 0; i < 2'500; ++i) {
        const SeriesTotals &series = totals.value(u"m%1 StreamName=s"_s.arg(i));
        QCOMPARE(series.count, i < 10 ? 3.0 : 2.0);
        QCOMPARE(series.sum, i < 10 ? 15.0 : 10.0);
    }
    QCOMPARE(service.problems(), QStringList());
    all.resize(1);
    QVERIFY(sink.exportSnapshots(all, soon()).isDone); // new data by now
    QCOMPARE(service.totals().value(u"m0 StreamName=s"_s).count, 6.0);
}

void CloudWatchRepeatsTest::oneInThreeFailingLosesNothing_data()
{
    QTest::addColumn<int>("shape");
    QTest::addColumn<int>("fault");
    using Fault = FakeCloudWatch::Fault;
    for (const auto shape : {CloudWatchShape::PutMetricData, CloudWatchShape::Otlp}) {
        const char *name = shape == CloudWatchShape::Otlp ? "otlp" : "json";
        QTest::addRow("%s, refused", name) << int(shape) << int(Fault::Refuse);
        QTest::addRow("%s, cut", name) << int(shape) << int(Fault::Cut);
    }
}

void CloudWatchRepeatsTest::oneInThreeFailingLosesNothing()
{
    QFETCH(int, shape);
    QFETCH(int, fault);
    const FakeCloudWatch service(m_clock, [fault](int number, const QByteArray &) {
        if (number % 3 != 0)
            return FakeCloudWatch::Answer();
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault(fault), 500, "broken"};
    });
    CloudWatchOptions options = service.options();
    options.shape = CloudWatchShape(shape);
    options.aws.retry.attempts = 1; // so that the manager sees each failure
    auto sink = std::make_shared<CloudWatchSink>(
        CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock).value());
    ManualTimer timer;
    metrics::MetricsManagerOptions managing;
    managing.level = metrics::MetricsLevel::Detailed;
    managing.shutdownTimeout = 60s;
    managing.upload.exportTimeout = 60s;
    metrics::MetricsManager manager(managing, sink, m_clock, timer);
    QVERIFY(manager.open().isDone);
    constexpr int kRounds = 12;
    constexpr int kSeries = 1'500; // two requests
    for (int round = 0; round < kRounds; ++round) {
        for (int i = 0; i < kSeries; ++i)
            manager.put("m", round, {.stream = std::to_string(i)});
        m_clock.pass(10);
        timer.tick();
    }
    (void)manager.flush(); // a last failure may be the close's own
    (void)manager.flush();
    (void)manager.close();
    QVERIFY(manager.counts().upload.exportFailures > 0);
    const auto totals = service.totals();
    QCOMPARE(totals.size(), kSeries);
    for (const SeriesTotals &series : totals) {
        QCOMPARE(series.count, double(kRounds));
        QCOMPARE(series.sum, double(kRounds * (kRounds - 1) / 2));
        QCOMPARE(series.min, 0.0);
        QCOMPARE(series.max, double(kRounds - 1));
    }
    QCOMPARE(service.problems(), QStringList());
}

} // namespace

TIDEMARK_TEST(CloudWatchRepeatsTest)
#include "cloudwatch_repeats_test.moc"

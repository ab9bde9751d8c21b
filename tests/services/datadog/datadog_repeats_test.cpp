// SPDX-License-Identifier: GPL-3.0-or-later
// What was not taken is sent again, and counted once.
#include "services/datadog/datadog_sink.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/datadog/datadog_case.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::datadog;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

class DatadogRepeatsTest : public DatadogCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void tooManyRequestsAreKeptForLater();
    void oneInThreeFailingLosesNothing_data();
    void oneInThreeFailingLosesNothing();
    void aClockStepSendsNothingTwice_data();
    void aClockStepSendsNothingTwice();
    void lostAnswerIsNotCountedTwice();
};

void DatadogRepeatsTest::tooManyRequestsAreKeptForLater()
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

void DatadogRepeatsTest::oneInThreeFailingLosesNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("refused") << int(FakeDatadog::Fault::Refuse);
    QTest::newRow("cut") << int(FakeDatadog::Fault::Cut);
}

void DatadogRepeatsTest::oneInThreeFailingLosesNothing()
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

void DatadogRepeatsTest::aClockStepSendsNothingTwice_data()
{
    QTest::addColumn<double>("step_s");
    QTest::newRow("ahead") << 5.0;
    QTest::newRow("back") << -5.0;
    QTest::newRow("an hour back") << -3'600.0;
}

void DatadogRepeatsTest::aClockStepSendsNothingTwice()
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

void DatadogRepeatsTest::lostAnswerIsNotCountedTwice()
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

} // namespace

TIDEMARK_TEST(DatadogRepeatsTest)
#include "datadog_repeats_test.moc"

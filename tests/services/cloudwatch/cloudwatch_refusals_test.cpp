// SPDX-License-Identifier: GPL-3.0-or-later
// CloudWatch refuses a request, or does not answer.
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

class CloudWatchRefusalsTest : public CloudWatchCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void clockIsCorrectedFromARefusal();
    void refusalsAreExplained_data();
    void refusalsAreExplained();
    void badDatumsKeepNoOthersBack();
    void downAndSlowServersEndByTheDeadline();
    void putsAreNotHeldUp();
};

void CloudWatchRefusalsTest::clockIsCorrectedFromARefusal()
{
    for (const std::int64_t ahead_s : {900, -900}) {
        FakeCloudWatch service(m_clock);
        service.ahead_s = ahead_s;
        CloudWatchSink sink(sender(service));
        const std::vector<MetricSnapshot> all{windowOf(m_clock, "a")};
        QVERIFY(sink.exportSnapshots(all, soon()).isDone);
        QCOMPARE(sink.counts().requests, 2U); // the refused one and the corrected one
        QCOMPARE(sink.counts().clockOffset_ns, ahead_s * 1'000'000'000);
        QVERIFY(sink.exportSnapshots(all, soon()).isDone);
        QCOMPARE(sink.counts().requests, 3U); // it knows by now
        QCOMPARE(service.problems(), QStringList());
        QCOMPARE(service.totals().value(u"a StreamName=s"_s).count, 2.0);
    }
}

void CloudWatchRefusalsTest::refusalsAreExplained_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("said");
    QTest::newRow("wrong key") << 403 << "UnrecognizedClientException"_ba << u"secret key"_s;
    QTest::newRow("signature") << 403 << "SignatureDoesNotMatch"_ba << u"secret key"_s;
    QTest::newRow("expired") << 400 << "ExpiredTokenException"_ba << u"new credentials"_s;
    QTest::newRow("denied") << 400 << "AccessDeniedException"_ba << u"cloudwatch:PutMetricData"_s;
    QTest::newRow("throttled") << 400 << "Throttling"_ba << u"less often"_s;
    QTest::newRow("server") << 500 << "InternalServiceError"_ba << u"again"_s;
    QTest::newRow("time") << 403 << "RequestExpired"_ba << u"clock"_s;
    QTest::newRow("not found") << 404 << ""_ba << u"address"_s;
}

void CloudWatchRefusalsTest::refusalsAreExplained()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QString, said);
    const QByteArray body = R"({"__type":"x#)" + type + R"(","message":"not for people"})";
    const FakeCloudWatch service(m_clock, [&](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, status, body};
    });
    CloudWatchSink sink(sender(service));
    const auto result = sink.exportSnapshots(std::vector{windowOf(m_clock, "a")}, soon());
    QVERIFY(!result.isDone);
    QVERIFY2(QString::fromStdString(result.why).contains(said), result.why.c_str());
    QVERIFY(!QString::fromStdString(result.why).contains(u"not for people"_s));
    QCOMPARE(sink.counts().refusedDatums, 0U); // it is all kept
}

void CloudWatchRefusalsTest::badDatumsKeepNoOthersBack()
{
    // the service refuses what has a certain name, and bodies above 20 kB
    const FakeCloudWatch service(m_clock, [](int, const QByteArray &body) {
        if (body.size() > 20'000)
            return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, 413, {}};
        if (body.contains("poison"))
            return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Refuse, 400,
                                          R"({"__type":"InvalidParameterValueException"})"};
        return FakeCloudWatch::Answer();
    });
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 500; ++i)
        all.push_back(windowOf(m_clock, (i == 123 ? "poison" : "m") + std::to_string(i)));
    all.push_back(windowOf(m_clock, std::string(256, 'x')));
    all.push_back(windowOf(m_clock, "old"));
    all.back().windowEnd_ns -= std::int64_t{15} * 86'400 * 1'000'000'000;
    all.push_back(windowOf(m_clock, "large", 1, 1e200));
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.totals().size(), 499);
    QCOMPARE(sink.counts().sentDatums, 499U);
    QCOMPARE(sink.counts().refusedDatums, 4U);
    QVERIFY(!sink.counts().lastRefusal.empty());
    QCOMPARE(service.problems(), QStringList());
}

void CloudWatchRefusalsTest::downAndSlowServersEndByTheDeadline()
{
    const FakeCloudWatch slow(m_clock, [](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Hang};
    });
    CloudWatchSink slowSink(sender(slow));
    QElapsedTimer since;
    since.start();
    const std::vector<MetricSnapshot> all{windowOf(m_clock, "a")};
    QVERIFY(!slowSink.exportSnapshots(all, soon(500ms)).isDone);
    QVERIFY2(since.elapsed() < 5'000, qPrintable(QString::number(since.elapsed())));
    QVERIFY(slow.totals().isEmpty());

    CloudWatchOptions options = slow.options();
    options.aws.endpoint = u"http://127.0.0.1:1"_s;
    CloudWatchSink downSink(
        CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock).value());
    const auto result = downSink.exportSnapshots(all, soon());
    QVERIFY(!result.isDone && !result.why.empty());
    QCOMPARE(downSink.counts().requests, 3U);

    options.aws.region = "no region!";
    QCOMPARE(CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock)
                 .error()
                 .detail,
             u"aws.region"_s);
    options.aws.region = "eu-central-1";
    options.nameSpace = u"AWS/EC2"_s;
    QCOMPARE(CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock)
                 .error()
                 .detail,
             u"cloudwatch.namespace"_s);
    options.aws.endpoint.clear();
    QCOMPARE(endpointOf(options.aws)->base.toString(),
             u"https://monitoring.eu-central-1.amazonaws.com"_s);
}

void CloudWatchRefusalsTest::putsAreNotHeldUp()
{
    const FakeCloudWatch slow(m_clock, [](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Hang};
    });
    ManualTimer timer;
    metrics::MetricsManagerOptions managing;
    managing.level = metrics::MetricsLevel::Detailed;
    managing.shutdownTimeout = 300ms;
    const auto sink = std::make_shared<CloudWatchSink>(sender(slow));
    {
        metrics::MetricsManager manager(managing, sink, m_clock, timer);
        QVERIFY(manager.open().isDone);
        manager.put("m");
        timer.elapse();
        QTRY_COMPARE_WITH_TIMEOUT(slow.server().requests().size(), 1U, 20'000);
        QElapsedTimer since;
        since.start();
        for (int i = 0; i < 100'000; ++i)
            manager.put("m");
        const qint64 puts_ms = since.elapsed(); // the export of 10 seconds goes on meanwhile
        QVERIFY2(puts_ms < 5'000, qPrintable(QString::number(puts_ms)));
        QVERIFY(!manager.close().isDone);
        QVERIFY2(since.elapsed() < 9'000, qPrintable(QString::number(since.elapsed())));
    }
    // What was left alone at the end uses the clock of this test still.
    QTRY_COMPARE_WITH_TIMEOUT(sink.use_count(), 1L, 60'000);
}

} // namespace

TIDEMARK_TEST(CloudWatchRefusalsTest)
#include "cloudwatch_refusals_test.moc"

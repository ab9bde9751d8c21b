// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_sink.h"
#include "services/metrics/windows/kpl_names.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/cloudwatch/fake_cloudwatch.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::cloudwatch;
using namespace tidemark::test;
using metrics::MetricSnapshot;

namespace {

metrics::Deadline soon(std::chrono::milliseconds time = 30s)
{
    return std::chrono::steady_clock::now() + time;
}

MetricSnapshot windowOf(const FakeClock &clock, const std::string &name, std::uint64_t count = 1,
                        double sum = 1)
{
    return {name,           count, sum, 0, sum, {{"stream", "s"}}, clock.wall_ns() - 60'000'000'000,
            clock.wall_ns()};
}

class CloudWatchSinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void manySeriesAreCutIntoRequests();
    void longSeriesAreCutBySize();
    void unitsAndDimensionsAreThoseOfTheService();
    void clockIsCorrectedFromARefusal();
    void throttlingIsWaitedFor();
    void whatWasTakenIsNotSentAgain();
    void oneInThreeFailingLosesNothing_data();
    void oneInThreeFailingLosesNothing();
    void refusalsAreExplained_data();
    void refusalsAreExplained();
    void badDatumsKeepNoOthersBack();
    void downAndSlowServersEndByTheDeadline();
    void putsAreNotHeldUp();
    void partialSuccessOfOtlpIsCounted();

private:
    [[nodiscard]] std::unique_ptr<CloudWatchSender> sender(const FakeCloudWatch &service,
                                                           CloudWatchShape shape = {})
    {
        CloudWatchOptions options = service.options();
        options.shape = shape;
        return CloudWatchSender::make(m_network, options, FakeCloudWatch::credentials(), m_clock)
            .value();
    }

    net::NetworkThread m_network;
    FakeClock m_clock;
};

void CloudWatchSinkTest::manySeriesAreCutIntoRequests()
{
    const FakeCloudWatch service(m_clock);
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 2'500; ++i)
        all.push_back(windowOf(m_clock, "metric." + std::to_string(i), 3, i));
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.accepted(), (std::vector<std::size_t>{1000, 1000, 500}));
    QCOMPARE(service.problems(), QStringList());
    QCOMPARE(service.totals().size(), 2'500);
    QCOMPARE(service.totals().value(u"metric.77 StreamName=s"_s).sum, 77.0);
    QCOMPARE(service.totals().value(u"metric.77 StreamName=s"_s).count, 3.0);
    QCOMPARE(sink.counts().sentDatums, 2'500U);
    QCOMPARE(sink.counts().requests, 3U);
}

void CloudWatchSinkTest::longSeriesAreCutBySize()
{
    const FakeCloudWatch service(m_clock); // which refuses a body of a megabyte
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 1'000; ++i) {
        all.push_back(windowOf(m_clock, "metric." + std::to_string(i)));
        all.back().dimensions.clear();
        for (const char *name : {"a", "b", "c"}) // as long as they may be
            all.back().dimensions.push_back({name, std::string(1'000, 'x')});
    }
    const auto result = sink.exportSnapshots(all, soon());
    QVERIFY2(result.isDone, result.why.c_str());
    QCOMPARE(service.problems(), QStringList());
    const std::vector<std::size_t> accepted = service.accepted();
    QVERIFY(accepted.size() > 3); // there are three megabytes of values alone
    QCOMPARE(std::accumulate(accepted.begin(), accepted.end(), std::size_t{0}), 1'000U);
}

void CloudWatchSinkTest::unitsAndDimensionsAreThoseOfTheService()
{
    const FakeCloudWatch service(m_clock);
    CloudWatchSink sink(sender(service));
    std::vector<MetricSnapshot> all;
    for (const metrics::KplName &known : metrics::kplNames()) {
        all.push_back(windowOf(m_clock, std::string(known.name)));
        all.back().dimensions = {{"stream", "s"}, {"shard", "7"}, {"error_code", "e"}, {"x", ""}};
    }
    all.push_back(windowOf(m_clock, "BufferedTime"));
    all.push_back(windowOf(m_clock, "other"));
    all.back().dimensions = {{"ort", "Z\xc3\xbcrich"}};
    QVERIFY(sink.exportSnapshots(all, soon()).isDone);
    QCOMPARE(service.problems(), QStringList());
    const auto totals = service.totals();
    QCOMPARE(totals.size(), 17);
    for (const metrics::KplName &known : metrics::kplNames()) {
        const QString series =
            QString::fromLatin1(known.name.data(), qsizetype(known.name.size())) +
            u" StreamName=s ShardId=7 ErrorCode=e"_s;
        QVERIFY2(totals.contains(series), qPrintable(series));
        QVERIFY2(!totals.value(series).unit.isEmpty(), qPrintable(series));
    }
    QCOMPARE(totals.value(u"BufferedTime StreamName=s"_s).unit, u"Milliseconds"_s);
    QCOMPARE(totals.value(u"UserRecordsDataPut StreamName=s ShardId=7 ErrorCode=e"_s).unit,
             u"Bytes"_s);
    QVERIFY(totals.contains(u"other ort=Z%C3%BCrich"_s));
    QCOMPARE(totals.value(u"other ort=Z%C3%BCrich"_s).unit, QString());
}

void CloudWatchSinkTest::clockIsCorrectedFromARefusal()
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

void CloudWatchSinkTest::throttlingIsWaitedFor()
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
void CloudWatchSinkTest::whatWasTakenIsNotSentAgain()
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

void CloudWatchSinkTest::oneInThreeFailingLosesNothing_data()
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

void CloudWatchSinkTest::oneInThreeFailingLosesNothing()
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

void CloudWatchSinkTest::refusalsAreExplained_data()
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

void CloudWatchSinkTest::refusalsAreExplained()
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

void CloudWatchSinkTest::badDatumsKeepNoOthersBack()
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

void CloudWatchSinkTest::downAndSlowServersEndByTheDeadline()
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

void CloudWatchSinkTest::putsAreNotHeldUp()
{
    const FakeCloudWatch slow(m_clock, [](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::Hang};
    });
    ManualTimer timer;
    metrics::MetricsManagerOptions managing;
    managing.level = metrics::MetricsLevel::Detailed;
    managing.shutdownTimeout = 300ms;
    metrics::MetricsManager manager(managing, std::make_shared<CloudWatchSink>(sender(slow)),
                                    m_clock, timer);
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

void CloudWatchSinkTest::partialSuccessOfOtlpIsCounted()
{
    const FakeCloudWatch service(m_clock, [](int, const QByteArray &) {
        return FakeCloudWatch::Answer{FakeCloudWatch::Fault::None, 200,
                                      QByteArray::fromHex("0a0508021201") + "x"};
    });
    CloudWatchSink sink(sender(service, CloudWatchShape::Otlp));
    std::vector<MetricSnapshot> all;
    for (int i = 0; i < 5; ++i)
        all.push_back(windowOf(m_clock, "m" + std::to_string(i)));
    QVERIFY(sink.exportSnapshots(all, soon()).isDone); // not to be sent again
    QCOMPARE(sink.counts().sentDatums, 3U);
    QCOMPARE(sink.counts().refusedDatums, 2U);
    QCOMPARE(sink.counts().requests, 1U);
    QCOMPARE(service.problems(), QStringList());
}

} // namespace

TIDEMARK_TEST(CloudWatchSinkTest)
#include "cloudwatch_sink_test.moc"

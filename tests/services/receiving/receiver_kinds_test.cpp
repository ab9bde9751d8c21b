// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of receiver with real parts: what comes is stored and counted, what fails is told.
#include "services/http/http_server.h"
#include "services/receiving/statsd_counting.h"
#include "tests/services/http/raw_client.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/receiving/receiving_bench.h"
#include "tests/services/statsd/datagrams.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::receiving;
using namespace tidemark::test;

class ReceiverKindsTest : public QObject
{
    Q_OBJECT

    static QByteArray post(const QByteArray &body, const QByteArray &host = "localhost")
    {
        return "POST /v1/metrics HTTP/1.1\r\nHost: " + host +
               "\r\nContent-Type: application/json\r\nContent-Length: " +
               QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    /// A gauge of one point.
    static QByteArray gauge(const QByteArray &time_ns, const QByteArray &value)
    {
        return "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"load\","
               "\"gauge\":"
               "{\"dataPoints\":[{\"timeUnixNano\":\"" +
               time_ns + "\",\"asDouble\":" + value + "}]}}]}]}]}";
    }
    static std::int64_t refused(const ReceiverState &state, const QString &reason)
    {
        for (const RefusalCount &one : state.counts.refused) {
            if (one.reason == reason)
                return one.count;
        }
        return 0;
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void otlpStoresWhatIsPostedAndCountsWhatItRefuses()
    {
        ReceivingBench bench;
        const auto receiver = bench.factory()(planOf(ReceiverKind::Otlp));
        QCOMPARE(receiver->state().status, ReceiverStatus::Stopped);
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        const ReceiverState before = receiver->state();
        QVERIFY(before.address.startsWith(u"127.0.0.1:"_s));
        QCOMPARE(before.since, bench.clock.now());
        QVERIFY(!before.lastAt);

        RawClient client(portOf(before.address));
        QCOMPARE(client.ask(post(workedJson())).status, 200);
        QTRY_COMPARE(receiver->state().counts.messages, 1);
        QTRY_VERIFY(receiver->state().counts.samples >= 5); // at least one of each of five metrics
        QCOMPARE(receiver->state().lastAt, bench.clock.now());
        QVERIFY(receiver->state().counts.refused.empty());
        QCOMPARE(recordedSamples(bench.ports, u"active.connections"_s,
                                 {{u"service.name"_s, u"tidemark"_s}, {u"host.name"_s, u"desk1"_s}},
                                 Timestamp(static_cast<std::int64_t>(kTime_ns))),
                 QStringList{u"0:42"_s});

        // 2100 is more than a day ahead; the second one is no JSON
        QCOMPARE(client.ask(post(gauge("4102444800000000000", "1"))).status, 200);
        QCOMPARE(client.ask(post("{")).status, 400);
        QTRY_COMPARE(refused(receiver->state(), u"a request that is not OTLP, or damaged"_s), 1);
        QCOMPARE(refused(receiver->state(), u"a time more than a day ahead"_s), 1);
        QCOMPARE(receiver->state().counts.refusedTotal(), 2);
        QCOMPARE(receiver->state().counts.messages, 3);
        QCOMPARE(receiver->state().status, ReceiverStatus::Receiving);
        receiver->stop();
        QCOMPARE(receiver->state().status, ReceiverStatus::Stopped);
        QCOMPARE(receiver->state().counts.messages, 3);
    }

    // The server layer refuses others without TLS and tokens; a person's word is what lets them in.
    void otlpIsOpenToOthersOnlyByAPersonsWord()
    {
        ReceivingBench bench;
        http::HttpServerOptions options;
        options.address = u"0.0.0.0"_s;
        http::HttpServer unsaid(options, [](http::HttpRequest, const http::HttpReply &) {});
        QCOMPARE(unsaid.start().error().code, ErrorCode::InvalidArgument);

        ReceiverPlan plan = planOf(ReceiverKind::Otlp, u"0.0.0.0:0"_s);
        plan.isOpenToOthers = true;
        const auto receiver = bench.factory()(plan);
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        RawClient client(portOf(receiver->state().address));
        const QByteArray name = QSysInfo::machineHostName().toUtf8();
        QCOMPARE(client.ask(post(gauge("1700000000000000000", "1"), name)).status, 200);
        // but not under a name that somebody else gave this machine
        QCOMPARE(RawClient(portOf(receiver->state().address))
                     .ask(post(gauge("1700000001000000000", "1"), "rebound.example"))
                     .status,
                 421);
    }

    void statsdStoresEachIntervalAndNamesWhatItRefuses()
    {
        ReceivingBench bench;
        const auto receiver = bench.factory()(planOf(ReceiverKind::Statsd));
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        QVERIFY(!receiver->state().lastAt);
        const Datagrams sender(portOf(receiver->state().address));
        QVERIFY(sender.send("pool.size:4|g\npool.size:x|g\nnonsense"));
        QVERIFY(sender.send("pool.size:5|g"));
        QTRY_COMPARE(receiver->state().counts.messages, 2);
        QTRY_VERIFY(receiver->state().counts.samples >= 1);
        QCOMPARE(receiver->state().lastAt, bench.clock.now());
        QCOMPARE(refused(receiver->state(), u"value is no number"_s), 1);
        QCOMPARE(refused(receiver->state(), u"no value"_s), 1);
        QCOMPARE(receiver->state().counts.refusedTotal(), 2);
        receiver->stop();
        const QStringList stored =
            recordedSamples(bench.ports, u"pool.size"_s, {}, bench.clock.now());
        QVERIFY2(!stored.isEmpty() && stored.last() == u"0:5"_s, qPrintable(stored.join(u' ')));
    }

    // In its own words; what was lost on the way is one number, whoever threw it away.
    void statsdTellsOfEverythingThatIsLostOrShared()
    {
        statsd::StatsdStatistics statistics;
        statistics.counts.packets = 9;
        statistics.systemDrops = 100;
        statistics.queueDrops = 20;
        statistics.droppedSamples = 3;
        statistics.storedSamples = 7;
        statistics.counts.cutPackets = 2;
        statistics.counts.folded = 5;
        statistics.counts.drops[static_cast<std::size_t>(statsd::StatsdDrop::LongTag)] = 4;
        const ReceiverCounts counts = receiverCounts(statistics);
        QCOMPARE(counts.messages, 9);
        QCOMPARE(counts.samples, 7);
        QCOMPARE(counts.dropped, 123);
        QCOMPARE(counts.folded, 5);
        QCOMPARE(counts.refused, (std::vector<RefusalCount>{
                                     {u"a tag's key over 255 bytes, or its value over 4096"_s, 4},
                                     {u"a packet that is too long"_s, 2}}));
        ReceiverCounts sum = counts;
        sum += counts;
        QCOMPARE(sum.folded, 10);
    }

    // Else each packet that comes meanwhile would be news of a failure.
    void aStoreThatFailsIsFailingUntilItTakesValuesAgain()
    {
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        series.set(TroubledSeries::Trouble::Fails);
        bench.ports.series = &series;
        const auto receiver = bench.factory()(planOf(ReceiverKind::Statsd));
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        const Datagrams sender(portOf(receiver->state().address));
        QVERIFY(sender.send("pool.size:4|g"));
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Failing);
        QCOMPARE(receiver->state().error->message, u"The disk is full."_s);
        for (int i = 2; i <= 8; ++i) {
            QVERIFY(sender.send("pool.size:5|g"));
            QTRY_COMPARE(receiver->state().counts.messages, i);
            QCOMPARE(receiver->state().status, ReceiverStatus::Failing);
        }
        QCOMPARE(receiver->state().counts.samples, 0);
        series.set(TroubledSeries::Trouble::None);
        QTRY_COMPARE_WITH_TIMEOUT(receiver->state().status, ReceiverStatus::Receiving, 30'000);
        QTRY_VERIFY(receiver->state().counts.samples >= 1);
        QVERIFY(!receiver->state().error);
        receiver->stop();
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // it uses the series of this test
    }

    void otlpSendersAreToldToComeAgainWhileTheStoreFails()
    {
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        series.set(TroubledSeries::Trouble::Fails);
        bench.ports.series = &series;
        const auto receiver = bench.factory()(planOf(ReceiverKind::Otlp));
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        RawClient client(portOf(receiver->state().address));
        const QByteArray request = post(gauge("1700000000000000000", "1"));
        QTest::ignoreMessage(QtWarningMsg, "OTLP points could not be stored: The disk is full.");
        QCOMPARE(client.ask(request).status, 503);
        QCOMPARE(receiver->state().status, ReceiverStatus::Failing);
        QCOMPARE(receiver->state().error->message, u"The disk is full."_s);
        QTRY_COMPARE(refused(receiver->state(), u"a request that could not be stored, or one too "
                                                "many at once; its sender may send it again"_s),
                     1);
        series.set(TroubledSeries::Trouble::None);
        QCOMPARE(client.ask(request).status, 200);
        QCOMPARE(receiver->state().status, ReceiverStatus::Receiving);
        QTRY_COMPARE(receiver->state().counts.samples, 1);
        receiver->stop();
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // likewise
    }

    void prometheusIsAskedAgainAndAgainAlsoAfterAFailure()
    {
        std::atomic<int> status = 200;
        HostileServer target([&](HostileConnection &connection) {
            while (connection.read())
                connection.answer(status, "# TYPE jobs gauge\njobs{q=\"a\"} 3\njobs{q=\"b\"} 4\n",
                                  "Content-Type: text/plain; version=0.0.4\r\n");
        });
        ReceivingBench bench;
        const auto receiver =
            bench.factory()(planOf(ReceiverKind::Prometheus, target.url() % u"/metrics"_s));
        receiver->start();
        QTRY_VERIFY(receiver->state().counts.messages >= 2);
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        QCOMPARE(receiver->state().address, target.url() % u"/metrics"_s);
        QTRY_VERIFY(receiver->state().counts.samples >= 4);

        status = 503;
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Failing);
        QVERIFY(receiver->state().error);
        QVERIFY(!receiver->state().error->message.isEmpty());
        QTRY_VERIFY(receiver->state().counts.failures >= 1);
        status = 200;
        // two failures in a row are well below those after which a minute is waited
        QTRY_COMPARE_WITH_TIMEOUT(receiver->state().status, ReceiverStatus::Receiving, 90'000);
        QVERIFY(!receiver->state().error);
        const QStringList stored = recordedSamples(
            bench.ports, u"jobs"_s,
            {{u"instance"_s, u"127.0.0.1:%1"_s.arg(target.port())}, {u"q"_s, u"b"_s}},
            bench.clock.now());
        QVERIFY2(stored.contains(u"0:4"_s), qPrintable(stored.join(u' ')));
    }

    void whatPrometheusToldAndTheStoreRefusedIsLost()
    {
        HostileServer target([&](HostileConnection &connection) {
            while (connection.read())
                connection.answer(200, "jobs{q=\"a\"} 3\njobs{q=\"b\"} 4\n",
                                  "Content-Type: text/plain; version=0.0.4\r\n");
        });
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        series.set(TroubledSeries::Trouble::Fails);
        bench.ports.series = &series;
        ReceiverPlan plan = planOf(ReceiverKind::Prometheus, target.url() % u"/metrics"_s);
        plan.interval = 5s; // which is what a scrape may take, too
        const auto receiver = bench.factory()(plan);
        receiver->start();
        QTRY_COMPARE_WITH_TIMEOUT(receiver->state().counts.dropped, 2, 20'000);
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Failing);
        QCOMPARE(receiver->state().error->message, u"The disk is full."_s);
        QCOMPARE(receiver->state().counts.messages, 1); // which was answered
        QCOMPARE(receiver->state().counts.failures, 0);
        QCOMPARE(receiver->state().counts.samples, 0);
        series.set(TroubledSeries::Trouble::None);
        QTRY_VERIFY_WITH_TIMEOUT(receiver->state().counts.samples >= 2, 30'000);
        QCOMPARE(receiver->state().counts.dropped, 2);
        receiver->stop();
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // it uses the series of this test
    }

    void usersOfAServerAreRecordedWithTheClockFoundOut()
    {
        FakeNemoServer server;
        ReceivingBench bench;
        server.setClock(7'200s, bench.clock.now());
        monitor::PerUserResourceUsage user;
        user.userId = u"alice"_s;
        user.session.createdAt = bench.clock.now();
        user.session.lastActivity = bench.clock.now();
        user.requests = {42, 1, 12.5, 2};
        server.setUsers({user});
        const auto receiver = bench.factory()(planOf(ReceiverKind::Users, server.url()));
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        QCOMPARE(receiver->state().offset, std::optional(std::chrono::seconds(7'200)));
        QTRY_VERIFY(receiver->state().counts.messages >= 1);
        QTRY_VERIFY(receiver->state().counts.samples >= 8); // seven of the user, one of the server
        const QString target = server.url().sliced(7);      // behind http://
        QCOMPARE(recordedSamples(bench.ports, u"nat.user.total_requests"_s,
                                 {{u"target"_s, target}, {u"user"_s, u"alice"_s}},
                                 bench.clock.now())
                     .value(0),
                 u"0:42"_s);

        server.setManner(FakeNemoServer::Manner::SwitchedOff);
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Waiting);
        QVERIFY2(receiver->state().error->message.contains(u"enable_per_user_monitoring"_s),
                 qPrintable(receiver->state().error->message));
        QTRY_VERIFY(receiver->state().counts.failures >= 1);
    }

    // What was new in an answer that the store did not take is stored with the next one.
    void aResetOfAUserIsNotLostWhileTheStoreFails()
    {
        FakeNemoServer server;
        ReceivingBench bench;
        TroubledSeries series(*bench.ports.series);
        bench.ports.series = &series;
        server.setClock(0s, bench.clock.now());
        const auto told = [&](std::int64_t requests) {
            monitor::PerUserResourceUsage user;
            user.userId = u"alice"_s;
            user.session.createdAt = bench.clock.now() - Timedelta(kNsPerHour);
            user.session.lastActivity = user.session.createdAt;
            user.requests = {requests, 0, 12.5, 0};
            server.setUsers({user});
        };
        const Timestamp begin = bench.clock.now();
        told(42);
        const auto receiver = bench.factory()(planOf(ReceiverKind::Users, server.url()));
        receiver->start();
        QTRY_VERIFY(receiver->state().counts.messages >= 1);
        series.set(TroubledSeries::Trouble::Fails);
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Failing);
        QCOMPARE(receiver->state().error->message, u"The disk is full."_s);
        told(3);
        const std::int64_t dropped = receiver->state().counts.dropped;
        QTRY_VERIFY(receiver->state().counts.dropped >= dropped + 2); // one that told of 3
        bench.clock.set(begin + Timedelta(5 * kNsPerSecond));
        series.set(TroubledSeries::Trouble::None);
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        receiver->stop();
        QFuture<void> ended = bench.ending.ended();
        QTRY_VERIFY_WITH_TIMEOUT(ended.isFinished(), 20'000); // it uses the series of this test
        QCOMPARE(recordedSamples(bench.ports, u"nat.user.total_requests"_s,
                                 {{u"target"_s, server.url().sliced(7)}, {u"user"_s, u"alice"_s}},
                                 begin),
                 (QStringList{u"0:42"_s, u"1e-09:gap"_s, u"5:3"_s}));
    }

    // A server is silent while it makes what a new user needs.
    void aSlowServerOfUsersIsNoFailure()
    {
        FakeNemoServer server;
        ReceivingBench bench;
        server.setClock(0s, bench.clock.now());
        server.setManner(FakeNemoServer::Manner::Slow, 60s);
        const auto receiver = bench.factory()(planOf(ReceiverKind::Users, server.url()));
        receiver->start();
        QTRY_COMPARE_WITH_TIMEOUT(receiver->state().status, ReceiverStatus::Waiting, 30'000);
        QVERIFY2(receiver->state().error->message.contains(u"It is asked again."_s),
                 qPrintable(receiver->state().error->message));
        QTRY_COMPARE(receiver->state().counts.failures, 1);
        server.setManner(FakeNemoServer::Manner::Regular);
        QTRY_COMPARE_WITH_TIMEOUT(receiver->state().status, ReceiverStatus::Receiving, 20'000);
    }

    void usersAreAskedForLessOftenWhileNobodyLooks()
    {
        FakeNemoServer server;
        ReceivingBench bench;
        server.setClock(0s, bench.clock.now());
        const auto receiver = bench.factory()(planOf(ReceiverKind::Users, server.url()));
        receiver->setSeen(false);
        receiver->start();
        QTRY_COMPARE(receiver->state().counts.messages, 1);
        QTest::qWait(1'000); // ten times as long as the plan's interval
        QCOMPARE(server.requests().size(), 1U);
        receiver->setSeen(true);
        QTRY_VERIFY(receiver->state().counts.messages >= 3);
    }

    void aGivenClockIsBelieved()
    {
        FakeNemoServer server;
        ReceivingBench bench;
        server.setClock(7'200s, bench.clock.now());
        ReceiverPlan plan = planOf(ReceiverKind::Users, server.url());
        plan.offset = u"-05:30"_s;
        const auto receiver = bench.factory()(plan);
        receiver->start();
        QTRY_COMPARE(receiver->state().status, ReceiverStatus::Receiving);
        QCOMPARE(receiver->state().offset, std::optional(std::chrono::seconds(-19'800)));
    }
};

TIDEMARK_TEST(ReceiverKindsTest)
#include "receiver_kinds_test.moc"

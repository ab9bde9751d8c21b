// SPDX-License-Identifier: GPL-3.0-or-later
// The acceptance checks of the per-user monitor as a whole: collectors 6, checks 11 to 18. Check 19
// is MonitorRouteTest's.
#include "model/domain/user_id.h"
#include "services/monitor/user_recorder.h"
#include "tests/services/monitor/monitor_bench.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/support/test_registry.h"

#include <QPromise>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

using Manner = FakeNemoServer::Manner;

class MonitorAcceptanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theExampleIsReadExactlyAndStoredForBothUsers();
    void aMonitorThatIsOffIsSaidInThoseWordsAndAskedEveryMinute();
    void anUnknownUserIsAnEmptyList();
    void withoutUsersTheLastDataStaysAndIsStale();
    void everyFormOfTimeIsRead_data();
    void everyFormOfTimeIsRead();
    void aServerTwoHoursAheadWithoutAZoneIsCorrected();
    void aResetCountsFromZeroAndHasAGap();
    void theWindowedMeanIs21ms();
    void aUserListedTwiceIsKeptTwiceAndSummedWithAMark();
    void userIdsAreThoseOfTheTable_data();
    void userIdsAreThoseOfTheTable();

private:
    QTemporaryDir m_folder;
};

// Check 11.
void MonitorAcceptanceTest::theExampleIsReadExactlyAndStoredForBothUsers()
{
    const auto read = readAnswer(kExampleAnswer);
    QVERIFY(read);
    QCOMPARE(read->response, exampleResponse());
    QVERIFY(!read->hasZone);
    QVERIFY(read->isOffsetEstimated);
    QCOMPARE(read->offset, 0s);

    const auto store = openStore(m_folder.filePath(u"check11.tidemark"_s)).value();
    UserTracker tracker;
    UserRecorder recorder(store->ports(), u"localhost:8000"_s);
    QVERIFY(recorder.record(tracker.follow(*read)));
    const auto stored = [&](const QString &metric, const QString &user) {
        return recordedSamples(store->ports(), metric,
                               {{u"target"_s, u"localhost:8000"_s}, {u"user"_s, user}},
                               read->receivedAt)
            .join(u' ');
    };
    QCOMPARE(stored(u"nat.user.total_requests"_s, kAlice), u"0:42"_s);
    QCOMPARE(stored(u"nat.user.errors"_s, kAlice), u"0:2"_s);
    QCOMPARE(stored(u"nat.user.active"_s, kAlice), u"0:1"_s);
    QCOMPARE(stored(u"nat.user.avg_latency_ms"_s, kAlice), u"0:1250.5"_s);
    QCOMPARE(stored(u"nat.user.functions"_s, kAlice), u"0:3"_s);
    QCOMPARE(stored(u"nat.user.function_groups"_s, kAlice), u"0:1"_s);
    QCOMPARE(stored(u"nat.user.exit_stack"_s, kAlice), u"0:2"_s);
    QCOMPARE(stored(u"nat.user.total_requests"_s, kBob), u"0:10"_s);
    QCOMPARE(stored(u"nat.user.errors"_s, kBob), u"0:0"_s);
    QCOMPARE(stored(u"nat.user.active"_s, kBob), u"0:0"_s);
    QCOMPARE(stored(u"nat.user.avg_latency_ms"_s, kBob), u"0:980"_s);
    QCOMPARE(stored(u"nat.user.functions"_s, kBob), u"0:2"_s);
    QCOMPARE(stored(u"nat.user.function_groups"_s, kBob), u"0:1"_s);
    QCOMPARE(stored(u"nat.user.exit_stack"_s, kBob), u"0:1"_s);
    QCOMPARE(recordedSamples(store->ports(), u"nat.users.active"_s,
                             {{u"target"_s, u"localhost:8000"_s}}, read->receivedAt),
             QStringList{u"0:2"_s});
}

// Check 12.
void MonitorAcceptanceTest::aMonitorThatIsOffIsSaidInThoseWordsAndAskedEveryMinute()
{
    MonitorBench bench;
    bench.server.setManner(Manner::SwitchedOff);
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::NoMonitor);
    QVERIFY(
        bench.poller->error()->message.contains(u"Monitoring is not switched on at 127.0.0.1"_s));
    QVERIFY(bench.poller->error()->message.contains(u"or this is another product"_s));
    QCOMPARE(bench.timer->wait(), 60s);
    bench.server.setManner(Manner::Regular);
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Current);
    QCOMPARE(bench.timer->wait(), 5s);
}

// Check 13.
void MonitorAcceptanceTest::anUnknownUserIsAnEmptyList()
{
    FakeNemoServer server;
    server.setUsers(exampleResponse().users);
    server.setClock(0s, utc("2025-12-17T10:30:00Z"));
    net::NetworkThread network;
    net::HttpConnection connection;
    connection.endpoint = net::parseEndpoint(server.url()).value();
    net::HttpClient client(network, connection);
    const auto askFor = [&](const QByteArray &query) {
        net::HttpRequest request;
        request.path = "monitor/users";
        request.query = query;
        auto future = client.send(request);
        future.waitForFinished();
        return readAnswer(future.takeResult().value().body);
    };
    for (const QByteArray &query : {QByteArray("user_id=nobody"), QByteArray("user_id=")}) {
        const auto read = askFor(query);
        QVERIFY(read);
        QVERIFY(read->response.users.empty());
        QCOMPARE(read->response.totalActiveUsers, 0);
    }
    const auto bob = askFor("user_id=" + kBob.toLatin1());
    QVERIFY(bob);
    QCOMPARE(bob->response.totalActiveUsers, 1);
    QCOMPARE(bob->response.users.at(0), exampleResponse().users[1]);
}

// Check 13.
void MonitorAcceptanceTest::withoutUsersTheLastDataStaysAndIsStale()
{
    MonitorBench bench;
    bench.server.setUsers(exampleResponse().users);
    QVERIFY(bench.poll());
    QVERIFY(!bench.poller->isStale());
    bench.server.setManner(Manner::WithoutUsers);
    bench.clock.set(bench.clock.now() + Timedelta(5 * kNsPerSecond));
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Failed);
    QVERIFY(bench.poller->error()->message.contains(u"The field users is missing."_s));
    QVERIFY(bench.poller->isStale());
    QCOMPARE(bench.poller->age(), std::optional(Timedelta(5 * kNsPerSecond)));
    QCOMPARE(bench.poller->last()->reading.response.users, exampleResponse().users);
}

void MonitorAcceptanceTest::everyFormOfTimeIsRead_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<qint64>("utc_ns");
    const qint64 at = utc("2025-12-17T10:15:00Z").posixNs();
    QTest::newRow("no fraction") << QByteArray("2025-12-17T10:15:00") << at;
    QTest::newRow("3 digits") << QByteArray("2025-12-17T10:15:00.123") << at + 123'000'000;
    QTest::newRow("6 digits") << QByteArray("2025-12-17T10:15:00.123456") << at + 123'456'000;
    QTest::newRow("9 digits") << QByteArray("2025-12-17T10:15:00.123456789") << at + 123'456'789;
    QTest::newRow("Z") << QByteArray("2025-12-17T10:15:00.5Z") << at + 500'000'000;
    QTest::newRow("an offset") << QByteArray("2025-12-17T12:15:00+02:00") << at;
}

// Check 14.
void MonitorAcceptanceTest::everyFormOfTimeIsRead()
{
    QFETCH(QByteArray, written);
    QFETCH(qint64, utc_ns);
    QByteArray body = kExampleAnswer;
    body.replace("2025-12-17T10:15:00.000001", written);
    const auto read = readAnswer(body);
    QVERIFY(read);
    QCOMPARE(read->response.users[1].session.createdAt.posixNs(), utc_ns);
}

// Check 14.
void MonitorAcceptanceTest::aServerTwoHoursAheadWithoutAZoneIsCorrected()
{
    MonitorBench bench;
    bench.server.setUsers(exampleResponse().users);
    bench.server.setClock(2h, bench.clock.now() - Timedelta(3 * kNsPerSecond));
    QVERIFY(bench.poll());
    const MonitorReading &read = bench.poller->last()->reading;
    QCOMPARE(read.offset, 2h);
    QVERIFY(read.isOffsetEstimated);
    QCOMPARE(read.response.timestamp, bench.clock.now() - Timedelta(3 * kNsPerSecond));
    QCOMPARE(read.response.users, exampleResponse().users);
    bench.poller->setOffset(1h);
    QVERIFY(bench.poll());
    QVERIFY(!bench.poller->last()->reading.isOffsetEstimated);
    QCOMPARE(bench.poller->last()->reading.response.users[0].session.createdAt,
             exampleResponse().users[0].session.createdAt + Timedelta(kNsPerHour));
}

// Check 15.
void MonitorAcceptanceTest::aResetCountsFromZeroAndHasAGap()
{
    const Timestamp begin = utc("2025-12-17T10:30:00Z");
    const auto store = openStore(m_folder.filePath(u"check15.tidemark"_s)).value();
    UserRecorder recorder(store->ports(), u"t"_s);
    MonitorBench bench;
    bench.server.setUsers({usage(kAlice, begin - Timedelta(kNsPerHour), 42)});
    QVERIFY(bench.poll());
    QVERIFY(recorder.record(*bench.poller->last()));
    bench.clock.set(begin + Timedelta(5 * kNsPerSecond));
    bench.server.setClock(0s, bench.clock.now());
    bench.server.setUsers({usage(kAlice, begin + Timedelta(3 * kNsPerSecond), 1)});
    QVERIFY(bench.poll());
    const TrackedUser &alice = bench.poller->last()->users.at(0);
    QCOMPARE(alice.newRequests, std::optional<std::int64_t>(1));
    QVERIFY(alice.isReset);
    QVERIFY(recorder.record(*bench.poller->last()));
    QCOMPARE(recordedSamples(store->ports(), u"nat.user.total_requests"_s,
                             {{u"target"_s, u"t"_s}, {u"user"_s, kAlice}}, begin),
             (QStringList{u"0:42"_s, u"3:gap"_s, u"5:1"_s}));
}

// Check 16.
void MonitorAcceptanceTest::theWindowedMeanIs21ms()
{
    const Timestamp begin = utc("2025-12-17T10:00:00Z");
    MonitorBench bench;
    bench.server.setUsers({usage(kAlice, begin, 100, 10.00)});
    QVERIFY(bench.poll());
    bench.server.setUsers({usage(kAlice, begin, 110, 11.00)});
    QVERIFY(bench.poll());
    const auto latency = bench.poller->last()->users.at(0).latency;
    QVERIFY(latency);
    QCOMPARE(latency->mean_ms, 21.00);
    QCOMPARE(latency->error_ms, 0.105);
}

// Check 17.
void MonitorAcceptanceTest::aUserListedTwiceIsKeptTwiceAndSummedWithAMark()
{
    const Timestamp begin = utc("2025-12-17T10:00:00Z");
    MonitorBench bench;
    bench.server.setUsers({usage(kAlice, begin, 10, 20, 1),
                           usage(kAlice, begin + Timedelta(kNsPerMinute), 30, 40, 2)});
    QVERIFY(bench.poll());
    const TrackedReading &last = *bench.poller->last();
    QCOMPARE(last.reading.response.totalActiveUsers, 2);
    QCOMPARE(last.users.size(), 2U);
    QCOMPARE(last.users[0].ordinal, 0);
    QCOMPARE(last.users[1].ordinal, 1);
    QCOMPARE(last.totals.size(), 1U);
    QVERIFY(last.totals[0].isSum());
    QCOMPARE(last.totals[0].entries, 2);
    QCOMPARE(last.totals[0].requests, (PerUserRequestMetrics{40, 0, 35, 3}));
}

void MonitorAcceptanceTest::userIdsAreThoseOfTheTable_data()
{
    QTest::addColumn<QString>("identity");
    QTest::addColumn<QString>("userId");
    QTest::newRow("alice") << u"alice"_s << u"7b031fd4-714b-598e-b755-a517d069edc5"_s;
    QTest::newRow("bob") << u"bob"_s << u"e0d43398-5fc8-5c1d-95d5-d39399e69f51"_s;
    QTest::newRow("basic") << u"YWxpY2U6czNjcmV0"_s << u"acc6fc5a-2d86-52ef-b55f-6e20b1bbc2ce"_s;
    QTest::newRow("API key") << u"sk-service-abc123"_s << u"06d2b7c6-c9cf-58f3-a90b-ed272501211d"_s;
}

// Check 18.
void MonitorAcceptanceTest::userIdsAreThoseOfTheTable()
{
    QFETCH(QString, identity);
    QFETCH(QString, userId);
    QCOMPARE(userIdOf(identity), userId);
}

TIDEMARK_TEST(MonitorAcceptanceTest)
#include "monitor_acceptance_test.moc"

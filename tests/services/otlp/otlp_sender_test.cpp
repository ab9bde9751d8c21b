// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a request by what the receiver answers (check 48), and what goes over the wire.
#include "services/otlp/gzip_body.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_parts.h"
#include "services/otlp/otlp_protobuf.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_sending.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

namespace {

using Connection = HostileConnection;
using Clock = std::chrono::steady_clock;

/// A gauge with so many points.
OtlpMetrics gauge(std::size_t points)
{
    OtlpGauge data;
    for (std::size_t i = 0; i < points; ++i) {
        data.points.push_back(numberPoint(kTime_ns, static_cast<double>(i), 0));
        data.points.back().attributes = {{"n", {std::to_string(i)}}};
    }
    return oneMetric({"level", {}, "1", std::move(data), {}});
}

std::uint64_t pointsIn(const SeenRequest &request)
{
    return pointCount(fromProtobuf(request.body).value());
}

/// A server that gives each request what `answer` says, by its number from 1.
HostileServer::Script answering(std::function<void(Connection &, int)> answer)
{
    return
        [answer = std::move(answer), count = std::make_shared<std::atomic<int>>(0)](Connection &c) {
            while (c.read())
                answer(c, ++*count);
        };
}

} // namespace

class OtlpSenderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void sendsWhatTheProtocolSays_data();
    void sendsWhatTheProtocolSays();
    void partialSuccessIsNotRepeated_data();
    void partialSuccessIsNotRepeated();
    void finalStatusesAreDropped_data();
    void finalStatusesAreDropped();
    void passingStatusesAreRepeated_data();
    void passingStatusesAreRepeated();
    void keepsRetryAfterWithinACall();
    void keepsRetryAfterFromCallToCall();
    void cutConnectionsAreRepeated();
    void tooLongRequestsGoInHalves();
    void aPointThatIsTooLongIsDropped();
    void ownLimitSplitsBeforeSending();
    void tellsWhatIsLeftOfASplitRequest();
    void emptyRequestsAreNotSent();
    void headersAreSecrets();
    void headersStayWithTheReceiver();
    void aReceiverThatTellsAKeyBackIsNotQuoted();
    void halvesHoldAllPoints();
};

void OtlpSenderTest::sendsWhatTheProtocolSays_data()
{
    QTest::addColumn<bool>("isJson");
    QTest::addColumn<bool>("isPacked");
    QTest::newRow("protobuf") << false << false;
    QTest::newRow("protobuf, gzip") << false << true;
    QTest::newRow("JSON") << true << false;
    QTest::newRow("JSON, gzip") << true << true;
}

void OtlpSenderTest::sendsWhatTheProtocolSays()
{
    QFETCH(const bool, isJson);
    QFETCH(const bool, isPacked);
    const HostileServer server(answering([](Connection &c, int) { c.answer(200, {}); }));
    OtlpSenderOptions options = quick();
    options.encoding = isJson ? OtlpEncoding::Json : OtlpEncoding::Protobuf;
    options.isPacked = isPacked;
    SendingBench bench(server.url(), options);
    QVERIFY(
        bench.sender->send(fromProtobuf(gaugeProtobuf()).value(), SendingBench::soon()).outcome ==
        OtlpOutcome::Accepted);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{1});
    const SeenRequest &seen = requests[0];
    QCOMPARE(seen.firstLine(), QByteArray("POST /v1/metrics HTTP/1.1"));
    QCOMPARE(seen.header("Content-Type"),
             QByteArray(isJson ? "application/json" : "application/x-protobuf"));
    QCOMPARE(seen.header("Content-Encoding"), QByteArray(isPacked ? "gzip" : ""));
    const QByteArray body = isPacked ? unpackGzip(seen.body, 10'000).value() : seen.body;
    if (isJson)
        QVERIFY(fromJson(body).value() == fromProtobuf(gaugeProtobuf()).value());
    else
        QCOMPARE(body.toHex(), gaugeProtobuf().toHex()); // the vector of 91 bytes
    const OtlpSenderCounts counts = bench.sender->counts();
    QCOMPARE(counts.acceptedPoints, 1U);
    QCOMPARE(counts.requests, 1U);
}

void OtlpSenderTest::partialSuccessIsNotRepeated_data()
{
    QTest::addColumn<bool>("isJson");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<std::uint64_t>("rejected");
    OtlpRefusals refusals;
    refusals.add(OtlpRefusal::Time, 3);
    QTest::newRow("protobuf") << false << acceptedAnswer(OtlpEncoding::Protobuf, refusals).body
                              << std::uint64_t{3};
    QTest::newRow("JSON") << true << acceptedAnswer(OtlpEncoding::Json, refusals).body
                          << std::uint64_t{3};
    QTest::newRow("JSON with a number")
        << true << QByteArray(R"({"partialSuccess":{"rejectedDataPoints":2,"errorMessage":"no"}})")
        << std::uint64_t{2};
    QTest::newRow("a warning") << true
                               << QByteArray(R"({"partialSuccess":{"errorMessage":"slow down"}})")
                               << std::uint64_t{0};
    QTest::newRow("more than was sent")
        << true
        << QByteArray(R"({"partialSuccess":{"rejectedDataPoints":"99","errorMessage":"x"}})")
        << std::uint64_t{5};
}

void OtlpSenderTest::partialSuccessIsNotRepeated()
{
    QFETCH(const bool, isJson);
    QFETCH(const QByteArray, body);
    QFETCH(const std::uint64_t, rejected);
    const HostileServer server(answering([&](Connection &c, int) { c.answer(200, body); }));
    OtlpSenderOptions options = quick();
    options.encoding = isJson ? OtlpEncoding::Json : OtlpEncoding::Protobuf;
    SendingBench bench(server.url(), options);
    const OtlpDelivery delivery = bench.sender->send(gauge(5), SendingBench::soon());
    QVERIFY(delivery.outcome == OtlpOutcome::Accepted);
    QCOMPARE(server.requests().size(), std::size_t{1});
    const OtlpSenderCounts counts = bench.sender->counts();
    QCOMPARE(counts.rejectedPoints, rejected);
    QCOMPARE(counts.acceptedPoints, 5 - rejected);
    QVERIFY(!counts.lastTrouble.empty());
}

void OtlpSenderTest::finalStatusesAreDropped_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 403, 404, 408, 500, 501})
        QTest::addRow("%d", status) << status;
}

void OtlpSenderTest::finalStatusesAreDropped()
{
    QFETCH(const int, status);
    const HostileServer server(answering([&](Connection &c, int) { c.answer(status, "no"); }));
    SendingBench bench(server.url(), quick());
    const OtlpDelivery delivery = bench.sender->send(gauge(5), SendingBench::soon());
    QVERIFY(delivery.outcome == OtlpOutcome::Refused);
    QVERIFY(delivery.rest.empty());
    QVERIFY(delivery.why.find(std::to_string(status)) != std::string::npos);
    QCOMPARE(server.requests().size(), std::size_t{1});
    const OtlpSenderCounts counts = bench.sender->counts();
    QCOMPARE(counts.droppedPoints, 5U);
    QCOMPARE(counts.refusedRequests, 1U);
    QCOMPARE(counts.acceptedPoints, 0U);
}

void OtlpSenderTest::passingStatusesAreRepeated_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {429, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void OtlpSenderTest::passingStatusesAreRepeated()
{
    QFETCH(const int, status);
    const HostileServer server(
        answering([&](Connection &c, int number) { c.answer(number < 3 ? status : 200, {}); }));
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send(gauge(5), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QCOMPARE(server.requests().size(), std::size_t{3});
    QCOMPARE(bench.sender->counts().acceptedPoints, 5U);
}

void OtlpSenderTest::keepsRetryAfterWithinACall()
{
    std::array<Clock::time_point, 2> came;
    const HostileServer server(answering([&](Connection &c, int number) {
        came.at(static_cast<std::size_t>(number - 1)) = Clock::now();
        c.answer(number == 1 ? 503 : 200, {}, number == 1 ? "Retry-After: 2\r\n" : "");
    }));
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send(gauge(5), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QCOMPARE(server.requests().size(), std::size_t{2});
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(came[1] - came[0]);
    qInfo("Retry-After 2: the next request came after %lld ms",
          static_cast<long long>(waited.count()));
    QVERIFY(waited >= 1'990ms);
}

// Check 48: by a clock that the test moves.
void OtlpSenderTest::keepsRetryAfterFromCallToCall()
{
    const HostileServer server(answering([&](Connection &c, int number) {
        c.answer(number == 1 ? 503 : 200, {}, number == 1 ? "Retry-After: 2\r\n" : "");
    }));
    SendingBench bench(server.url(), quick(1));
    const auto send = [&] { return bench.sender->send(gauge(5), SendingBench::soon()); };
    QVERIFY(send().outcome == OtlpOutcome::Failed);
    bench.clock.pass(1.9);
    const OtlpDelivery early = send();
    QVERIFY(early.outcome == OtlpOutcome::Failed);
    QCOMPARE(early.rest.size(), std::size_t{1});
    QCOMPARE(server.requests().size(), std::size_t{1}); // nothing was asked
    bench.clock.pass(0.1);
    QVERIFY(send().outcome == OtlpOutcome::Accepted);
    QCOMPARE(server.requests().size(), std::size_t{2});
    QCOMPARE(bench.sender->counts().failures, 2U);
}

void OtlpSenderTest::cutConnectionsAreRepeated()
{
    const HostileServer server([](Connection &c) {
        c.read();
        if (c.number() < 3)
            c.reset();
        else
            c.answer(200, {});
    });
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send(gauge(5), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{3});
    QCOMPARE(requests[0].body, requests[2].body);
}

void OtlpSenderTest::tooLongRequestsGoInHalves()
{
    constexpr std::uint64_t kMost = 30;
    const HostileServer server(answering(
        [&](Connection &c, int) { c.answer(pointsIn(c.request()) > kMost ? 413 : 200, {}); }));
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send(gauge(100), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{7}); // 100, 50, 25, 25, 50, 25, 25
    std::vector<double> values;
    for (const SeenRequest &request : requests) {
        if (pointsIn(request) > kMost)
            continue;
        const OtlpMetrics metrics = fromProtobuf(request.body).value();
        const auto data = std::get<OtlpGauge>(metrics.resources[0].scopes[0].metrics[0].data);
        for (const OtlpNumberPoint &point : data.points)
            values.push_back(std::get<double>(point.value));
    }
    QCOMPARE(values.size(), std::size_t{100});
    for (std::size_t i = 0; i < values.size(); ++i) // each once, in order
        QCOMPARE(values[i], static_cast<double>(i));
    const OtlpSenderCounts counts = bench.sender->counts();
    QCOMPARE(counts.splits, 3U);
    QCOMPARE(counts.acceptedPoints, 100U);
    QCOMPARE(counts.droppedPoints, 0U);
}

void OtlpSenderTest::aPointThatIsTooLongIsDropped()
{
    const HostileServer server(answering([](Connection &c, int) { c.answer(413, {}); }));
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send(gauge(4), SendingBench::soon()).outcome == OtlpOutcome::Refused);
    QCOMPARE(server.requests().size(), std::size_t{7}); // 4, 2, 1, 1, 2, 1, 1: an end
    QCOMPARE(bench.sender->counts().droppedPoints, 4U);
}

void OtlpSenderTest::ownLimitSplitsBeforeSending()
{
    const HostileServer server(answering([](Connection &c, int) { c.answer(200, {}); }));
    OtlpSenderOptions options = quick();
    options.longestBody_bytes = 1'000;
    SendingBench bench(server.url(), options);
    QVERIFY(bench.sender->send(gauge(100), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    const auto requests = server.requests();
    QVERIFY(requests.size() >= 2);
    for (const SeenRequest &request : requests)
        QVERIFY(request.body.size() <= 1'000);
    QCOMPARE(bench.sender->counts().acceptedPoints, 100U);
}

void OtlpSenderTest::tellsWhatIsLeftOfASplitRequest()
{
    const HostileServer server(answering([&](Connection &c, int number) {
        c.answer(pointsIn(c.request()) > 25 ? 413 : number == 4 ? 503 : 200, {});
    }));
    SendingBench bench(server.url(), quick(1));
    const OtlpDelivery delivery = bench.sender->send(gauge(100), SendingBench::soon());
    QVERIFY(delivery.outcome == OtlpOutcome::Failed);
    QCOMPARE(server.requests().size(), std::size_t{4}); // 100, 50, 25, 25
    std::uint64_t left = 0;
    for (const OtlpMetrics &piece : delivery.rest)
        left += pointCount(piece);
    QCOMPARE(left, 75U);
    QCOMPARE(bench.sender->counts().acceptedPoints, 25U);
    for (const OtlpMetrics &piece : delivery.rest)
        QVERIFY(bench.sender->send(piece, SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QCOMPARE(bench.sender->counts().acceptedPoints, 100U);
}

void OtlpSenderTest::emptyRequestsAreNotSent()
{
    const HostileServer server(answering([](Connection &c, int) { c.answer(200, {}); }));
    SendingBench bench(server.url(), quick());
    QVERIFY(bench.sender->send({}, SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QVERIFY(bench.sender->send(gauge(0), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QVERIFY(server.requests().empty());
}

void OtlpSenderTest::headersAreSecrets()
{
    const HostileServer server(answering([](Connection &c, int) { c.answer(401, {}); }));
    OtlpSenderOptions options = quick();
    options.headers.emplace_back("Api-Key", Secret(QByteArrayView("k-123456")));
    SendingBench bench(server.url(), options);
    const OtlpDelivery delivery = bench.sender->send(gauge(1), SendingBench::soon());
    QVERIFY(delivery.outcome == OtlpOutcome::Refused);
    const auto requests = server.requests();
    QCOMPARE(requests.at(0).header("Api-Key"), QByteArray("k-123456"));
    QVERIFY(delivery.why.find("k-123456") == std::string::npos);
    QVERIFY(bench.sender->counts().lastTrouble.find("k-123456") == std::string::npos);
}

void OtlpSenderTest::headersStayWithTheReceiver()
{
    const HostileServer other(answering([](Connection &c, int) { c.answer(200, "{}"); }));
    const HostileServer server(answering([&](Connection &c, int) {
        c.answer(307, {}, "Location: " + other.url().toLatin1() + "/v1/metrics\r\n");
    }));
    OtlpSenderOptions options = quick();
    options.headers.emplace_back("Api-Key", Secret(QByteArrayView("k-123456")));
    SendingBench bench(server.url(), options);
    (void)bench.sender->send(gauge(1), SendingBench::soon());
    QCOMPARE(server.requests().at(0).header("Api-Key"), QByteArray("k-123456"));
    QVERIFY(other.requests().empty());
}

void OtlpSenderTest::aReceiverThatTellsAKeyBackIsNotQuoted()
{
    const HostileServer server(answering([](Connection &c, int) {
        c.answer(200, R"({"partialSuccess":{"errorMessage":"the key k-123456 is old"}})");
    }));
    OtlpSenderOptions options = quick();
    options.encoding = OtlpEncoding::Json;
    options.headers.emplace_back("Api-Key", Secret(QByteArrayView("k-123456")));
    SendingBench bench(server.url(), options);
    QVERIFY(bench.sender->send(gauge(1), SendingBench::soon()).outcome == OtlpOutcome::Accepted);
    QCOMPARE(bench.sender->counts().lastTrouble, std::string("the key *** is old"));
}

void OtlpSenderTest::halvesHoldAllPoints()
{
    const OtlpMetrics worked = fromJson(workedJson()).value();
    const auto [first, second] = halvesOf(worked);
    QCOMPARE(pointCount(first), 2U);
    QCOMPARE(pointCount(second), 3U);
    QVERIFY(first.resources[0].resource == worked.resources[0].resource);
    std::vector<OtlpMetric> joined = first.resources[0].scopes[0].metrics;
    const auto &others = second.resources[0].scopes[0].metrics;
    joined.insert(joined.end(), others.begin(), others.end());
    QVERIFY(joined == worked.resources[0].scopes[0].metrics);
    QVERIFY(partOf(worked, 0, 5) == worked);
    QVERIFY(partOf(worked, 5, 9) == OtlpMetrics());
}

TIDEMARK_TEST(OtlpSenderTest)
#include "otlp_sender_test.moc"

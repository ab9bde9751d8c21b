// SPDX-License-Identifier: GPL-3.0-or-later
// Every limit, just below and just above; times are lowered to half a second.
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <future>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

namespace {

constexpr auto kShort = 500ms;

HttpServerOptions with(const std::function<void(HttpLimits &)> &change)
{
    HttpServerOptions options;
    change(options.limits);
    return options;
}

// A request with a head of exactly that many bytes.
QByteArray headOf(qint64 size)
{
    const QByteArray start = "GET /a HTTP/1.1\r\nHost: localhost\r\nX-A: ";
    return start + QByteArray(size - start.size() - 4, 'x') + "\r\n\r\n";
}

QByteArray chunked(const QByteArray &chunks)
{
    return request("POST", "/a",
                   "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n") +
           chunks;
}

// How long the server takes to close.
qint64 timeToEnd_ms(RawClient &client)
{
    QElapsedTimer timer;
    timer.start();
    return client.sawEnd() ? timer.elapsed() : -1;
}

} // namespace

class HttpLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void hasTheDefaultsOfThePapers();
    void limitsTheHeader();
    void limitsTheBody();
    void limitsChunks();
    void limitsTheBodiesTogether();
    void limitsRequestsInWork();
    void countsOnlyRequestsThatAreNotAnswered();
    void limitsConnections();
    void newConnectionsTakeThePlaceOfOthers();
    void limitsTheTimeForAHeader();
    void limitsTheTimeForABody();
    void limitsTheTimeBetweenRequests();
    void limitsTheTimeForAnAnswerToBeTaken();
    void letsHandlersTakeTheirTime();
    void showsTheRefusalBeforeItCloses();
};

void HttpLimitsTest::hasTheDefaultsOfThePapers()
{
    const HttpLimits limits;
    QCOMPARE(limits.header_bytes, 16 * 1024);
    QCOMPARE(limits.body_bytes, 16 * 1024 * 1024);
    QCOMPARE(limits.bodiesTogether_bytes, 256 * 1024 * 1024);
    QCOMPARE(limits.answersTogether_bytes, 256 * 1024 * 1024);
    QCOMPARE(limits.small_bytes, 64 * 1024);
    QCOMPARE(limits.smallTogether_bytes, 64 * 1024 * 1024);
    QCOMPARE(limits.largePerAddress_bytes, 96 * 1024 * 1024);
    QCOMPARE(limits.connections, 1024);
    QCOMPARE(limits.connectionsPerAddress, 64);
    QCOMPARE(limits.requestsInWork, 64);
    QCOMPARE(limits.requestsWaiting, 256);
    QCOMPARE(limits.waitTime, 5s);
    QCOMPARE(limits.listenBacklog, 4096);
    QCOMPARE(limits.headerTime, 10s);
    QCOMPARE(limits.bodyTime, 30s);
    QCOMPARE(limits.idleTime, 60s);
    QCOMPARE(limits.writeTime, 30s);
    QCOMPARE(limits.retryAfter, 1s);
}

void HttpLimitsTest::limitsTheHeader()
{
    const TestServer server;
    RawClient client = server.client();
    QCOMPARE(client.ask(headOf(kHeader_bytes)).status, 200);
    const RawResponse answer = client.ask(headOf(kHeader_bytes + 1));
    QCOMPARE(answer.status, 431);
    QVERIFY(answer.isLast());
    QVERIFY(answer.body.contains("16384"));
    QVERIFY(client.sawEnd());
    RawClient endless = server.client(); // as soon as it cannot end in time any more
    QCOMPARE(endless.ask(headOf(kHeader_bytes + 4).first(kHeader_bytes)).status, 431);
    RawClient manyFields = server.client();
    QByteArray fields;
    while (fields.size() < 20'000)
        fields += "a:\r\n";
    QCOMPARE(manyFields.ask(request("GET", "/", fields)).status, 431);
    RawClient emptyLines = server.client();
    QByteArray lines;
    while (lines.size() < 20'000)
        lines += "\r\n";
    QCOMPARE(emptyLines.ask(lines).status, 431);
}

void HttpLimitsTest::limitsTheBody()
{
    const TestServer server;
    RawClient client = server.client();
    const QByteArray largest(kBody_bytes, 'x');
    QVERIFY(client.ask(request("POST", "/a", {}, largest)).body.endsWith(largest));
    // Before a byte of it is sent.
    const RawResponse answer =
        client.ask(request("POST", "/a",
                           "Content-Type: application/json\r\nContent-Length: " +
                               QByteArray::number(kBody_bytes + 1) + "\r\n"));
    QCOMPARE(answer.status, 413);
    QVERIFY(answer.isLast());
    QVERIFY(answer.body.contains("16777216"));
    QVERIFY(client.sawEnd());
}

void HttpLimitsTest::limitsChunks()
{
    const TestServer server(with([](HttpLimits &limits) { limits.body_bytes = 1000; }));
    RawClient client = server.client();
    const QByteArray half = "1F4\r\n" + QByteArray(500, 'x') + "\r\n";
    QCOMPARE(client.ask(chunked(half + half + "0\r\n\r\n")).status, 200);
    QCOMPARE(client.ask(chunked(half + half + "1\r\nx\r\n0\r\n\r\n")).status, 413);
    QVERIFY(client.sawEnd());
    RawClient announced = server.client();
    QCOMPARE(announced.ask(chunked("3E9\r\n")).status, 413);
    RawClient longLine = server.client();
    QCOMPARE(longLine.ask(chunked("1;" + QByteArray(100'000, 'x'))).status, 400);
    RawClient longTrailer = server.client();
    QCOMPARE(longTrailer.ask(chunked("0\r\nX-A: " + QByteArray(100'000, 'x'))).status, 400);
    RawClient shortTrailer = server.client();
    QCOMPARE(shortTrailer.ask(chunked("0\r\nX-A: " + QByteArray(10'000, 'x') + "\r\n\r\n")).status,
             200);
}

void HttpLimitsTest::limitsTheBodiesTogether()
{
    HeldReplies held;
    const TestServer server(with([](HttpLimits &limits) {
                                limits.bodiesTogether_bytes = 1000;
                                limits.small_bytes = 0;
                                limits.smallTogether_bytes = 0;
                            }),
                            held.handler());
    RawClient one = server.client();
    one.send(request("POST", "/a", {}, QByteArray(600, 'x')));
    QVERIFY(held.waitFor(1));
    RawClient two = server.client();
    const RawResponse answer = two.ask(request("POST", "/a", {}, QByteArray(401, 'x')));
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.field("Retry-After"), "1");
    QVERIFY(two.sawEnd());
    RawClient three = server.client();
    three.send(request("POST", "/a", {}, QByteArray(400, 'x')));
    QVERIFY(held.waitFor(2));
    held.answerAll();
    QCOMPARE(one.response().status, 200);
    QCOMPARE(three.response().status, 200);
    one.send(request("POST", "/a", {}, QByteArray(1000, 'x')));
    QVERIFY(held.waitFor(1));
    held.answerAll();
    QCOMPARE(one.response().status, 200);
}

void HttpLimitsTest::limitsRequestsInWork()
{
    HeldReplies held;
    TestServer server(with([](HttpLimits &limits) { limits.requestsWaiting = 0; }), held.handler());
    std::vector<RawClient> clients;
    for (int i = 0; i < kRequestsInWork; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("GET", "/a"));
    }
    QVERIFY(held.waitFor(kRequestsInWork));
    QCOMPARE(server.server.statistics().inWork, kRequestsInWork);
    RawClient more = server.client();
    const RawResponse answer = more.ask(request("POST", "/a", {}, "{}"));
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.field("Retry-After"), "1");
    QVERIFY(answer.body.contains("64"));
    QVERIFY(!answer.isLast()); // it may come again at once
    held.answerAll();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    more.send(request("GET", "/b"));
    QVERIFY(held.waitFor(1));
    (void)held.takeAll(); // dropping one frees its place as well
    QCOMPARE(more.response().status, 500);
    QCOMPARE(server.server.statistics().inWork, 0);
}

// Many requests that are there at once are no work when each is answered before the next is read.
void HttpLimitsTest::countsOnlyRequestsThatAreNotAnswered()
{
    std::promise<void> allSent;
    std::shared_future<void> waiting = allSent.get_future().share();
    TestServer server({}, [waiting](HttpRequest request, HttpReply reply) {
        waiting.wait(); // the first holds the server's thread until all others have come
        echo(std::move(request), std::move(reply));
    });
    std::vector<RawClient> clients;
    for (int i = 0; i < 3 * kRequestsInWork; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("POST", "/a", {}, "{}"));
    }
    allSent.set_value();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    QCOMPARE(server.server.statistics().inWork, 0);
}

void HttpLimitsTest::limitsConnections()
{
    HeldReplies held;
    const TestServer server(with([](HttpLimits &limits) { limits.connections = 20; }),
                            held.handler());
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("GET", "/"));
    }
    QVERIFY(held.waitFor(20));
    RawClient over = server.client(); // none of those in work gives way
    QVERIFY(over.sawEnd());
    QCOMPARE(over.unread(), QByteArray());
    QTRY_COMPARE(server.server.statistics().refused, 1);
    QCOMPARE(server.server.statistics().open, 20);
    held.answerAll();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    clients.pop_back();
    QTRY_COMPARE(server.server.statistics().open, 19);
    RawClient next = server.client();
    next.send(request("GET", "/"));
    QVERIFY(held.waitFor(1));
    held.answerAll();
    QCOMPARE(next.response().status, 200);
    QCOMPARE(server.server.statistics().refused, 1);
}

// S2: those that never sent a whole request first, then idle ones, then those that are sending.
void HttpLimitsTest::newConnectionsTakeThePlaceOfOthers()
{
    HeldReplies held;
    const TestServer server(with([](HttpLimits &limits) { limits.connections = 5; }),
                            held.handler());
    const auto answered = [&held](RawClient &client) {
        client.send(request("GET", "/"));
        const bool isHeld = held.waitFor(1);
        held.answerAll();
        return isHeld && client.response().status == 200;
    };
    RawClient sending = server.client();
    sending.send(request("POST", "/", {}, QByteArray(1000, 'x')).chopped(500));
    RawClient idle = server.client();
    QVERIFY(answered(idle));
    RawClient idleLater = server.client();
    QVERIFY(answered(idleLater));
    RawClient silent = server.client();
    RawClient slow = server.client();
    slow.send("GET / HTT");
    QTRY_COMPARE(server.server.statistics().open, 5);
    std::vector<RawClient> inWork;
    qint64 refused = 0;
    for (RawClient *first : {&silent, &slow, &idle, &idleLater, &sending}) {
        QVERIFY(first->isQuietFor(0));
        inWork.push_back(server.client());
        inWork.back().send(request("GET", "/"));
        QVERIFY(first->sawEnd());
        QVERIFY(held.waitFor(inWork.size()));
        QCOMPARE(server.server.statistics().refused, ++refused);
        QCOMPARE(server.server.statistics().open, 5);
    }
    RawClient over = server.client();
    QVERIFY(over.sawEnd());
    held.answerAll();
    for (RawClient &client : inWork)
        QCOMPARE(client.response().status, 200);
}

void HttpLimitsTest::limitsTheTimeForAHeader()
{
    const TestServer server(with([](HttpLimits &limits) { limits.headerTime = kShort; }));
    RawClient silent = server.client();
    QVERIFY(timeToEnd_ms(silent) >= 0);
    RawClient started = server.client();
    QCOMPARE(started.ask(request("GET", "/")).status, 200);
    QElapsedTimer timer;
    timer.start();
    started.send("GET / HTT");
    QVERIFY(started.sawEnd());
    QVERIFY(timer.elapsed() >= kShort.count() - 1); // not before
    // Bytes that drip in do not move it.
    RawClient dripping = server.client();
    QElapsedTimer patience;
    patience.start();
    while (dripping.trySend("X") && dripping.isQuietFor(20) &&
           patience.elapsed() < RawClient::kPatience_ms) {
    }
    QVERIFY(dripping.sawEnd());
    QVERIFY(patience.elapsed() < RawClient::kPatience_ms);
    QCOMPARE(server.server.statistics().expired, 3);
}

void HttpLimitsTest::limitsTheTimeForABody()
{
    const TestServer server(with([](HttpLimits &limits) { limits.bodyTime = kShort; }));
    RawClient client = server.client();
    client.send(request("POST", "/a", {}, "{\"a\":1}").chopped(1));
    QVERIFY(client.sawEnd());
    QCOMPARE(client.unread(), QByteArray());
    RawClient dripping = server.client();
    dripping.send(request("POST", "/a", {}, QByteArray(1'000'000, 'x')).first(1000));
    QElapsedTimer patience;
    patience.start();
    while (dripping.trySend("x") && dripping.isQuietFor(20) &&
           patience.elapsed() < RawClient::kPatience_ms) {
    }
    QVERIFY(patience.elapsed() < RawClient::kPatience_ms);
    QCOMPARE(server.server.statistics().requests, 0);
}

void HttpLimitsTest::limitsTheTimeBetweenRequests()
{
    const TestServer server(with([](HttpLimits &limits) { limits.idleTime = 1500ms; }));
    RawClient client = server.client();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(client.ask(request("GET", "/")).status, 200);
        QVERIFY(client.isQuietFor(100));
    }
    QVERIFY(client.sawEnd());
    QCOMPARE(server.server.statistics().expired, 1);
}

void HttpLimitsTest::limitsTheTimeForAnAnswerToBeTaken()
{
    const TestServer server(with([](HttpLimits &limits) { limits.writeTime = kShort; }));
    RawClient client(server.port, "127.0.0.1", 4096);
    client.send(request("GET", "/big?size=50000000"));
    QTRY_COMPARE(server.server.statistics().open, 1);
    QElapsedTimer patience;
    patience.start();
    while (server.server.statistics().open > 0 && patience.elapsed() < RawClient::kPatience_ms) {
        QVERIFY(client.tryRead(1)); // a byte now and then does not help
        QTest::qWait(10);
    }
    QCOMPARE(server.server.statistics().open, 0);
    QCOMPARE(server.server.statistics().expired, 1);
    RawClient quick = server.client();
    QCOMPARE(quick.ask(request("GET", "/big?size=5000000")).body.size(), 5'000'000);
}

void HttpLimitsTest::letsHandlersTakeTheirTime()
{
    HeldReplies held;
    const TestServer server(with([](HttpLimits &limits) {
                                limits.headerTime = limits.bodyTime = limits.idleTime =
                                    limits.writeTime = kShort;
                            }),
                            held.handler());
    RawClient client = server.client();
    client.send(request("GET", "/a"));
    QVERIFY(client.isQuietFor(1000));
    held.answerAll();
    QCOMPARE(client.response().status, 200);
}

// The client sends all it has before it looks at the answer, as most do.
void HttpLimitsTest::showsTheRefusalBeforeItCloses()
{
    const TestServer server;
    for (int i = 0; i < 10; ++i) {
        RawClient client = server.client();
        QVERIFY(client.send(request("POST", "/a", {}, QByteArray(kBody_bytes + 1, 'x'))));
        const RawResponse answer = client.response();
        QCOMPARE(answer.status, 413);
        QVERIFY(client.sawEnd());
        RawClient header = server.client();
        QVERIFY(header.send(headOf(1'000'000)));
        QCOMPARE(header.response().status, 431);
    }
}

TIDEMARK_TEST(HttpLimitsTest)
#include "http_limits_test.moc"

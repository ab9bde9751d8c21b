// SPDX-License-Identifier: GPL-3.0-or-later
// Every limit of sizes, just below and just above.
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

namespace {

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
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.body_bytes = 1000; }));
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
    const TestServer server(optionsWith([](HttpLimits &limits) {
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

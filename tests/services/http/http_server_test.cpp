// SPDX-License-Identifier: GPL-3.0-or-later
// How the server talks: requests, answers and connections over real sockets.
#include "services/http/http_server.h"

#include "tests/services/http/leak_watch.h"
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

class HttpServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_watch.beginTest(); }
    void cleanup() { m_watch.check(); }

    void answersARequest();
    void answersHeadWithoutABody();
    void takesBodies();
    void takesAHeadAndABodyInAnyPieces();
    void takesChunks();
    void keepsConnectionsAlive();
    void closesWhenAsked();
    void answersOldClients();
    void answersPipelinedRequestsInOrder();
    void answersAClientThatStoppedSending();
    void saysContinueWhereItIsExpected();
    void answersFromAnyThread();
    void answersWhatAHandlerDoesNot();
    void survivesRepliesThatOutliveIt();
    void endsRequestsInWorkWhenStopped();
    void counts();
    void startsAgain();

private:
    LeakWatch m_watch;
};

void HttpServerTest::initTestCase()
{
    (void)TestServer().client().ask(request("GET", "/")); // what libraries open once
    m_watch.begin();
}

void HttpServerTest::answersARequest()
{
    const TestServer server;
    QVERIFY(server.port > 0);
    RawClient client = server.client();
    const RawResponse answer = client.ask(request("GET", "//v1/a%2Fb/?x=1+2&y"));
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.head.startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(answer.body, "GET\n/v1/a/b\nx=1 2\ny=\n127.0.0.1 plain\n");
    QCOMPARE(answer.field("content-type"), "text/plain");
    QVERIFY(answer.field("Date").endsWith(" GMT"));
    QVERIFY(!answer.isLast());
    QVERIFY(!answer.head.contains("Access-Control"));
    RawClient six(server.port, "::1");
    if (six.isConnected())
        QCOMPARE(six.ask(request("GET", "/")).body, "GET\n/\n::1 plain\n");
}

void HttpServerTest::answersHeadWithoutABody()
{
    const TestServer server;
    RawClient client = server.client();
    client.send(request("HEAD", "/big?size=1000") + request("GET", "/a"));
    const RawResponse head = client.response(true);
    QCOMPARE(head.status, 200);
    QCOMPARE(head.field("Content-Length"), "1000");
    QVERIFY(client.response().body.startsWith("GET\n/a\n"));
    client.send(request("HEAD", "/drop"));
    QCOMPARE(client.response(true).status, 500); // no body either
    client.send(request("GET", "/b"));
    QVERIFY(client.response().body.startsWith("GET\n/b\n"));
}

void HttpServerTest::takesBodies()
{
    const TestServer server;
    RawClient client = server.client();
    for (const char *method : {"POST", "PUT", "DELETE"}) {
        const RawResponse answer = client.ask(request(method, "/a", {}, "{\"b\":1}"));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.endsWith("\n{\"b\":1}"));
        QCOMPARE(client.ask(request(method, "/a")).status, 200);
        QCOMPARE(client.ask(request(method, "/a", "Content-Length: 0\r\n")).status, 200);
    }
    const QByteArray large(3'000'000, 'y');
    QVERIFY(client.ask(request("POST", "/a", {}, large)).body.endsWith(large));
}

void HttpServerTest::takesAHeadAndABodyInAnyPieces()
{
    const TestServer server;
    RawClient client = server.client();
    const QByteArray wire = request("POST", "/a", "X-A: b\r\n", "{\"b\":1}");
    for (const char c : wire)
        QVERIFY(client.send(QByteArray(1, c)));
    QVERIFY(client.response().body.endsWith("{\"b\":1}"));
    const qsizetype body = wire.indexOf("\r\n\r\n") + 4;
    QVERIFY(client.send(wire.first(body)));
    QVERIFY(client.isQuietFor(50)); // it waits for the body
    QVERIFY(client.send(wire.sliced(body)));
    QVERIFY(client.response().body.endsWith("{\"b\":1}"));
}

void HttpServerTest::takesChunks()
{
    const TestServer server;
    RawClient client = server.client();
    const QByteArray head = request("POST", "/a",
                                    "Content-Type: application/x-protobuf\r\n"
                                    "Transfer-Encoding: chunked\r\n");
    const QByteArray wire = head + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: u\r\n\r\n";
    QVERIFY(client.ask(wire + request("GET", "/next")).body.endsWith("\nabc0123456789"));
    QVERIFY(client.response().body.startsWith("GET\n/next\n"));
    for (const char c : wire)
        QVERIFY(client.send(QByteArray(1, c)));
    QVERIFY(client.response().body.endsWith("\nabc0123456789"));
    const QByteArray nothing = head + "0\r\n\r\n";
    for (const char c : nothing)
        QVERIFY(client.send(QByteArray(1, c)));
    QCOMPARE(client.response().status, 200);
    const RawResponse bad = client.ask(head + "3\r\nabcX\r\n0\r\n\r\n");
    QCOMPARE(bad.status, 400);
    QVERIFY(bad.isLast());
    QVERIFY(client.sawEnd());
}

void HttpServerTest::keepsConnectionsAlive()
{
    const TestServer server;
    RawClient client = server.client();
    for (int i = 0; i < 200; ++i)
        QCOMPARE(client.ask(request("GET", "/")).status, 200);
    client.send("\r\n" + request("GET", "/")); // some clients end a body with a line end too many
    QCOMPARE(client.response().status, 200);
    QCOMPARE(server.server.statistics().accepted, 1);
}

void HttpServerTest::closesWhenAsked()
{
    const TestServer server;
    RawClient client = server.client();
    const RawResponse answer =
        client.ask(request("GET", "/big?size=5000000", "Connection: Close\r\n"));
    QVERIFY(answer.isLast());
    QCOMPARE(answer.body.size(), 5'000'000);
    QVERIFY(client.sawEnd());
    QCOMPARE(client.unread(), QByteArray());
}

void HttpServerTest::answersOldClients()
{
    const TestServer server;
    RawClient client = server.client();
    const RawResponse answer = client.ask("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.isLast());
    QVERIFY(client.sawEnd());
}

void HttpServerTest::answersPipelinedRequestsInOrder()
{
    HeldReplies held;
    const TestServer server({}, held.handler());
    RawClient client = server.client();
    QByteArray wire;
    for (int i = 0; i < 20; ++i)
        wire += request("GET", "/" + QByteArray::number(i));
    client.send(wire);
    for (int i = 0; i < 20; ++i) {
        QVERIFY(held.waitFor(1));
        held.answerAll();
        QCOMPARE(client.response().body, QByteArray::number(i));
    }
}

void HttpServerTest::answersAClientThatStoppedSending()
{
    const TestServer server;
    RawClient client = server.client();
    client.send(request("GET", "/a"));
    client.endSending();
    QCOMPARE(client.response().status, 200);
    QVERIFY(client.sawEnd());
}

void HttpServerTest::saysContinueWhereItIsExpected()
{
    const TestServer server;
    const QByteArray wire = request("POST", "/a", "Expect: 100-continue\r\n", "{}");
    RawClient client = server.client();
    client.send(wire.chopped(2));
    QCOMPARE(client.response().status, 100);
    client.send("{}");
    QVERIFY(client.response().body.endsWith("{}"));
    QVERIFY(client.ask(wire).body.endsWith("{}")); // the body did not wait
    QVERIFY(client.isQuietFor(20));
    // Refused before anything of the body is sent.
    const RawResponse large =
        client.ask(request("POST", "/a",
                           "Expect: 100-continue\r\nContent-Type: application/json\r\n"
                           "Content-Length: 1000000000\r\n"));
    QCOMPARE(large.status, 413);
    QVERIFY(client.sawEnd());
    QCOMPARE(server.client().ask(request("GET", "/a", "Expect: more\r\n")).status, 417);
}

void HttpServerTest::answersFromAnyThread()
{
    const TestServer server({}, [](HttpRequest request, HttpReply reply) {
        std::thread([request = std::move(request), reply = std::move(reply)]() mutable {
            HttpResponse response;
            response.status = 201;
            response.body = request.body;
            response.headers.add("X-Thread", "other");
            reply.answer(std::move(response));
        }).detach();
    });
    RawClient client = server.client();
    for (int i = 0; i < 50; ++i) {
        const RawResponse answer = client.ask(request("POST", "/", {}, QByteArray::number(i)));
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.body, QByteArray::number(i));
        QCOMPARE(answer.field("x-thread"), "other");
    }
}

void HttpServerTest::answersWhatAHandlerDoesNot()
{
    const TestServer server({}, [](HttpRequest request, HttpReply reply) {
        if (request.target.segments != QStringList{u"split"_s})
            return echo(std::move(request), std::move(reply));
        HttpResponse response;
        response.headers.add("X-A", "b\r\nX-C: d");
        reply.answer(std::move(response));
    });
    RawClient client = server.client();
    const RawResponse dropped = client.ask(request("GET", "/drop"));
    QCOMPARE(dropped.status, 500);
    QVERIFY(dropped.body.contains("\"status\":500"));
    QVERIFY(!dropped.isLast());
    QTest::ignoreMessage(QtWarningMsg, "A request's handler failed: on purpose");
    QCOMPARE(client.ask(request("GET", "/throw")).status, 500);
    QTest::ignoreMessage(QtWarningMsg, "A handler's answer with status 200 cannot be sent.");
    const RawResponse split = client.ask(request("GET", "/split"));
    QCOMPARE(split.status, 500);
    QVERIFY(!split.head.contains("X-C"));
    QCOMPARE(client.ask(request("GET", "/a")).status, 200);
}

void HttpServerTest::survivesRepliesThatOutliveIt()
{
    HeldReplies held;
    HttpServerOptions options;
    options.limits.stopTime = 1ms;
    auto server = std::make_unique<TestServer>(options, held.handler());
    RawClient client = server->client();
    client.send(request("GET", "/a"));
    RawClient other = server->client();
    other.send(request("GET", "/b"));
    QVERIFY(held.waitFor(2));
    server.reset();
    QVERIFY(client.sawEnd());
    held.answerAll();
    QVERIFY(other.sawEnd());
    QCOMPARE(other.unread(), QByteArray());
}

void HttpServerTest::endsRequestsInWorkWhenStopped()
{
    HeldReplies held;
    HttpServerOptions options;
    options.limits.stopTime = 20s;
    TestServer server(options, held.handler());
    RawClient idle = server.client();
    RawClient client = server.client();
    client.send(request("GET", "/a"));
    QVERIFY(held.waitFor(1));
    std::thread stopping([&server] { server.server.stop(); });
    QVERIFY(idle.sawEnd());
    held.answerAll();
    const RawResponse answer = client.response();
    client.close();
    stopping.join();
    QCOMPARE(answer.body, "a");
    QVERIFY(answer.isLast());
    QVERIFY(!RawClient(server.port).isConnected());
}

void HttpServerTest::counts()
{
    TestServer server;
    {
        RawClient one = server.client();
        RawClient two = server.client();
        QCOMPARE(one.ask(request("GET", "/")).status, 200);
        QCOMPARE(one.ask(request("GET", "/drop")).status, 500);
        QCOMPARE(two.ask("nonsense\r\n\r\n").status, 400);
        const HttpStatistics now = server.server.statistics();
        QCOMPARE(now.accepted, 2);
        QVERIFY(now.open >= 1);
        QCOMPARE(now.requests, 2);
        QCOMPARE(now.inWork, 0);
        QCOMPARE(now.byStatusClass, (std::array<qint64, 6>{0, 0, 1, 0, 1, 1}));
    }
    QTRY_COMPARE(server.server.statistics().open, 0);
    server.server.stop();
    QCOMPARE(server.server.statistics().accepted, 2);
}

void HttpServerTest::startsAgain()
{
    TestServer server;
    QVERIFY(server.server.isRunning());
    const auto twice = server.server.start();
    QVERIFY(!twice);
    QCOMPARE(twice.error().code, ErrorCode::AlreadyExists);
    for (int i = 0; i < 5; ++i) {
        server.server.stop();
        server.server.stop();
        QVERIFY(!server.server.isRunning());
        server.port = server.server.start().value();
        QCOMPARE(server.client().ask(request("GET", "/")).status, 200);
    }
}

TIDEMARK_TEST(HttpServerTest)
#include "http_server_test.moc"

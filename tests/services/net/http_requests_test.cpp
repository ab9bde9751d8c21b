// SPDX-License-Identifier: GPL-3.0-or-later
// What goes over the wire, and how calls end early.
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QThread>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpRequestsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void sendsPathAndQueryAsTheyAre();
    void sendsHeadersAndBodies_data();
    void sendsHeadersAndBodies();
    void keepsAConnection();
    void tellsProgressOnTheNetworkThread();
    void refusesWhatMayNotBeSent_data();
    void refusesWhatMayNotBeSent();
    void stopIsAnsweredAtOnce_data();
    void stopIsAnsweredAtOnce();
    void stopBeforeTheStartSendsNothing();
    void aClientThatGoesAnswersWhatIsUnderWay();
    void manyCallsAtOnceEachGetTheirAnswer();
    void notesEachAddress();
    void keepsNoCookies();
};

void HttpRequestsTest::sendsPathAndQueryAsTheyAre()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200);
    });
    HttpRequest request = quickRequest();
    request.path = "//v1/metrics/name/" + pathSegment(u"a/b c+d%é~.._-"_s) + '/';
    request.query = formQuery({{u"page token"_s, u"a+b/c=&é"_s}, {u"n"_s, u"1"_s}});
    const auto answer = ask(connectionTo(server.url() + u"/prefix/"_s), request);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    QCOMPARE(server.requests().front().firstLine(),
             QByteArray("GET /prefix/v1/metrics/name/a%2Fb%20c%2Bd%25%C3%A9~.._-/"
                        "?page+token=a%2Bb%2Fc%3D%26%C3%A9&n=1 HTTP/1.1"));
    QCOMPARE(server.requests().front().header("Host"),
             "127.0.0.1:" + QByteArray::number(server.port()));
}

void HttpRequestsTest::sendsHeadersAndBodies_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("body");
    const QByteArray body = R"({"device_ids":["a"]})";
    QTest::newRow("GET") << HttpMethod::Get << QByteArray();
    QTest::newRow("POST") << HttpMethod::Post << body;
    QTest::newRow("POST without body") << HttpMethod::Post << QByteArray();
    QTest::newRow("PUT") << HttpMethod::Put << body;
    QTest::newRow("PATCH") << HttpMethod::Patch << body;
    QTest::newRow("DELETE") << HttpMethod::Delete << QByteArray();
    QTest::newRow("DELETE with body") << HttpMethod::Delete << body;
    QTest::newRow("POST of 3 MB") << HttpMethod::Post << QByteArray(3'000'000, 'x');
}

void HttpRequestsTest::sendsHeadersAndBodies()
{
    QFETCH(const HttpMethod, method);
    QFETCH(const QByteArray, body);
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(204);
    });
    HttpRequest request = quickRequest();
    request.method = method;
    request.body = body;
    request.limits.deadline = 10s;
    request.limits.silence = 10s;
    if (method != HttpMethod::Get)
        request.headers.push_back({"Content-Type", "application/json"});
    request.headers.push_back({"X-Roboto-Org-Id", "og_1"});
    request.headers.push_back({"Idempotency-Key", "42"});
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->status, 204);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{1});
    const SeenRequest &seen = requests.front();
    QCOMPARE(seen.firstLine(), QByteArray(verbOf(method) + " /v1/thing HTTP/1.1"));
    QCOMPARE(seen.body, body);
    QCOMPARE(seen.header("Authorization"), QByteArray("Bearer token-of-the-test"));
    QCOMPARE(seen.header("X-Roboto-Org-Id"), QByteArray("og_1"));
    QCOMPARE(seen.header("Idempotency-Key"), QByteArray("42"));
    QCOMPARE(seen.header("User-Agent"), QByteArray("Tidemark"));
    QCOMPARE(seen.header("Content-Length"),
             method == HttpMethod::Get ? QByteArray() : QByteArray::number(body.size()));
    QCOMPARE(seen.header("Transfer-Encoding"), QByteArray());
}

void HttpRequestsTest::keepsAConnection()
{
    const HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(200, "ok");
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    for (int i = 0; i < 5; ++i)
        QVERIFY(answerOf(client.send(quickRequest(HttpMethod::Post))));
    QCOMPARE(server.requests().size(), std::size_t{5});
    QCOMPARE(server.connections(), 1);
}

void HttpRequestsTest::tellsProgressOnTheNetworkThread()
{
    std::atomic<bool> isHalfTold = false;
    const HostileServer server([&isHalfTold](Connection &c) {
        c.read();
        c.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789");
        const QDeadlineTimer patience(10'000);
        while (!isHalfTold && !patience.hasExpired())
            c.pause(1ms);
        c.send("0123456789");
    });
    std::mutex mutex;
    std::vector<HttpProgress> steps;
    bool isElsewhere = true;
    HttpRequest request = quickRequest();
    request.progress = [&, gui = QThread::currentThread()](const HttpProgress &progress) {
        const std::lock_guard lock(mutex);
        steps.push_back(progress);
        isElsewhere = isElsewhere && QThread::currentThread() != gui;
        isHalfTold = true;
    };
    QVERIFY(ask(connectionTo(server.url()), request));
    const std::lock_guard lock(mutex);
    QVERIFY(steps.size() >= 2);
    QVERIFY(isElsewhere);
    QCOMPARE(steps.back().received_bytes, 20);
    QCOMPARE(steps.back().expected_bytes, std::optional<std::int64_t>(20));
    QVERIFY(steps.front().received_bytes < 20);
}

void HttpRequestsTest::refusesWhatMayNotBeSent_data()
{
    QTest::addColumn<HttpRequest>("request");
    QTest::addColumn<QByteArray>("token");
    const auto with = [](const QByteArray &name, const QByteArray &value) {
        HttpRequest request = quickRequest();
        request.headers.push_back({name, value});
        return request;
    };
    const QByteArray token = "token";
    QTest::newRow("line end in a header") << with("X-A", "a\r\nX-B: b") << token;
    QTest::newRow("NUL in a header") << with("X-A", QByteArray("a\0b", 3)) << token;
    QTest::newRow("colon in a name") << with("X:A", "a") << token;
    QTest::newRow("no name") << with("", "a") << token;
    QTest::newRow("authorization") << with("AUTHORIZATION", "Bearer x") << token;
    QTest::newRow("host") << with("Host", "example.org") << token;
    QTest::newRow("length") << with("Content-Length", "1") << token;
    QTest::newRow("line end in the token") << quickRequest() << QByteArray("tok\nen");
    QTest::newRow("umlaut in the token") << quickRequest() << QByteArray("tok\xc3\xb6n");
    HttpRequest body = quickRequest();
    body.body = "x";
    QTest::newRow("body with GET") << body << token;
    HttpRequest space = quickRequest();
    space.path = "v1/a b";
    QTest::newRow("space in the path") << space << token;
    HttpRequest line = quickRequest();
    line.path = "v1/a\r\nX-B: b";
    QTest::newRow("line end in the path") << line << token;
    HttpRequest query = quickRequest();
    query.query = "a#b";
    QTest::newRow("fragment in the query") << query << token;
    HttpRequest escape = quickRequest();
    escape.path = "v1/%zz";
    QTest::newRow("half an escape") << escape << token;
}

void HttpRequestsTest::refusesWhatMayNotBeSent()
{
    QFETCH(const HttpRequest, request);
    QFETCH(const QByteArray, token);
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200);
    });
    const auto answer = ask(connectionTo(server.url(), token.constData()), request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!answer.error().message.isEmpty());
    QCOMPARE(server.connections(), 0);
}

void HttpRequestsTest::stopIsAnsweredAtOnce_data()
{
    QTest::addColumn<HostileServer::Script>("script");
    QTest::newRow("silent server") << HostileServer::Script([](Connection &c) {
        c.read();
        c.hang();
    });
    QTest::newRow("flowing answer") << HostileServer::Script([](Connection &c) {
        c.read();
        c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while (c.send("x"))
            c.pause(5ms);
    });
    QTest::newRow("wait for the next attempt") << HostileServer::Script([](Connection &c) {
        c.read();
        c.answer(503);
    });
}

void HttpRequestsTest::stopIsAnsweredAtOnce()
{
    QFETCH(const HostileServer::Script, script);
    const HostileServer server(script);
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    HttpRequest request = quickRequest();
    request.limits.deadline = 60s;
    request.limits.silence = 60s;
    request.retry.attempts = 5;
    request.retry.first = 30s;
    std::stop_source stop;
    auto future = client.send(request, stop.get_token());
    QTRY_VERIFY(!server.requests().empty());
    QTest::qWait(20); // for the wait between attempts to begin
    QVERIFY(!future.isFinished());
    stop.request_stop();
    // far below every limit of the call: nothing but the stop can have ended it
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 10'000);
    const auto answer = future.takeResult();
    QCOMPARE(faultNameOf(answer), u"cancelled"_s);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
}

void HttpRequestsTest::stopBeforeTheStartSendsNothing()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200);
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(faultNameOf(answerOf(client.send(quickRequest(), stop.get_token()))), u"cancelled"_s);
    QCOMPARE(server.connections(), 0);
}

void HttpRequestsTest::aClientThatGoesAnswersWhatIsUnderWay()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.hang();
    });
    NetworkThread network;
    QFuture<Result<HttpAnswer>> early;
    QFuture<Result<HttpAnswer>> late;
    {
        HttpClient client(network, connectionTo(server.url()));
        HttpRequest request = quickRequest();
        request.limits.deadline = 60s;
        request.limits.silence = 60s;
        early = client.send(request);
        QTRY_VERIFY(!server.requests().empty());
        late = client.send(request); // has not begun when the client goes
    }
    QCOMPARE(faultNameOf(answerOf(early)), u"cancelled"_s);
    QCOMPARE(faultNameOf(answerOf(late)), u"cancelled"_s);
}

void HttpRequestsTest::manyCallsAtOnceEachGetTheirAnswer()
{
    const HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(200, "ok");
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    std::vector<QFuture<Result<HttpAnswer>>> futures;
    for (int i = 0; i < 100; ++i) {
        HttpRequest request = quickRequest(i % 2 == 0 ? HttpMethod::Get : HttpMethod::Post);
        request.limits.deadline = 20s;
        request.limits.silence = 20s;
        futures.push_back(client.send(request));
    }
    for (auto &future : futures) {
        const auto answer = answerOf(future);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    }
    QCOMPARE(server.requests().size(), std::size_t{100});
}

void HttpRequestsTest::notesEachAddress()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200);
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    QVERIFY(network.contacts().contacts().empty()); // a client alone speaks to nobody
    const Timestamp before = Timestamp::now();
    QVERIFY(answerOf(client.send(quickRequest())));
    QVERIFY(answerOf(client.send(quickRequest())));
    const auto contacts = network.contacts().contacts();
    QCOMPARE(contacts.size(), std::size_t{1});
    QCOMPARE(contacts.front().origin, (Origin{u"http"_s, u"127.0.0.1"_s, server.port()}));
    QVERIFY(contacts.front().lastAt >= before);
}

void HttpRequestsTest::keepsNoCookies()
{
    const HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(200, "ok", "Set-Cookie: id=1; Path=/\r\n");
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    QVERIFY(answerOf(client.send(quickRequest())));
    QVERIFY(answerOf(client.send(quickRequest())));
    QCOMPARE(server.requests().back().header("Cookie"), QByteArray());
}

} // namespace

TIDEMARK_TEST(HttpRequestsTest)
#include "http_requests_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What the server does not answer, over real sockets, and how it words that.
#include "services/http/http_server.h"

#include "tests/services/http/leak_watch.h"
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

class HttpRefusalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_watch.beginTest(); }
    void cleanup() { m_watch.check(); }

    void answersForOwnHostsOnly();
    void servesNoWebPage();
    void wantsTheTypeOfABody();
    void refusesTunnelsAndBodiesOnGet();
    void wordsItsErrorsAsToldTo();

private:
    LeakWatch m_watch;
};

void HttpRefusalsTest::initTestCase()
{
    (void)TestServer().client().ask(request("GET", "/")); // what libraries open once
    m_watch.begin();
}

// S10
void HttpRefusalsTest::answersForOwnHostsOnly()
{
    HttpServerOptions options;
    options.hostNames = {u"tide.example"_s};
    const TestServer server(options);
    const auto status = [&server](const QByteArray &host) {
        RawClient client = server.client();
        const RawResponse answer = client.ask("GET / HTTP/1.1\r\n" + host + "\r\n");
        if (answer.status != 200 && !(answer.isLast() && client.sawEnd()))
            return -1;
        return answer.status;
    };
    const QByteArray port = QByteArray::number(server.port);
    const QByteArrayList ours{"localhost", "[::1]", "127.0.0.1:" + port, "Tide.Example:1"};
    for (const QByteArray &host : ours)
        QCOMPARE(status("Host: " + host + "\r\n"), 200);
    QCOMPARE(status("Host: evil.example\r\n"), 421);
    QCOMPARE(status("Host: localhost.evil.example\r\n"), 421);
    QCOMPARE(status("host: evil.example\r\nX-Forwarded-Host: localhost\r\n"), 421);
    QCOMPARE(status(""), 400);
    QCOMPARE(status("Host:\r\n"), 400);
    QCOMPARE(status("Host: localhost\r\nHost: evil.example\r\n"), 400);
    QCOMPARE(
        server.client().ask("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
        421);
}

// S11
void HttpRefusalsTest::servesNoWebPage()
{
    const TestServer server;
    const QByteArrayList asked{
        request("POST", "/a", "Origin: https://x\r\n", "{}"),
        request("GET", "/a", "Origin: https://x\r\n"), request("GET", "/a", "origin: null\r\n"),
        request("POST", "/a", "Origin: http://localhost\r\n", "{}"),
        request("OPTIONS", "/a",
                "Origin: https://x\r\nAccess-Control-Request-Method: POST\r\n"
                "Access-Control-Request-Headers: content-type\r\n")};
    for (const QByteArray &wire : asked) {
        const RawResponse answer = server.client().ask(wire);
        QCOMPARE(answer.status, 403);
        QVERIFY(!answer.head.toLower().contains("access-control"));
    }
    QCOMPARE(server.server.statistics().requests, 0);
}

// S11
void HttpRefusalsTest::wantsTheTypeOfABody()
{
    HttpServerOptions options;
    options.bodyTypes = {"application/json", "application/x-own"};
    const TestServer server(options);
    const auto status = [&server](const QByteArray &fields) {
        RawClient client = server.client();
        return client.ask(request("POST", "/a", fields + "Content-Length: 2\r\n") + "{}").status;
    };
    QCOMPARE(status("Content-Type: application/json; charset=UTF-8\r\n"), 200);
    QCOMPARE(status("content-type: APPLICATION/X-OWN\r\n"), 200);
    QCOMPARE(status("Content-Type: application/x-protobuf\r\n"), 400);
    QCOMPARE(status("Content-Type: text/plain\r\n"), 400);
    QCOMPARE(status("Content-Type: application/x-www-form-urlencoded\r\n"), 400);
    QCOMPARE(status("Content-Type: multipart/form-data; boundary=application/json\r\n"), 400);
    QCOMPARE(status(""), 400);
}

void HttpRefusalsTest::refusesTunnelsAndBodiesOnGet()
{
    const TestServer server;
    {
        RawClient client = server.client();
        const RawResponse answer = client.ask(request("CONNECT", "/a"));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.isLast());
        QVERIFY(client.sawEnd());
    }
    RawClient other = server.client(); // what a handler makes of them is its own business
    for (const char *method : {"PATCH", "TRACE", "get", "PRI"})
        QVERIFY(other.ask(request(method, "/a")).body.startsWith("OTHER\n/a\n"));
    for (const char *method : {"GET", "HEAD", "OPTIONS"}) {
        RawClient client = server.client();
        client.send(request(method, "/a", {}, "{}"));
        QCOMPARE(client.response(true).status, 400);
        QVERIFY(client.sawEnd());
    }
    QCOMPARE(server.client().ask(request("GET", "/a", "Content-Length: 0\r\n")).status, 200);
}

void HttpRefusalsTest::wordsItsErrorsAsToldTo()
{
    HttpServerOptions options;
    options.errorBody = [](int status, const QString &message) -> QByteArray {
        return "{\"error\":{\"code\":" + QByteArray::number(status) + ",\"text\":\"" +
               message.toUtf8() + "\"}}";
    };
    const TestServer server(options);
    const QByteArrayList asked{"GET /\r\n\r\n", request("CONNECT", "/"), request("GET", "/drop")};
    const QList<int> statuses{400, 400, 500};
    for (qsizetype i = 0; i < asked.size(); ++i) {
        const RawResponse answer = server.client().ask(asked.at(i));
        QCOMPARE(answer.status, statuses.at(i));
        QCOMPARE(answer.field("Content-Type"), "application/json");
        const QByteArray start =
            "{\"error\":{\"code\":" + QByteArray::number(answer.status) + ",\"text\":\"The ";
        QVERIFY(answer.body.startsWith(start));
        QVERIFY(answer.body.endsWith(".\"}}"));
    }
}

TIDEMARK_TEST(HttpRefusalsTest)
#include "http_refusals_test.moc"

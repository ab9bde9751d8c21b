// SPDX-License-Identifier: GPL-3.0-or-later
// What a bad network and a bad server do to one call: each has its own fault and sentence (C1).
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void namesTheFault_data();
    void namesTheFault();
    void namesARefusedConnection();
    void namesAHostThatDoesNotExist();
    void namesASlowDripByItsDeadline();
    void everyStatusIsAnAnswer_data();
    void everyStatusIsAnAnswer();
    void headLinesWithoutEndMeetTheDeadline();
    void tellsAnotherProtocolWhenAsked();
    void everyFaultHasASentence();
};

void HttpFaultsTest::namesTheFault_data()
{
    QTest::addColumn<HostileServer::Script>("script");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, HostileServer::Script script, const char *fault,
                        const char *words) {
        QTest::newRow(name) << std::move(script) << QString::fromLatin1(fault)
                            << QString::fromLatin1(words);
    };
    row(
        "hangs before the answer",
        [](Connection &c) {
            c.read();
            c.hang();
        },
        "silence", "sent nothing for 0.4 s");
    row(
        "hangs within the body",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            c.hang();
        },
        "silence", "sent nothing for 0.4 s");
    row(
        "closes before the answer", [](Connection &c) { c.read(); }, "closed",
        "closed the connection before it answered");
    row(
        "resets before the answer",
        [](Connection &c) {
            c.read();
            c.reset();
        },
        "closed", "closed the connection before it answered");
    row(
        "closes within the head",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-");
        },
        "closed", "closed the connection before it answered");
    row(
        "half a body",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        },
        "cutOff", "broke off before its end");
    row(
        "half a body of an error",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhalf");
        },
        "cutOff", "broke off before its end");
    row(
        "no body at all",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        },
        "cutOff", "broke off before its end");
    row(
        "half a gzip body",
        [](Connection &c) {
            c.read();
            const QByteArray half = gzipOf(QByteArray(1000, 'x')).chopped(6);
            c.answer(200, half, "Content-Encoding: deflate\r\n");
        },
        "cutOff", "broke off before its end");
    row(
        "two lengths",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello");
        },
        "malformed", "does not follow the rules of HTTP");
    row(
        "negative length",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello");
        },
        "malformed", "does not follow the rules of HTTP");
    row(
        "huge length",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello");
        },
        "malformed", "does not follow the rules of HTTP");
    row(
        "unknown packing",
        [](Connection &c) {
            c.read();
            c.answer(200, "hello", "Content-Encoding: br\r\n");
        },
        "malformed", "does not follow the rules of HTTP");
    row(
        "bytes that are no gzip",
        [](Connection &c) {
            c.read();
            c.answer(200, "hello", "Content-Encoding: gzip\r\n");
        },
        "malformed", "does not follow the rules of HTTP");
    row(
        "announces too much",
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
            c.hang();
        },
        "tooBig", "larger than 16 MiB");
}

void HttpFaultsTest::namesTheFault()
{
    QFETCH(const HostileServer::Script, script);
    QFETCH(const QString, fault);
    QFETCH(const QString, words);
    const HostileServer server(script);
    for (const HttpMethod method : {HttpMethod::Get, HttpMethod::Post, HttpMethod::Delete}) {
        HttpRequest request = quickRequest(method);
        if (fault == u"silence"_s)
            request.limits.silence = 400ms;
        const auto answer = ask(connectionTo(server.url()), request);
        QCOMPARE(faultNameOf(answer), fault);
        QVERIFY2(answer.error().message.contains(words), qPrintable(answer.error().message));
        const QString place = u"127.0.0.1:"_s + QString::number(server.port());
        QVERIFY2(answer.error().message.contains(place), qPrintable(answer.error().message));
    }
}

void HttpFaultsTest::namesARefusedConnection()
{
    QTcpServer once; // a port that nobody listens on any more
    QVERIFY(once.listen(QHostAddress::LocalHost));
    const QString url = u"http://127.0.0.1:"_s + QString::number(once.serverPort());
    once.close();
    const auto answer = ask(connectionTo(url), quickRequest());
    QCOMPARE(faultNameOf(answer), u"refused"_s);
    QVERIFY(answer.error().message.contains(u"refuses the connection"_s));
    QCOMPARE(answer.error().code, ErrorCode::Network);
}

void HttpFaultsTest::namesAHostThatDoesNotExist()
{
    HttpRequest request = quickRequest();
    request.limits.deadline = 10s; // the system's resolver decides how long it takes
    request.limits.silence = 10s;
    const auto answer = ask(connectionTo(u"http://no-such-host.invalid"_s), request);
    QCOMPARE(faultNameOf(answer), u"dns"_s);
    QVERIFY(answer.error().message.contains(u"No host named no-such-host.invalid was found"_s));
}

void HttpFaultsTest::namesASlowDripByItsDeadline()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while (c.send("x"))
            c.pause(50ms);
    });
    HttpRequest request = quickRequest();
    request.limits.deadline = 900ms;
    const auto answer = ask(connectionTo(server.url()), request);
    QCOMPARE(faultNameOf(answer), u"deadline"_s);
    QVERIFY(answer.error().message.contains(u"did not answer in full within 0.9 s"_s));
    QCOMPARE(answer.error().code, ErrorCode::Timeout);
}

void HttpFaultsTest::everyStatusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("400") << 400 << u"does not understand the request (status 400)"_s
                         << ErrorCode::InvalidArgument;
    QTest::newRow("401") << 401 << u"does not accept the token"_s << ErrorCode::PermissionDenied;
    QTest::newRow("403") << 403 << u"does not allow this"_s << ErrorCode::PermissionDenied;
    QTest::newRow("404") << 404 << u"has nothing at this address"_s << ErrorCode::NotFound;
    QTest::newRow("409") << 409 << u"has changed meanwhile"_s << ErrorCode::Conflict;
    QTest::newRow("413") << 413 << u"takes no request of this size"_s << ErrorCode::Unsupported;
    QTest::newRow("418") << 418 << u"(status 418)"_s << ErrorCode::InvalidArgument;
    QTest::newRow("429") << 429 << u"takes no more requests for now"_s << ErrorCode::Network;
    QTest::newRow("500") << 500 << u"has an error of its own (status 500)"_s << ErrorCode::Network;
    QTest::newRow("501") << 501 << u"has an error of its own (status 501)"_s << ErrorCode::Network;
    QTest::newRow("503") << 503 << u"is busy or being serviced"_s << ErrorCode::Network;
    QTest::newRow("504") << 504 << u"waited too long for another server"_s << ErrorCode::Timeout;
    QTest::newRow("507") << 507 << u"(status 507)"_s << ErrorCode::Network;
    QTest::newRow("302 without a target") << 302 << u"(status 302)"_s << ErrorCode::Network;
}

void HttpFaultsTest::everyStatusIsAnAnswer()
{
    QFETCH(const int, status);
    QFETCH(const QString, words);
    QFETCH(const ErrorCode, code);
    const HostileServer server([&](Connection &c) {
        while (c.read())
            c.answer(status, "why", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    });
    for (const HttpMethod method :
         {HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Delete}) {
        const auto answer = ask(connectionTo(server.url()), quickRequest(method));
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->body, QByteArray("why"));
        QVERIFY(!answer->isSuccess());
        const Error error = statusError(*answer);
        QVERIFY2(error.message.contains(words), qPrintable(error.message));
        QCOMPARE(error.code, code);
        QCOMPARE(error.detail, u"http.status."_s + QString::number(status));
    }
    QCOMPARE(server.requests().size(), std::size_t{4}); // nothing was sent twice
}

void HttpFaultsTest::headLinesWithoutEndMeetTheDeadline()
{
    const HostileServer server([](Connection &c) {
        c.read();
        bool isTaken = c.send("HTTP/1.1 200 OK\r\n");
        while (isTaken) {
            isTaken = c.send("X-Line: " + QByteArray(100, 'x') + "\r\n");
            c.pause(5ms);
        }
    });
    HttpRequest request = quickRequest();
    request.limits.deadline = 900ms;
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Timeout);
}

void HttpFaultsTest::tellsAnotherProtocolWhenAsked()
{
    const HostileServer server([](Connection &c) {
        c.send("SSH-2.0-OpenSSH_9.2\r\n");
        c.pause(50ms);
    });
    HttpRequest request = quickRequest();
    QCOMPARE(faultNameOf(ask(connectionTo(server.url()), request)), u"closed"_s);
    request.probesProtocol = true;
    const auto answer = ask(connectionTo(server.url()), request);
    QCOMPARE(faultNameOf(answer), u"notHttp"_s);
    QVERIFY(answer.error().message.contains(u"does not speak HTTP"_s));
    const HostileServer closing([](Connection &c) { c.read(); });
    QCOMPARE(faultNameOf(ask(connectionTo(closing.url()), request)), u"closed"_s);
    for (const SeenRequest &seen : closing.requests()) {
        if (seen.firstLine().startsWith("HEAD "))
            QCOMPARE(seen.header("Authorization"), QByteArray());
    }
}

void HttpFaultsTest::everyFaultHasASentence()
{
    QStringList sentences;
    for (int i = 0; i <= static_cast<int>(HttpFault::Other); ++i) {
        const auto fault = static_cast<HttpFault>(i);
        const Error error = faultError({fault, u"system: text"_s, 2048}, u"host%2:1"_s);
        QCOMPARE(faultOf(error), std::optional(fault));
        QVERIFY(!error.message.contains(u"%1"_s));
        QVERIFY(fault == HttpFault::Cancelled || error.message.contains(u"host%2:1"_s));
        QVERIFY2(!sentences.contains(error.message), qPrintable(error.message));
        sentences << error.message;
    }
    QCOMPARE(faultOf(Error{ErrorCode::Io, {}, u"csv.quote"_s}), std::optional<HttpFault>());
    QCOMPARE(faultOf(Error{ErrorCode::Network, {}, u"http.status.404"_s}),
             std::optional<HttpFault>());
}

} // namespace

TIDEMARK_TEST(HttpFaultsTest)
#include "http_faults_test.moc"

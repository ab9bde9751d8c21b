// SPDX-License-Identifier: GPL-3.0-or-later
// Where a redirect may lead, and what it takes along (C1, C5).
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;

namespace {

using Connection = HostileConnection;

class HttpRedirectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aGetIsFollowedWithinItsOrigin_data();
    void aGetIsFollowedWithinItsOrigin();
    void aWriteIsNeverFollowed_data();
    void aWriteIsNeverFollowed();
    void anotherPortIsAnotherOrigin();
    void leavesTheTokenBehindWhenTheOriginChanges();
    void badTargetsAreRefused_data();
    void badTargetsAreRefused();
    void loopsEnd();
    void followsToHttpsButNotBack();
};

HttpAnswer redirecting(const QString &from, const QByteArray &to)
{
    HttpAnswer answer;
    answer.status = 302;
    answer.url = QUrl(from);
    answer.headers.push_back({"location", to});
    return answer;
}

void HttpRedirectsTest::aGetIsFollowedWithinItsOrigin_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::newRow(QByteArray::number(status).constData()) << status;
}

void HttpRedirectsTest::aGetIsFollowedWithinItsOrigin()
{
    QFETCH(const int, status);
    const HostileServer server([&](Connection &c) {
        c.read();
        if (c.number() == 1)
            c.answer(status, {}, "Location: ../other?a=%2F\r\nConnection: close\r\n");
        else
            c.answer(200, "there");
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->body, QByteArray("there"));
    QCOMPARE(answer->url.path(), u"/other"_s);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{2});
    QCOMPARE(requests[1].firstLine(), QByteArray("GET /other?a=%2F HTTP/1.1"));
    QCOMPARE(requests[1].header("Authorization"), QByteArray("Bearer token-of-the-test"));
}

void HttpRedirectsTest::aWriteIsNeverFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<HttpMethod>("method");
    for (const int status : {301, 302, 303, 307, 308}) {
        for (const HttpMethod method : {HttpMethod::Post, HttpMethod::Put, HttpMethod::Delete}) {
            const QByteArray name = verbOf(method) + ' ' + QByteArray::number(status);
            QTest::newRow(name.constData()) << status << method;
        }
    }
}

void HttpRedirectsTest::aWriteIsNeverFollowed()
{
    QFETCH(const int, status);
    QFETCH(const HttpMethod, method);
    const HostileServer server([&](Connection &c) {
        while (c.read())
            c.answer(status, {}, "Location: /other\r\n");
    });
    HttpConnection connection = connectionTo(server.url());
    connection.redirects = Redirects::AnyOrigin;
    const auto answer = ask(connection, quickRequest(method));
    QCOMPARE(faultNameOf(answer), u"redirect"_s);
    QVERIFY(answer.error().message.contains(u"points to another address"_s));
    QCOMPARE(server.requests().size(), std::size_t{1});
}

void HttpRedirectsTest::anotherPortIsAnotherOrigin()
{
    const HostileServer other([](Connection &c) {
        c.read();
        c.answer(200, "there");
    });
    const HostileServer server([&](Connection &c) {
        c.read();
        c.answer(302, {}, "Location: " + other.url().toLatin1() + "/x\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QCOMPARE(faultNameOf(answer), u"redirect"_s);
    QVERIFY(answer.error().detail.contains(other.url()));
    QCOMPARE(other.connections(), 0);
}

void HttpRedirectsTest::leavesTheTokenBehindWhenTheOriginChanges()
{
    QString home;
    const HostileServer other([&](Connection &c) {
        c.read();
        c.answer(302, {}, "Location: " + home.toLatin1() + "/back\r\n");
    });
    const HostileServer server([&](Connection &c) {
        c.read();
        if (c.number() == 1)
            c.answer(302, {},
                     "Location: " + other.url().toLatin1() + "/x\r\nConnection: close\r\n");
        else
            c.answer(200, "back");
    });
    home = server.url();
    HttpConnection connection = connectionTo(server.url());
    connection.redirects = Redirects::AnyOrigin;
    HttpRequest request = quickRequest();
    const auto answer = ask(connection, request);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->body, QByteArray("back"));
    QCOMPARE(server.requests().front().header("Authorization"),
             QByteArray("Bearer token-of-the-test"));
    QCOMPARE(other.requests().front().header("Authorization"), QByteArray());
    // once left behind it stays so, also on the way back
    QCOMPARE(server.requests().back().header("Authorization"), QByteArray());
}

void HttpRedirectsTest::badTargetsAreRefused_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/x");
    QTest::newRow("data") << QByteArray("data:text/plain,x");
    QTest::newRow("metadata") << QByteArray("http://169.254.169.254/latest/meta-data");
    QTest::newRow("link-local v6") << QByteArray("http://[fe80::1]/");
    QTest::newRow("metadata as a number") << QByteArray("http://2852039166/");
    QTest::newRow("metadata inside IPv6") << QByteArray("http://[::ffff:169.254.169.254]/");
    QTest::newRow("credentials") << QByteArray("http://user:pass@127.0.0.1/");
    QTest::newRow("no address") << QByteArray("http://[oops");
}

void HttpRedirectsTest::badTargetsAreRefused()
{
    QFETCH(const QByteArray, target);
    const auto step = followRedirect(redirecting(u"http://127.0.0.1:8000/a"_s, target),
                                     HttpMethod::Get, Redirects::AnyOrigin, 0);
    QVERIFY(!step);
    QCOMPARE(step.error().fault, HttpFault::RedirectRefused);
    QVERIFY(!step.error().text.contains(u"pass"_s));
}

void HttpRedirectsTest::loopsEnd()
{
    const HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(302, {}, "Location: /v1/thing\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QCOMPARE(faultNameOf(answer), u"redirectLoop"_s);
    QCOMPARE(server.requests().size(), std::size_t{kMaxRedirects + 1});
}

void HttpRedirectsTest::followsToHttpsButNotBack()
{
    const auto up = followRedirect(redirecting(u"http://a.example/x"_s, "https://a.example/x"),
                                   HttpMethod::Get, Redirects::AnyOrigin, 0);
    QVERIFY(up);
    QVERIFY(!up->keepsToken);
    const auto down = followRedirect(redirecting(u"https://a.example/x"_s, "http://a.example/x"),
                                     HttpMethod::Get, Redirects::AnyOrigin, 0);
    QVERIFY(!down);
    const auto standardPort =
        followRedirect(redirecting(u"https://a.example/x"_s, "https://A.EXAMPLE:443/y#z"),
                       HttpMethod::Get, Redirects::SameOrigin, 0);
    QVERIFY(standardPort);
    QVERIFY(standardPort->keepsToken);
    QVERIFY(!standardPort->url.hasFragment());
}

} // namespace

TIDEMARK_TEST(HttpRedirectsTest)
#include "http_redirects_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// A token with a form of its own, looked for in everything that can be read afterwards (C7).
#include "services/net/tls_trust.h"
#include "tests/services/net/net_bench.h"
#include "tests/support/log_capture.h"
#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;

namespace {

using Connection = HostileConnection;

constexpr auto kToken = "q7Zk-unmistakable-token-93xW";

template <class T>
QString debugText(const T &value)
{
    QString text;
    QDebug(&text) << value;
    return text;
}

class HttpSecrecyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokenIsInNoTextOfAnyCall();
    void tokenIsInNoDebugText();
    void tokenIsNotInAnErrorOfARefusedRequest();
    void secretHeadersGoToTheirServerAndIntoNoText();
    void secretHeadersAreLeftOutOfARedirectElsewhere();
    void aCookieIsInNoText();
};

// Fails when the text holds the token, plain or encoded.
bool tells(const QString &text)
{
    const QByteArray token(kToken);
    return text.contains(QString::fromLatin1(token)) ||
           text.contains(QString::fromLatin1(token.toBase64())) ||
           text.contains(QString::fromLatin1(token.toHex()));
}

void HttpSecrecyTest::tokenIsInNoTextOfAnyCall()
{
    const LogCapture log;
    const std::vector<HostileServer::Script> scripts{
        [](Connection &c) { c.read(); },
        [](Connection &c) {
            c.read();
            c.hang();
        },
        [](Connection &c) {
            c.read();
            c.reset();
        },
        [](Connection &c) {
            c.read();
            c.send("nothing like HTTP\r\n\r\n");
        },
        [](Connection &c) {
            c.read();
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
        },
        [](Connection &c) {
            c.read();
            c.answer(401, "bad token");
        },
        [](Connection &c) {
            c.read();
            c.answer(503, "busy");
        },
        [](Connection &c) {
            c.read();
            c.answer(302, {}, QByteArray("Location: http://127.0.0.1:1/?t=") + kToken + "\r\n");
        },
        [](Connection &c) {
            c.read();
            c.answer(302, {}, QByteArray("Location: ftp://") + kToken + "@127.0.0.1/\r\n");
        },
        [](Connection &c) {
            c.read();
            c.send(QByteArray("HTTP/1.1 403 ") + kToken + "\r\nContent-Length: 0\r\n\r\n");
        },
    };
    for (const auto &script : scripts) {
        const HostileServer server(script);
        for (const HttpMethod method : {HttpMethod::Get, HttpMethod::Post}) {
            HttpRequest request = quickRequest(method);
            request.limits.silence = std::chrono::milliseconds(1'500); // of the one that hangs
            request.retry.attempts = 2;
            request.probesProtocol = true;
            const auto answer = ask(connectionTo(server.url(), kToken), request);
            QCOMPARE(server.requests().front().header("Authorization"),
                     QByteArray("Bearer ") + kToken); // else there would be nothing to find
            const Error error = answer ? statusError(*answer) : answer.error();
            QVERIFY2(!tells(error.message), qPrintable(error.message));
            QVERIFY2(!tells(error.detail), qPrintable(error.detail));
            if (answer) {
                QVERIFY(!tells(answer->url.toString()));
                QVERIFY(!tells(debugText(*answer)));
            }
            for (const SeenRequest &seen : server.requests())
                QVERIFY(!seen.firstLine().contains(kToken));
        }
    }
    QVERIFY2(!tells(LogCapture::text()), qPrintable(LogCapture::text()));
}

void HttpSecrecyTest::tokenIsInNoDebugText()
{
    const Secret secret{QByteArrayView(kToken)};
    QCOMPARE(debugText(secret).trimmed(), u"***"_s);
    const QString connection = debugText(connectionTo(u"https://example.org/x"_s, kToken));
    QVERIFY2(!tells(connection), qPrintable(connection));
    QVERIFY(connection.contains(u"example.org"_s) && connection.contains(u"***"_s));
    HttpRequest request = quickRequest();
    request.query = QByteArray("t=") + kToken;
    request.headers.push_back({"X-Key", kToken});
    request.body = kToken;
    QVERIFY(!tells(debugText(request)));
    HttpAnswer answer;
    answer.url = QUrl(u"https://example.org/?t="_s + QString::fromLatin1(kToken));
    answer.body = kToken;
    answer.headers.push_back({"X-Echo", kToken});
    QVERIFY(!tells(debugText(answer)));
}

void HttpSecrecyTest::tokenIsNotInAnErrorOfARefusedRequest()
{
    HttpRequest request = quickRequest();
    request.headers.push_back({"Authorization", QByteArray("Bearer ") + kToken});
    const auto header = ask(connectionTo(u"http://127.0.0.1:1"_s, kToken), request);
    QVERIFY(!tells(header.error().message + header.error().detail));
    const QByteArray broken = QByteArray(kToken) + "\n";
    const auto token =
        ask(connectionTo(u"http://127.0.0.1:1"_s, broken.constData()), quickRequest());
    QVERIFY(!tells(token.error().message + token.error().detail));
    const QString typed = u"https://user:"_s + QString::fromLatin1(kToken) + u"@example.org"_s;
    const auto address = parseEndpoint(typed);
    QCOMPARE(address.error().detail, u"url.credentials"_s);
    QVERIFY(!tells(address.error().message));
}

void HttpSecrecyTest::secretHeadersGoToTheirServerAndIntoNoText()
{
    const LogCapture log;
    const HostileServer server([](Connection &c) {
        c.read();
        c.send(QByteArray("HTTP/1.1 200 ") + kToken + "\r\nContent-Length: x" + kToken +
               "\r\n\r\n");
    });
    HttpRequest request = quickRequest(HttpMethod::Post);
    request.secretHeaders.push_back({"X-Key", Secret(QByteArrayView(kToken))});
    request.secretHeaders.push_back({"Authorization", Secret(QByteArrayView("Scheme a=b, c=d"))});
    QVERIFY(!tells(debugText(request)));
    const auto answer = ask(connectionTo(server.url(), "token-of-the-connection"), request);
    QVERIFY(!answer);
    QVERIFY(!tells(answer.error().message + answer.error().detail));
    QCOMPARE(server.requests().front().header("X-Key"), QByteArray(kToken));
    QCOMPARE(server.requests().front().header("Authorization"), "Scheme a=b, c=d"_ba);
    QVERIFY(!server.requests().front().head.contains("token-of-the-connection"));

    for (const auto &[name, value] :
         {std::pair{"Host", "a"}, std::pair{"X-Key", "a\nb"}, std::pair{"X Key", "a"}}) {
        HttpRequest wrong = quickRequest(HttpMethod::Post);
        wrong.secretHeaders.push_back({name, Secret(QByteArrayView(value))});
        QCOMPARE(faultNameOf(ask(connectionTo(server.url()), wrong)), u"request"_s);
    }
    QCOMPARE(server.requests().size(), 1U);
    QVERIFY2(!tells(LogCapture::text()), qPrintable(LogCapture::text()));
}

void HttpSecrecyTest::secretHeadersAreLeftOutOfARedirectElsewhere()
{
    const HostileServer other([](Connection &c) {
        c.read();
        c.answer(200, "{}");
    });
    const HostileServer server([&other](Connection &c) {
        c.read();
        c.answer(302, {}, "Location: " + other.url().toLatin1() + "/\r\n");
    });
    HttpConnection connection = connectionTo(server.url());
    connection.redirects = Redirects::AnyOrigin;
    HttpRequest request = quickRequest();
    request.secretHeaders.push_back({"X-Key", Secret(QByteArrayView(kToken))});
    const auto answer = ask(connection, request);
    QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().message));
    QCOMPARE(server.requests().front().header("X-Key"), QByteArray(kToken));
    QVERIFY(!other.requests().front().head.contains(kToken));
}

// A session's cookie lets in who has it, as a token does.
void HttpSecrecyTest::aCookieIsInNoText()
{
    const LogCapture log;
    const HostileServer server([](Connection &c) {
        while (c.read())
            c.answer(503, "busy",
                     QByteArray("Set-Cookie: nat-session=") + kToken + "; Path=/; HttpOnly\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), quickRequest());
    QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().message));
    const Error error = statusError(*answer);
    QVERIFY2(!tells(error.message + error.detail), qPrintable(error.message + error.detail));
    QVERIFY(!tells(debugText(*answer)));
    QVERIFY2(!tells(LogCapture::text()), qPrintable(LogCapture::text()));
}

} // namespace

TIDEMARK_TEST(HttpSecrecyTest)
#include "http_secrecy_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked again, and what is sent once and no more (C1).
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QLocale>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpRepeatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void writesAreSentOnceWhenTheConnectionIsCut_data();
    void writesAreSentOnceWhenTheConnectionIsCut();
    void aWriteOnAStaleConnectionIsSentOnce();
    void idempotentWritesAreSentAgain();
    void stormsEnd_data();
    void stormsEnd();
    void comesThroughAfterAStorm();
    void keepsRetryAfter_data();
    void keepsRetryAfter();
    void aLongRetryAfterIsTheCallersBusiness();
    void aDateIsHeldAgainstTheServersClock();
    void refusedConnectionsAreTriedAgain();
};

HttpRequest patientRequest(HttpMethod method = HttpMethod::Get)
{
    HttpRequest request = quickRequest(method);
    request.limits.deadline = 10s;
    request.limits.silence = 10s;
    request.retry.attempts = 4;
    return request;
}

void HttpRepeatsTest::writesAreSentOnceWhenTheConnectionIsCut_data()
{
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("POST") << HttpMethod::Post << QByteArray("{}");
    QTest::newRow("POST without body") << HttpMethod::Post << QByteArray();
    QTest::newRow("PUT") << HttpMethod::Put << QByteArray("{}");
    QTest::newRow("DELETE") << HttpMethod::Delete << QByteArray();
    QTest::newRow("DELETE with body") << HttpMethod::Delete << QByteArray("{}");
    QTest::newRow("POST of 3 MB") << HttpMethod::Post << QByteArray(3'000'000, 'x');
}

void HttpRepeatsTest::writesAreSentOnceWhenTheConnectionIsCut()
{
    QFETCH(const HttpMethod, method);
    QFETCH(const QByteArray, body);
    for (const bool isReset : {false, true}) {
        const HostileServer server([&](Connection &c) {
            c.read();
            if (isReset)
                c.reset();
        });
        HttpRequest request = patientRequest(method);
        request.body = body;
        const auto answer = ask(connectionTo(server.url()), request);
        QCOMPARE(faultNameOf(answer), u"closed"_s);
        QCOMPARE(server.requests().size(), std::size_t{1});
    }
}

void HttpRepeatsTest::aWriteOnAStaleConnectionIsSentOnce()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(200, "ok");
        c.read(); // of the second request, and then nothing
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    QVERIFY(answerOf(client.send(patientRequest(HttpMethod::Post))));
    QCOMPARE(faultNameOf(answerOf(client.send(patientRequest(HttpMethod::Post)))), u"closed"_s);
    QCOMPARE(server.requests().size(), std::size_t{2});
    QCOMPARE(server.connections(), 1);
}

void HttpRepeatsTest::idempotentWritesAreSentAgain()
{
    const HostileServer server([](Connection &c) {
        c.read();
        if (c.number() == 3)
            c.answer(200, "ok");
    });
    HttpRequest request = patientRequest(HttpMethod::Post);
    request.isIdempotent = true;
    request.headers.push_back({"Idempotency-Key", "7"});
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->attempts, 3);
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{3});
    for (const SeenRequest &seen : requests) {
        QCOMPARE(seen.header("Idempotency-Key"), QByteArray("7"));
        QCOMPARE(seen.body, request.body);
    }
}

void HttpRepeatsTest::stormsEnd_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<int>("attempts");
    QTest::newRow("GET 500") << 500 << HttpMethod::Get << 4;
    QTest::newRow("GET 502") << 502 << HttpMethod::Get << 4;
    QTest::newRow("GET 503") << 503 << HttpMethod::Get << 4;
    QTest::newRow("GET 429") << 429 << HttpMethod::Get << 4;
    QTest::newRow("POST 500") << 500 << HttpMethod::Post << 1;
    QTest::newRow("POST 502") << 502 << HttpMethod::Post << 1;
    QTest::newRow("POST 503") << 503 << HttpMethod::Post << 4;
    QTest::newRow("POST 429") << 429 << HttpMethod::Post << 4;
    QTest::newRow("GET 501") << 501 << HttpMethod::Get << 1;
    QTest::newRow("GET 507") << 507 << HttpMethod::Get << 1;
    QTest::newRow("GET 404") << 404 << HttpMethod::Get << 1;
}

void HttpRepeatsTest::stormsEnd()
{
    QFETCH(const int, status);
    QFETCH(const HttpMethod, method);
    QFETCH(const int, attempts);
    const HostileServer server([&](Connection &c) {
        while (c.read())
            c.answer(status, "storm");
    });
    const auto answer = ask(connectionTo(server.url()), patientRequest(method));
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->status, status);
    QCOMPARE(answer->attempts, attempts);
    QCOMPARE(server.requests().size(), static_cast<std::size_t>(attempts));
}

void HttpRepeatsTest::comesThroughAfterAStorm()
{
    std::atomic<int> count{0};
    const HostileServer server([&](Connection &c) {
        while (c.read())
            c.answer(++count < 3 ? 503 : 200, "ok");
    });
    const auto answer = ask(connectionTo(server.url()), patientRequest());
    QVERIFY(answer);
    QCOMPARE(answer->status, 200);
    QCOMPARE(answer->attempts, 3);
}

void HttpRepeatsTest::keepsRetryAfter_data()
{
    QTest::addColumn<bool>("isDate");
    QTest::newRow("seconds") << false;
    QTest::newRow("date") << true;
}

void HttpRepeatsTest::keepsRetryAfter()
{
    QFETCH(const bool, isDate);
    std::atomic<int> count{0};
    std::atomic<qint64> dueAt_ms{0};
    std::atomic<qint64> cameAt_ms{0};
    const HostileServer server([&](Connection &c) {
        while (c.read()) {
            const QDateTime now = QDateTime::currentDateTimeUtc();
            if (++count > 1) {
                cameAt_ms = now.toMSecsSinceEpoch();
                c.answer(200, "ok");
                continue;
            }
            // a date has whole seconds: the next but one begins in 1 to 2 s
            const qint64 second = now.toSecsSinceEpoch() + 2;
            dueAt_ms = isDate ? second * 1000 : now.toMSecsSinceEpoch() + 1000;
            const QString date =
                QLocale::c().toString(QDateTime::fromSecsSinceEpoch(second, Qt::UTC),
                                      u"ddd, dd MMM yyyy HH:mm:ss"_s) +
                u" GMT"_s;
            c.answer(429, {},
                     "Retry-After: " + (isDate ? date.toLatin1() : QByteArray("1")) + "\r\n");
        }
    });
    HttpRequest request = patientRequest(HttpMethod::Post);
    request.retry.attempts = 2;
    const auto answer = ask(connectionTo(server.url()), request);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->status, 200);
    // never earlier; how much later RetryPolicyTest shows without a clock
    QVERIFY2(cameAt_ms >= dueAt_ms - 2, qPrintable(QString::number(dueAt_ms - cameAt_ms)));
}

void HttpRepeatsTest::aLongRetryAfterIsTheCallersBusiness()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(429, {}, "Retry-After: 7200\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), patientRequest());
    QVERIFY(answer);
    QCOMPARE(answer->status, 429);
    QCOMPARE(answer->attempts, 1);
    QCOMPARE(answer->retryAfter, std::optional<std::chrono::milliseconds>(2h));
}

// Whatever this machine's clock says.
void HttpRepeatsTest::aDateIsHeldAgainstTheServersClock()
{
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(503, {},
                 "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                 "Retry-After: Sun, 06 Nov 1994 10:49:37 GMT\r\n");
    });
    const auto answer = ask(connectionTo(server.url()), patientRequest());
    QVERIFY(answer);
    QCOMPARE(answer->status, 503);
    QCOMPARE(answer->retryAfter, std::optional<std::chrono::milliseconds>(2h));
}

void HttpRepeatsTest::refusedConnectionsAreTriedAgain()
{
    int port = 0;
    {
        const HostileServer gone([](Connection &) {});
        port = gone.port();
    }
    HttpRequest request = patientRequest(HttpMethod::Post); // nothing was sent: any call
    request.retry.attempts = 3;
    request.retry.first = 200ms; // and twice that, each with a fifth more or less
    NetworkThread network;
    HttpClient client(network, connectionTo(u"http://127.0.0.1:"_s + QString::number(port)));
    QElapsedTimer since;
    since.start();
    QCOMPARE(faultNameOf(answerOf(client.send(request))), u"refused"_s);
    QVERIFY2(since.elapsed() >= 470, qPrintable(QString::number(since.elapsed())));
}

} // namespace

TIDEMARK_TEST(HttpRepeatsTest)
#include "http_repeats_test.moc"

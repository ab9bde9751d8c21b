// SPDX-License-Identifier: GPL-3.0-or-later
// Every limit of times, lowered to two seconds.
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

namespace {

constexpr std::chrono::milliseconds kShort = 2s;

// How long the server takes to close.
qint64 timeToEnd_ms(RawClient &client)
{
    QElapsedTimer timer;
    timer.start();
    return client.sawEnd() ? timer.elapsed() : -1;
}

} // namespace

class HttpTimesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void limitsTheTimeForAHeader();
    void limitsTheTimeForABody();
    void limitsTheTimeBetweenRequests();
    void limitsTheTimeForAnAnswerToBeTaken();
    void letsHandlersTakeTheirTime();
};

void HttpTimesTest::limitsTheTimeForAHeader()
{
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.headerTime = kShort; }));
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

void HttpTimesTest::limitsTheTimeForABody()
{
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.bodyTime = kShort; }));
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

void HttpTimesTest::limitsTheTimeBetweenRequests()
{
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.idleTime = 4s; }));
    RawClient client = server.client();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(client.ask(request("GET", "/")).status, 200);
        QVERIFY(client.isQuietFor(100));
    }
    QVERIFY(client.sawEnd());
    QCOMPARE(server.server.statistics().expired, 1);
}

void HttpTimesTest::limitsTheTimeForAnAnswerToBeTaken()
{
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.writeTime = kShort; }));
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

void HttpTimesTest::letsHandlersTakeTheirTime()
{
    HeldReplies held;
    const TestServer server(optionsWith([](HttpLimits &limits) {
                                limits.headerTime = limits.bodyTime = limits.idleTime =
                                    limits.writeTime = kShort;
                            }),
                            held.handler());
    RawClient client = server.client();
    client.send(request("GET", "/a"));
    QVERIFY(client.isQuietFor(3000));
    held.answerAll();
    QCOMPARE(client.response().status, 200);
}

TIDEMARK_TEST(HttpTimesTest)
#include "http_times_test.moc"

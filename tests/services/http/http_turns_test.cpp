// SPDX-License-Identifier: GPL-3.0-or-later
// Requests above the limit of requests in work wait for their turn.
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

namespace {

constexpr std::chrono::milliseconds kShort = 2s;

} // namespace

class HttpTurnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void limitsRequestsThatWait();
    void limitsTheTimeToWaitForATurn();
    void bodiesThatWaitAreCounted();
    void stoppingRefusesWhatWaits();
};

// Above the limit of requests in work a bounded number waits and is served first come, first
// served.
void HttpTurnsTest::limitsRequestsThatWait()
{
    HeldReplies held;
    TestServer server({}, held.handler());
    std::vector<RawClient> clients;
    const auto sendMore = [&](int count) {
        for (int i = 0; i < count; ++i) {
            clients.push_back(server.client());
            clients.back().send(
                request("POST", '/' + QByteArray::number(clients.size()), {}, "{}"));
        }
    };
    sendMore(kRequestsInWork);
    QVERIFY(held.waitFor(kRequestsInWork));
    sendMore(kRequestsWaiting);
    QTRY_COMPARE(server.server.statistics().waiting, kRequestsWaiting);
    QCOMPARE(server.server.statistics().inWork, kRequestsInWork);
    RawClient more = server.client();
    const RawResponse answer = more.ask(request("POST", "/a", {}, "{}"));
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.field("Retry-After"), "1");
    QVERIFY(answer.body.contains("256"));
    QVERIFY(!answer.isLast());
    held.answerAll();
    QVERIFY(held.waitFor(kRequestsInWork)); // of those that waited
    QCOMPARE(server.server.statistics().waiting, kRequestsWaiting - kRequestsInWork);
    QCOMPARE(server.server.statistics().inWork, kRequestsInWork);
    for (std::size_t i = 0; i < clients.size(); ++i) {
        while (clients[i].isQuietFor(0))
            held.answerAll();
        const RawResponse served = clients[i].response();
        QCOMPARE(served.status, 200);
        QCOMPARE(served.body, QByteArray::number(i + 1));
    }
    QTRY_COMPARE(server.server.statistics().inWork, 0);
    QCOMPARE(server.server.statistics().waiting, 0);
    QCOMPARE(server.server.statistics().byStatusClass[5], 1);
}

void HttpTurnsTest::limitsTheTimeToWaitForATurn()
{
    HeldReplies held;
    TestServer server(optionsWith([](HttpLimits &limits) {
                          limits.requestsInWork = 1;
                          limits.waitTime = kShort;
                      }),
                      held.handler());
    RawClient first = server.client();
    first.send(request("GET", "/first"));
    QVERIFY(held.waitFor(1));
    RawClient late = server.client();
    QElapsedTimer timer;
    timer.start();
    const RawResponse refused = late.ask(request("POST", "/late", {}, "{}"));
    QVERIFY(timer.elapsed() >= kShort.count() - 1);
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.field("Retry-After"), "1");
    QVERIFY(!refused.isLast());
    QCOMPARE(server.server.statistics().waiting, 0);
    late.send(request("POST", "/again", {}, "{}")); // on the same connection, and in time
    QTRY_COMPARE(server.server.statistics().waiting, 1);
    held.answerAll();
    QVERIFY(held.waitFor(1));
    QCOMPARE(first.response().status, 200);
    held.answerAll();
    QCOMPARE(late.response().status, 200);
}

// What waits counts among the bodies, so its memory has the same limit.
void HttpTurnsTest::bodiesThatWaitAreCounted()
{
    HeldReplies held;
    TestServer server(optionsWith([](HttpLimits &limits) {
                          limits.requestsInWork = 1;
                          limits.bodiesTogether_bytes = 1000;
                          limits.small_bytes = 0;
                          limits.smallTogether_bytes = 0;
                      }),
                      held.handler());
    RawClient first = server.client();
    first.send(request("GET", "/first"));
    QVERIFY(held.waitFor(1));
    RawClient second = server.client();
    second.send(request("POST", "/a", {}, QByteArray(600, 'x')));
    QTRY_COMPARE(server.server.statistics().waiting, 1);
    RawClient third = server.client();
    QCOMPARE(third.ask(request("POST", "/a", {}, QByteArray(401, 'x'))).status, 503);
    RawClient fourth = server.client();
    fourth.send(request("POST", "/a", {}, QByteArray(400, 'x')));
    QTRY_COMPARE(server.server.statistics().waiting, 2);
    for (RawClient *client : {&first, &second, &fourth}) {
        QVERIFY(held.waitFor(1));
        held.answerAll();
        QCOMPARE(client->response().status, 200);
    }
}

void HttpTurnsTest::stoppingRefusesWhatWaits()
{
    HeldReplies held;
    TestServer server(optionsWith([](HttpLimits &limits) {
                          limits.requestsInWork = 1;
                          limits.stopTime = 20s;
                      }),
                      held.handler());
    RawClient first = server.client();
    first.send(request("GET", "/first"));
    QVERIFY(held.waitFor(1));
    RawClient second = server.client();
    second.send(request("POST", "/a", {}, "{}"));
    QTRY_COMPARE(server.server.statistics().waiting, 1);
    std::thread answering([&] {
        const RawResponse answer = second.response();
        held.answerAll();
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.isLast());
    });
    server.server.stop();
    answering.join();
    QCOMPARE(first.response().status, 200);
    QCOMPARE(server.server.statistics().requests, 1);
}

TIDEMARK_TEST(HttpTurnsTest)
#include "http_turns_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// How many requests and connections there are at once, and which give way to others.
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <future>
#include <vector>

using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

class HttpPlacesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void limitsRequestsInWork();
    void countsOnlyRequestsThatAreNotAnswered();
    void limitsConnections();
    void newConnectionsTakeThePlaceOfOthers();
};

void HttpPlacesTest::limitsRequestsInWork()
{
    HeldReplies held;
    TestServer server(optionsWith([](HttpLimits &limits) { limits.requestsWaiting = 0; }),
                      held.handler());
    std::vector<RawClient> clients;
    for (int i = 0; i < kRequestsInWork; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("GET", "/a"));
    }
    QVERIFY(held.waitFor(kRequestsInWork));
    QCOMPARE(server.server.statistics().inWork, kRequestsInWork);
    RawClient more = server.client();
    const RawResponse answer = more.ask(request("POST", "/a", {}, "{}"));
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.field("Retry-After"), "1");
    QVERIFY(answer.body.contains("64"));
    QVERIFY(!answer.isLast()); // it may come again at once
    held.answerAll();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    more.send(request("GET", "/b"));
    QVERIFY(held.waitFor(1));
    (void)held.takeAll(); // dropping one frees its place as well
    QCOMPARE(more.response().status, 500);
    QCOMPARE(server.server.statistics().inWork, 0);
}

// Many requests that are there at once are no work when each is answered before the next is read.
void HttpPlacesTest::countsOnlyRequestsThatAreNotAnswered()
{
    std::promise<void> allSent;
    std::shared_future<void> waiting = allSent.get_future().share();
    TestServer server({}, [waiting](HttpRequest request, HttpReply reply) {
        waiting.wait(); // the first holds the server's thread until all others have come
        echo(std::move(request), std::move(reply));
    });
    std::vector<RawClient> clients;
    for (int i = 0; i < 3 * kRequestsInWork; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("POST", "/a", {}, "{}"));
    }
    allSent.set_value();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    QCOMPARE(server.server.statistics().inWork, 0);
}

void HttpPlacesTest::limitsConnections()
{
    HeldReplies held;
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.connections = 20; }),
                            held.handler());
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(server.client());
        clients.back().send(request("GET", "/"));
    }
    QVERIFY(held.waitFor(20));
    RawClient over = server.client(); // none of those in work gives way
    QVERIFY(over.sawEnd());
    QCOMPARE(over.unread(), QByteArray());
    QTRY_COMPARE(server.server.statistics().refused, 1);
    QCOMPARE(server.server.statistics().open, 20);
    held.answerAll();
    for (RawClient &client : clients)
        QCOMPARE(client.response().status, 200);
    clients.pop_back();
    QTRY_COMPARE(server.server.statistics().open, 19);
    RawClient next = server.client();
    next.send(request("GET", "/"));
    QVERIFY(held.waitFor(1));
    held.answerAll();
    QCOMPARE(next.response().status, 200);
    QCOMPARE(server.server.statistics().refused, 1);
}

// S2: those that never sent a whole request first, then idle ones, then those that are sending.
void HttpPlacesTest::newConnectionsTakeThePlaceOfOthers()
{
    HeldReplies held;
    const TestServer server(optionsWith([](HttpLimits &limits) { limits.connections = 5; }),
                            held.handler());
    const auto answered = [&held](RawClient &client) {
        client.send(request("GET", "/"));
        const bool isHeld = held.waitFor(1);
        held.answerAll();
        return isHeld && client.response().status == 200;
    };
    RawClient sending = server.client();
    sending.send(request("POST", "/", {}, QByteArray(1000, 'x')).chopped(500));
    RawClient idle = server.client();
    QVERIFY(answered(idle));
    RawClient idleLater = server.client();
    QVERIFY(answered(idleLater));
    RawClient silent = server.client();
    RawClient slow = server.client();
    slow.send("GET / HTT");
    QTRY_COMPARE(server.server.statistics().open, 5);
    std::vector<RawClient> inWork;
    qint64 refused = 0;
    for (RawClient *first : {&silent, &slow, &idle, &idleLater, &sending}) {
        QVERIFY(first->isQuietFor(0));
        inWork.push_back(server.client());
        inWork.back().send(request("GET", "/"));
        QVERIFY(first->sawEnd());
        QVERIFY(held.waitFor(inWork.size()));
        QCOMPARE(server.server.statistics().refused, ++refused);
        QCOMPARE(server.server.statistics().open, 5);
    }
    RawClient over = server.client();
    QVERIFY(over.sawEnd());
    held.answerAll();
    for (RawClient &client : inWork)
        QCOMPARE(client.response().status, 200);
}

TIDEMARK_TEST(HttpPlacesTest)
#include "http_places_test.moc"

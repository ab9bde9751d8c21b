// SPDX-License-Identifier: GPL-3.0-or-later
// What bodies and answers take in memory, and who decides before a body is read.
#include "services/http/memory_budget.h"
#include "tests/services/http/test_server.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::http;
using namespace tidemark::test;

namespace {

constexpr qint64 kSmall = 1000;
constexpr qint64 kRoom = 8'000'000; ///< for large pieces
constexpr int kLarge = 5'000'000;   ///< two do not fit, and no socket takes one whole

HttpServerOptions narrow()
{
    HttpServerOptions options;
    options.limits.small_bytes = kSmall;
    options.limits.smallTogether_bytes = 100 * kSmall;
    options.limits.bodiesTogether_bytes = kRoom + 100 * kSmall;
    options.limits.answersTogether_bytes = kRoom + 100 * kSmall;
    return options;
}

QByteArray postHead(qint64 length, const QByteArray &fields = {})
{
    return request("POST", "/a",
                   "Content-Type: application/json\r\nContent-Length: " +
                       QByteArray::number(length) + "\r\n" + fields);
}

HttpResponse refused()
{
    HttpResponse response;
    response.status = 401;
    response.body = "{}";
    return response;
}

/// A judge that keeps its verdicts.
struct HeldVerdicts
{
    [[nodiscard]] HeadJudge judge()
    {
        return [this](const HttpRequest & /*head*/, const HeadFraming & /*framing*/,
                      HeadVerdict verdict) {
            const std::lock_guard lock(mutex);
            verdicts.push_back(std::move(verdict));
        };
    }
    [[nodiscard]] std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return verdicts.size();
    }

    std::mutex mutex;
    std::vector<HeadVerdict> verdicts; // under mutex while the server runs
};

} // namespace

class HttpMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void keepsAPartForSmallPieces();
    void limitsTheLargePiecesOfAnAddress();
    void slowLargeBodiesKeepNobodyFromSmallOnes();
    void answersThatWaitAreCounted();
    void whatMustNotBeRepeatedIsNotHeldBack();
    void answersThatMustBeToldAreNoWayRoundTheLimit();
    void refusesBeforeTheBody();
    void continuesWhenTheVerdictIsThere();
    void judgesOnlyWhatBringsABody();
    void aDroppedVerdictIsAFault();
    void verdictsMayComeAfterTheServer();
};

void HttpMemoryTest::keepsAPartForSmallPieces()
{
    const PeerAddress peer = peerAddressFrom(u"127.0.0.1"_s);
    MemoryBudget budget({1000, 300, 10, 1});
    QVERIFY(budget.grow(peer, 0, 10)); // becomes a large one
    QVERIFY(budget.grow(peer, 10, 11));
    QVERIFY(budget.grow(peer, 11, 700));
    QVERIFY(!budget.grow(peer, 700, 701));
    QVERIFY(!budget.grow(peer, 0, 11));
    QCOMPARE(budget.held_bytes(), 700);
    for (int i = 0; i < 30; ++i)
        QVERIFY(budget.grow(peer, 0, 10));
    QVERIFY(!budget.grow(peer, 0, 1));
    budget.release(peer, 700);
    for (int i = 0; i < 40; ++i) // they may also take what large ones leave
        QVERIFY(budget.grow(peer, 0, 10));
    QVERIFY(budget.grow(peer, 0, 300));
    QVERIFY(!budget.grow(peer, 0, 11));
    budget.force(peer, 0, 2000);
    QCOMPARE(budget.held_bytes(), 3000);
    QVERIFY(!budget.grow(peer, 0, 1));
    budget.release(peer, 2000);
    budget.release(peer, 300);
    for (int i = 0; i < 70; ++i)
        budget.release(peer, 10);
    QCOMPARE(budget.held_bytes(), 0);
}

void HttpMemoryTest::limitsTheLargePiecesOfAnAddress()
{
    const PeerAddress loopback = peerAddressFrom(u"::1"_s);
    const PeerAddress one = peerAddressFrom(u"2001:db8::1"_s);
    const PeerAddress neighbour = peerAddressFrom(u"2001:db8::2"_s); // of the same network
    const PeerAddress other = peerAddressFrom(u"192.0.2.1"_s);
    MemoryBudget budget({1000, 100, 10, 400});
    QVERIFY(budget.grow(one, 0, 300));
    QVERIFY(!budget.grow(neighbour, 0, 101));
    QVERIFY(budget.grow(neighbour, 0, 100));
    QVERIFY(budget.grow(neighbour, 0, 10)); // small ones do not count
    QVERIFY(budget.grow(other, 0, 11));
    QVERIFY(budget.grow(loopback, 0, 450)); // one machine is not one party
    budget.release(one, 300);
    QVERIFY(budget.grow(neighbour, 0, 300));
    QVERIFY(!budget.grow(neighbour, 300, 301));
}

// S2
void HttpMemoryTest::slowLargeBodiesKeepNobodyFromSmallOnes()
{
    const TestServer server(narrow());
    std::vector<RawClient> slow;
    RawResponse last;
    const auto statusOfLarge = [&] {
        last = server.client().ask(request("POST", "/a", {}, QByteArray(500'000, 'x')));
        return last.status;
    };
    // A look that comes before all of theirs was read takes their room: they begin anew then.
    const auto isFull = [&] {
        slow.clear();
        for (int i = 0; i < 2; ++i) {
            slow.push_back(server.client());
            slow.back().send(postHead(8'000'000) + QByteArray(3'900'000, 'x'));
        }
        return slow[0].isQuietFor(50) && slow[1].isQuietFor(50) && statusOfLarge() == 503;
    };
    QVERIFY(
        QTest::qWaitFor(isFull, RawClient::kPatience_ms)); // each look begins anew: no more of them
    QCOMPARE(last.field("Retry-After"), "1");
    RawClient quick = server.client();
    for (int i = 0; i < 20; ++i)
        QCOMPARE(quick.ask(request("POST", "/a", {}, QByteArray(kSmall, 'x'))).status, 200);
    slow.clear();
    QTRY_COMPARE(statusOfLarge(), 200);
}

void HttpMemoryTest::answersThatWaitAreCounted()
{
    const TestServer server(narrow());
    const QByteArray large = request("GET", "/big?size=" + QByteArray::number(kLarge));
    RawClient slow(server.port, "127.0.0.1", 4096);
    slow.send(large);
    QTRY_COMPARE(server.server.statistics().byStatusClass[2], 1);
    RawClient other = server.client();
    const RawResponse full = other.ask(large);
    QCOMPARE(full.status, 503);
    QCOMPARE(full.field("Retry-After"), "1");
    QVERIFY(!full.isLast());
    for (int i = 0; i < 20; ++i)
        QCOMPARE(other.ask(request("GET", "/")).status, 200);
    other.send(request("HEAD", "/big?size=" + QByteArray::number(kLarge)));
    QCOMPARE(other.response(true).status, 200);    // sends nothing that could wait
    QCOMPARE(slow.response().body.size(), kLarge); // taken now
    RawClient last = server.client();
    QCOMPARE(last.ask(large).body.size(), kLarge);
    RawClient gone(server.port, "127.0.0.1", 4096);
    gone.send(large);
    QTRY_VERIFY(!gone.isQuietFor(0));
    gone.close(); // and what goes untaken is no more
    QTRY_COMPARE(last.ask(large).status, 200);
}

void HttpMemoryTest::whatMustNotBeRepeatedIsNotHeldBack()
{
    const TestServer server(narrow(), [](HttpRequest request, HttpReply reply) {
        HttpResponse response;
        response.body = QByteArray(kLarge, 'x');
        response.isRepeatable = request.method == Method::Get;
        reply.answer(std::move(response));
    });
    RawClient slow(server.port, "127.0.0.1", 4096);
    slow.send(request("GET", "/"));
    QTRY_COMPARE(server.server.statistics().byStatusClass[2], 1);
    RawClient other = server.client();
    QCOMPARE(other.ask(request("GET", "/")).status, 503);
    QCOMPARE(other.ask(request("POST", "/", {}, "{}")).status, 200);
    QCOMPARE(slow.response().status, 200);
    QCOMPARE(other.ask(request("GET", "/")).status, 200);
}

// Whoever asks for them without reading them is refused before the work, so they have a bound too.
void HttpMemoryTest::answersThatMustBeToldAreNoWayRoundTheLimit()
{
    std::atomic<int> done = 0;
    const TestServer server(narrow(), [&done](HttpRequest, HttpReply reply) {
        ++done;
        HttpResponse response;
        response.body = QByteArray(kLarge, 'x');
        response.isRepeatable = false;
        reply.answer(std::move(response));
    });
    constexpr int kClients = 12;
    std::vector<std::unique_ptr<RawClient>> slow;
    int refused = 0;
    for (int i = 0; i < kClients; ++i) {
        slow.push_back(std::make_unique<RawClient>(server.port, "127.0.0.1", 4096));
        slow.back()->send(request("POST", "/", {}, "{}"));
        const auto answered = [&] {
            const auto counts = server.server.statistics().byStatusClass;
            return counts[2] + counts[5] == i + 1;
        };
        QTRY_VERIFY(answered());
        refused = static_cast<int>(server.server.statistics().byStatusClass[5]);
    }
    QVERIFY2(refused >= kClients - 3, QByteArray::number(refused).constData());
    QCOMPARE(done, kClients - refused); // nothing was done for those that were refused
    for (const auto &client : slow)
        QVERIFY(client->response().status > 0);
    RawClient other = server.client();
    QCOMPARE(other.ask(request("POST", "/", {}, "{}")).status, 200);
}

void HttpMemoryTest::refusesBeforeTheBody()
{
    std::atomic<int> handled = 0;
    HttpServerOptions options;
    options.judge = [](const HttpRequest &head, const HeadFraming &framing, HeadVerdict verdict) {
        if (head.headers.contains("Authorization") && framing.length_bytes == 2)
            verdict.admit();
        else
            verdict.refuse(refused());
    };
    const TestServer server(options, [&handled](HttpRequest request, HttpReply reply) {
        ++handled;
        echo(std::move(request), std::move(reply));
    });
    for (const QByteArray &fields : {QByteArray(), QByteArray("Expect: 100-continue\r\n")}) {
        RawClient client = server.client();
        const RawResponse answer = client.ask(postHead(10'000'000, fields)); // no byte of it
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.isLast());
        QVERIFY(client.sawEnd());
    }
    RawClient chunked = server.client();
    QCOMPARE(chunked
                 .ask(request("POST", "/a",
                              "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"))
                 .status,
             401);
    QCOMPARE(handled, 0);
    RawClient right = server.client();
    QCOMPARE(right.ask(request("POST", "/a", "Authorization: x\r\n", "{}")).status, 200);
    QCOMPARE(handled, 1);
}

void HttpMemoryTest::continuesWhenTheVerdictIsThere()
{
    HeldVerdicts held;
    HttpServerOptions options;
    options.judge = held.judge();
    const TestServer server(options);
    RawClient client = server.client();
    client.send(postHead(2, "Expect: 100-continue\r\n"));
    QTRY_COMPARE(held.count(), 1U);
    QVERIFY(client.isQuietFor(100));
    held.verdicts.front().admit();
    QCOMPARE(client.response(true).status, 100);
    QCOMPARE(client.ask("{}").status, 200);
    // What was sent along waits in the connection, the next request behind it too.
    client.send(request("POST", "/b", {}, "[1]") + request("GET", "/c"));
    QTRY_COMPARE(held.count(), 2U);
    QVERIFY(client.isQuietFor(100));
    held.verdicts.back().admit();
    QVERIFY(client.response().body.contains("[1]"));
    QVERIFY(client.response().body.contains("/c"));
}

void HttpMemoryTest::judgesOnlyWhatBringsABody()
{
    HttpServerOptions options;
    options.judge = [](const HttpRequest &, const HeadFraming &, HeadVerdict verdict) {
        verdict.refuse(refused());
    };
    const TestServer server(options);
    RawClient client = server.client();
    QCOMPARE(client.ask(request("GET", "/")).status, 200);
    QCOMPARE(client.ask(request("DELETE", "/")).status, 200);
    QCOMPARE(client.ask(request("POST", "/", "Content-Length: 0\r\n")).status, 200);
    QCOMPARE(client.ask(request("DELETE", "/", {}, "{}")).status, 401);
}

void HttpMemoryTest::aDroppedVerdictIsAFault()
{
    HttpServerOptions options;
    options.judge = [](const HttpRequest &, const HeadFraming &, const HeadVerdict &) {};
    const TestServer server(options);
    RawClient client = server.client();
    QCOMPARE(client.ask(request("POST", "/", {}, "{}")).status, 500);
    QVERIFY(client.sawEnd());
}

void HttpMemoryTest::verdictsMayComeAfterTheServer()
{
    HeldVerdicts held;
    HttpServerOptions options;
    options.judge = held.judge();
    TestServer server(options);
    RawClient gone = server.client();
    gone.send(postHead(2));
    RawClient client = server.client();
    client.send(postHead(2));
    QTRY_COMPARE(held.count(), 2U);
    gone.close();
    held.verdicts.front().admit();
    server.server.stop();
    QVERIFY(client.sawEnd());
    held.verdicts.back().refuse(refused());
    QCOMPARE(server.server.statistics().open, 0);
}

TIDEMARK_TEST(HttpMemoryTest)
#include "http_memory_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that decide without a socket: who is meant, what may come, how many and how often.
#include "services/http/connection_caps.h"
#include "services/http/host_rules.h"
#include "services/http/http_reply.h"
#include "services/http/login_throttle.h"
#include "services/http/request_rules.h"
#include "services/http/response_head.h"
#include "tests/services/http/literal.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::http;
using tidemark::test::literal;

namespace {

RequestHead head(const QByteArray &method, const QByteArray &target,
                 const std::vector<HeaderField> &fields, HeadFraming framing = {})
{
    RequestHead made;
    made.method = method;
    made.target = target;
    made.framing = framing;
    for (const HeaderField &field : fields)
        made.headers.add(field.name, field.value);
    return made;
}

int verdict(const RequestHead &asked)
{
    const RequestRules rules({u"tide.example"_s}, {"application/json"});
    HttpRequest request;
    const auto refusal = rules.admit(asked, peerAddressFrom(u"192.0.2.7"_s), request);
    return refusal ? refusal->status : 200;
}

} // namespace

class HttpRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void answersForItsOwnHostsOnly_data();
    void answersForItsOwnHostsOnly();
    void admitsAndRefuses();
    void fillsTheRequest();
    void readsAddresses();
    void capsConnections();
    void throttlesGuessing();
    void countsWhatIsBeingLookedAt();
    void forgetsFailuresWithTime();
    void remembersABoundedNumberOfAddresses();
    void writesHeads();
    void sendsNothingThatSplitsAnAnswer();
    void answersOnceAndAlways();
};

void HttpRulesTest::answersForItsOwnHostsOnly_data()
{
    using Verdict = HostRules::Verdict;
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<int>("expected");
    const auto row = [](const char *authority, Verdict expected) {
        QTest::newRow(*authority == 0 ? "empty" : authority)
            << QByteArray(authority) << static_cast<int>(expected);
    };
    for (const char *ours : {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]",
                             "[::1]:65535", "[0:0:0:0:0:0:0:1]", "tide.example", "TIDE.example:443",
                             "192.0.2.7", "192.0.2.7:9", "localhost:"})
        row(ours, Verdict::Allowed);
    for (const char *foreign :
         {"evil.example", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
          "192.0.2.8", "[::2]", "localhost.", "1", "0.0.0.0"})
        row(foreign, Verdict::Foreign);
    for (const char *invalid :
         {"", ":80", "a b", "a:b", "a:123456", "a:1:2", "user@localhost", "localhost/", "[::1",
          "[::1]x", "[]", "[localhost]", "::1", "localhost,evil"})
        row(invalid, Verdict::Invalid);
}

void HttpRulesTest::answersForItsOwnHostsOnly()
{
    QFETCH(QByteArray, authority);
    QFETCH(int, expected);
    const HostRules rules({u"Tide.example"_s});
    if (authority == "[0:0:0:0:0:0:0:1]") // the same address in other words
        QCOMPARE(static_cast<int>(rules.check(authority, peerAddressFrom(u"::1"_s))), expected);
    else
        QCOMPARE(static_cast<int>(rules.check(authority, peerAddressFrom(u"192.0.2.7"_s))),
                 expected);
}

void HttpRulesTest::admitsAndRefuses()
{
    const HeaderField host{"Host", "localhost"};
    const HeaderField json{"Content-Type", "application/json"};
    const HeadFraming body{3, false};
    QCOMPARE(verdict(head("GET", "/", {host})), 200);
    QCOMPARE(verdict(head("CONNECT", "/", {host})), 400);
    QCOMPARE(verdict(head("GET", "*", {host})), 400);
    QCOMPARE(verdict(head("GET", "/%00", {host})), 400);
    QCOMPARE(verdict(head("GET", "/", {{"Host", "evil.example"}})), 421);
    QCOMPARE(verdict(head("GET", "/", {{"Host", "user@localhost"}})), 400);
    QCOMPARE(verdict(head("GET", "http://localhost:1/a", {host})), 200);
    QCOMPARE(verdict(head("GET", "http://evil.example/a", {host})), 421);
    for (const char *origin : {"https://x", "null", "http://localhost", ""})
        QCOMPARE(verdict(head("GET", "/", {host, {"Origin", origin}})), 403);
    QCOMPARE(verdict(head("OPTIONS", "/", {host, {"Origin", "https://x"}})), 403);
    QCOMPARE(verdict(head("OPTIONS", "/", {host})), 200);
    for (const char *bodiless : {"GET", "HEAD", "OPTIONS"})
        QCOMPARE(verdict(head(bodiless, "/", {host, json}, body)), 400);
    for (const char *method :
         {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "GETX", "get", "connect"}) {
        QCOMPARE(verdict(head(method, "/", {host})), 200);
        QCOMPARE(verdict(head(method, "/", {host, json}, body)), 200);
        QCOMPARE(verdict(head(method, "/", {host}, body)), 400);
        QCOMPARE(verdict(head(method, "/", {host}, {0, true})), 400);
        QCOMPARE(verdict(head(method, "/", {host, {"Content-Type", "text/plain"}}, body)), 400);
        QCOMPARE(verdict(head(method, "/", {host, json, json}, body)), 400);
    }
    QCOMPARE(verdict(head("POST", "/", {host, {"content-type", "Application/JSON ; charset=utf-8"}},
                          body)),
             200);
    QCOMPARE(
        verdict(head("POST", "/", {host, {"Content-Type", "text/plain; application/json"}}, body)),
        400);
    QCOMPARE(verdict(head("POST", "/", {host, json, {"Expect", "100-Continue"}}, body)), 200);
    QCOMPARE(verdict(head("POST", "/", {host, json, {"Expect", "200-ok"}}, body)), 417);
}

void HttpRulesTest::fillsTheRequest()
{
    const RequestRules rules({}, {"application/json"});
    HttpRequest request;
    const auto asked = head("DELETE", "/v1/a%2Fb/?x=1", {{"hOsT", "localhost"}, {"X-A", "b"}});
    QVERIFY(!rules.admit(asked, peerAddressFrom(u"127.0.0.1"_s), request));
    QCOMPARE(request.method, Method::Delete);
    QCOMPARE(nameOf(request.method), "DELETE");
    for (const char *other : {"get", "PATCH", "TRACE", "BREW", "GETX"}) {
        QVERIFY(!rules.admit(head(other, "/", {{"Host", "localhost"}}),
                             peerAddressFrom(u"127.0.0.1"_s), request));
        QCOMPARE(request.method, Method::Other); // for a handler to refuse
        QCOMPARE(nameOf(request.method), "OTHER");
    }
    request = {};
    QVERIFY(!rules.admit(asked, peerAddressFrom(u"127.0.0.1"_s), request));
    QCOMPARE(request.target.segments, (QStringList{u"v1"_s, u"a/b"_s}));
    QVERIFY(request.target.hasTrailingSlash);
    QCOMPARE(request.headers.value("x-a").value(), "b");
}

void HttpRulesTest::readsAddresses()
{
    QCOMPARE(peerAddressFrom(u"127.0.0.1"_s), (PeerAddress{u"127.0.0.1"_s, u"127.0.0.1"_s, true}));
    QCOMPARE(peerAddressFrom(u"::ffff:192.0.2.1"_s),
             (PeerAddress{u"192.0.2.1"_s, u"192.0.2.1"_s, false}));
    QVERIFY(peerAddressFrom(u"::1"_s).isLoopback);
    QVERIFY(peerAddressFrom(u"127.200.0.9"_s).isLoopback);
    const PeerAddress a = peerAddressFrom(u"2001:db8:1:2:3:4:5:6"_s);
    QCOMPARE(a.text, u"2001:db8:1:2:3:4:5:6"_s);
    QCOMPARE(a.group, u"2001:db8:1:2::/64"_s);
    QCOMPARE(peerAddressFrom(u"2001:db8:1:2:ffff::"_s).group, a.group);
    QVERIFY(peerAddressFrom(u"2001:db8:1:3::"_s).group != a.group);
    QCOMPARE(peerAddressFrom(u"nonsense"_s), (PeerAddress{u"nonsense"_s, u"nonsense"_s, false}));
}

void HttpRulesTest::capsConnections()
{
    const PeerAddress local = peerAddressFrom(u"127.0.0.1"_s);
    const PeerAddress one = peerAddressFrom(u"2001:db8::1"_s);
    const PeerAddress neighbour = peerAddressFrom(u"2001:db8::2"_s);
    const PeerAddress other = peerAddressFrom(u"192.0.2.1"_s);
    ConnectionCaps caps(6, 2);
    QVERIFY(caps.enter(one));
    QVERIFY(caps.enter(neighbour));
    QVERIFY(!caps.enter(one)); // two of one network
    QVERIFY(caps.enter(other));
    for (int i = 0; i < 3; ++i)
        QVERIFY(caps.enter(local)); // loopback has no cap of its own
    QVERIFY(!caps.enter(local));    // but the one of all
    QCOMPARE(caps.open(), 6);
    QVERIFY(caps.isFull());
    QVERIFY(caps.hasShareFor(local)); // one that gave way would let it in
    QVERIFY(!caps.hasShareFor(one));
    caps.leave(neighbour);
    QVERIFY(caps.enter(one));
    caps.leave(local);
    QVERIFY(!caps.enter(one));
    QVERIFY(caps.enter(other));
}

void HttpRulesTest::throttlesGuessing()
{
    LoginThrottle::Instant now{1h};
    LoginThrottle throttle([&now] { return now; });
    const QString guesser = u"192.0.2.1"_s;
    for (int i = 0; i < 9; ++i) {
        throttle.failed(guesser);
        QCOMPARE(throttle.waitOf(guesser), 0ms);
    }
    throttle.failed(guesser);
    QCOMPARE(throttle.waitOf(guesser), 1000ms);
    QCOMPARE(throttle.waitOf(u"192.0.2.2"_s), 0ms);
    now += 999ms + 1us;
    QCOMPARE(throttle.waitOf(guesser), 1ms); // rounded up, so that nobody comes too early
    now += 1ms;
    QCOMPARE(throttle.waitOf(guesser), 0ms);
    std::vector<std::chrono::milliseconds> waits;
    for (int i = 0; i < 8; ++i) {
        throttle.failed(guesser);
        waits.push_back(throttle.waitOf(guesser));
        now += waits.back();
    }
    QCOMPARE(waits, (std::vector<std::chrono::milliseconds>{2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}));
    for (int i = 0; i < 1000; ++i)
        throttle.failed(guesser);
    QCOMPARE(throttle.waitOf(guesser), 60'000ms);
}

void HttpRulesTest::countsWhatIsBeingLookedAt()
{
    LoginThrottle::Instant now{1h};
    LoginThrottle throttle([&now] { return now; });
    const QString address = u"192.0.2.1"_s;
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(throttle.waitOf(address), 0ms);
        throttle.begin(address);
    }
    QCOMPARE(throttle.waitOf(address), 1000ms); // though none was wrong yet
    throttle.end(address);
    QCOMPARE(throttle.waitOf(address), 0ms);
    for (int i = 0; i < 9; ++i)
        throttle.end(address);
    QCOMPARE(throttle.remembered(), 0); // all were right
    for (int i = 0; i < 10; ++i) {
        throttle.begin(address);
        throttle.end(address);
        throttle.failed(address);
    }
    now += 1s;
    QCOMPARE(throttle.waitOf(address), 0ms);
    throttle.begin(address); // one at a time from now on
    QCOMPARE(throttle.waitOf(address), 1000ms);
    throttle.end(address);
    QCOMPARE(throttle.waitOf(address), 0ms);
}

void HttpRulesTest::forgetsFailuresWithTime()
{
    LoginThrottle::Instant now{1h};
    LoginThrottle throttle([&now] { return now; });
    for (int i = 0; i < 10; ++i)
        throttle.failed(u"a"_s);
    now += 10min;
    for (int i = 0; i < 9; ++i)
        throttle.failed(u"a"_s);
    QCOMPARE(throttle.waitOf(u"a"_s), 0ms);
    now += 10min - 1ms; // not long enough: these nine still count
    throttle.failed(u"a"_s);
    QCOMPARE(throttle.waitOf(u"a"_s), 1000ms);
}

void HttpRulesTest::remembersABoundedNumberOfAddresses()
{
    LoginThrottle::Instant now{1h};
    LoginThrottleRules rules;
    rules.addresses = 100;
    LoginThrottle throttle([&now] { return now; }, rules);
    for (int i = 0; i < 10; ++i)
        throttle.failed(u"loud"_s);
    for (int i = 0; i < 10'000; ++i) {
        now += 1ms;
        throttle.failed(QString::number(i));
        throttle.failed(u"loud"_s);
    }
    QCOMPARE(throttle.remembered(), 100);
    QCOMPARE(throttle.waitOf(u"loud"_s), 60'000ms); // the quiet ones were forgotten
    now += 11min;
    throttle.failed(u"new"_s);
    QCOMPARE(throttle.remembered(), 1);
}

void HttpRulesTest::writesHeads()
{
    QCOMPARE(httpDate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); // RFC 9110's example
    HttpResponse response;
    response.body = "{}";
    response.headers.add("X-A", "b");
    QCOMPARE(responseHead(response, 0, false),
             "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
             "Content-Type: application/json\r\nContent-Length: 2\r\nX-A: b\r\n\r\n");
    response = {};
    response.status = 204;
    QCOMPARE(responseHead(response, 0, true),
             "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
             "Connection: close\r\n\r\n");
    response.status = 299;
    response.contentType.clear();
    QCOMPARE(responseHead(response, 0, false),
             "HTTP/1.1 299 \r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n");
}

void HttpRulesTest::sendsNothingThatSplitsAnAnswer()
{
    const auto with = [](const QByteArray &name, const QByteArray &value) {
        HttpResponse response;
        response.headers.add(name, value);
        return isSendable(response);
    };
    QVERIFY(with("X-A", "b\tc \xc3\xa4"));
    QVERIFY(!with("X-A", "b\r\nSet-Cookie: c"));
    QVERIFY(!with("X-A", "b\n"));
    QVERIFY(!with("X-A", literal("\0")));
    QVERIFY(!with("X A", "b"));
    QVERIFY(!with("X:A", "b"));
    QVERIFY(!with("", "b"));
    for (const char *own : {"content-length", "Transfer-Encoding", "Connection", "DATE"})
        QVERIFY(!with(own, "1"));
    HttpResponse response;
    response.contentType = "text/plain\r\nX: y";
    QVERIFY(!isSendable(response));
    for (const int status : {-1, 0, 100, 101, 199, 600, 1200}) {
        response = {};
        response.status = status;
        QVERIFY(!isSendable(response));
    }
}

void HttpRulesTest::answersOnceAndAlways()
{
    std::vector<int> answers;
    const auto note = [&answers](std::optional<HttpResponse> response) {
        answers.push_back(response ? response->status : -1);
    };
    const auto with = [](int status) {
        HttpResponse response;
        response.status = status;
        return response;
    };
    {
        HttpReply reply(note);
        reply.answer(with(201));
        reply.answer(with(202));
        QVERIFY(reply.isAnswered());
    }
    QCOMPARE(answers, std::vector<int>{201});
    {
        HttpReply dropped(note);
        HttpReply moved(std::move(dropped));
        QVERIFY(!moved.isAnswered());
        HttpReply other(note);
        other = std::move(moved); // drops what it had
        QCOMPARE(answers, (std::vector<int>{201, -1}));
    }
    QCOMPARE(answers, (std::vector<int>{201, -1, -1}));
}

TIDEMARK_TEST(HttpRulesTest)
#include "rules_test.moc"

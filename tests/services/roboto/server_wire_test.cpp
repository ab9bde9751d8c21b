// SPDX-License-Identifier: GPL-3.0-or-later
// Requests in pieces, many at once, and damaged ones. Numbers: roboto-api, section 7.
#include "model/ports/session_store.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <future>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// A request that is right as it stands.
struct Valid
{
    QByteArray method;
    QByteArray path;
    QByteArray body;
    bool mayConflict = false; ///< creates a thing of a name
};

class Mutator
{
public:
    explicit Mutator(quint64 seed)
        : m_random(seed)
    {}

    [[nodiscard]] std::size_t below(std::size_t count)
    {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(m_random);
    }
    [[nodiscard]] QByteArray mutated(QByteArray body)
    {
        for (std::size_t i = 0; i <= below(3); ++i)
            mutate(body);
        return body;
    }

private:
    void mutate(QByteArray &body)
    {
        static const QByteArrayList pieces{
            "null", "{}",          "[]",          "true",
            "-1",   "1e999",       "0.5",         "9223372036854775808",
            "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\xff",
            ",",    ":",           "}",           "]",
            "\"",   "[[[[",        " ",           "NaN"};
        if (body.isEmpty())
            return;
        const auto at = static_cast<qsizetype>(below(static_cast<std::size_t>(body.size())));
        const auto length =
            std::min<qsizetype>(static_cast<qsizetype>(below(12)) + 1, body.size() - at);
        switch (below(5)) {
        case 0:
            body[at] = static_cast<char>(below(256));
            break;
        case 1:
            body.remove(at, length);
            break;
        case 2:
            body.insert(at, body.mid(at, length));
            break;
        case 3:
            body.insert(at, pieces.at(static_cast<qsizetype>(
                                below(static_cast<std::size_t>(pieces.size())))));
            break;
        default:
            replaceValue(body, at);
            break;
        }
    }
    // A whole value, so that the text stays JSON more often.
    void replaceValue(QByteArray &body, qsizetype from)
    {
        static const QByteArrayList values{"null", "{}",    "[]",  "true",      "0",     "-1",
                                           "1.5",  "\"x\"", "[1]", "{\"a\":1}", "1e400", "10001"};
        const qsizetype colon = body.indexOf(':', from);
        if (colon < 0)
            return;
        qsizetype end = colon + 1;
        while (end < body.size() && body.at(end) != ',' && body.at(end) != '}')
            ++end;
        body.replace(
            colon + 1, end - colon - 1,
            values.at(static_cast<qsizetype>(below(static_cast<std::size_t>(values.size())))));
    }

    std::mt19937_64 m_random;
};

} // namespace

class ServerWireTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void requestsMayComeInPieces();
    void closesAfterTheAnswerWhenAsked();
    void packedBodiesAreRefused();
    void mutatedBodiesNeverBreakIt();
    void twoClientsPublishTheSamePair();
    void manyClientsAtOnce();
    void twoHundredClientsAtOnce();
    void stoppingAnswersWhatWasAsked();
    void countsWhatItDid();
};

// Check 40.
void ServerWireTest::requestsMayComeInPieces()
{
    RobotoHarness server;
    const QByteArray body = R"({"name":"m"})";
    const QByteArray text = server->request("POST", "/v1/metrics/definition/", body);
    RawClient inTwo(server.port());
    inTwo.send(text.chopped(body.size()));
    QVERIFY(inTwo.isQuietFor(50));
    QCOMPARE(inTwo.ask(body).status, 200);

    RawClient byteByByte(server.port());
    const QByteArray other = server->request("GET", "/v1/metrics/definition/m");
    for (const char byte : other.chopped(1))
        byteByByte.send(QByteArray(1, byte));
    QCOMPARE(byteByByte.ask(other.last(1)).status, 200);
}

// Check 40.
void ServerWireTest::closesAfterTheAnswerWhenAsked()
{
    RobotoHarness server;
    QVERIFY(!server->get("/v1/users").raw.isLast());
    RawClient client(server.port());
    const RawResponse answer =
        client.ask(server->request("GET", "/v1/users", {}, {{"Connection", "close"}}));
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.isLast());
    QVERIFY(client.sawEnd());
}

void ServerWireTest::packedBodiesAreRefused()
{
    RobotoHarness server;
    QCOMPARE(server->ask("POST", "/v1/sessions", "{}", {{"Content-Encoding", "gzip"}}).verdict(),
             "400 RobotoInvalidRequestException");
    QCOMPARE(
        server->ask("POST", "/v1/sessions", "{}", {{"Content-Encoding", "identity"}}).verdict(),
        "200");
}

// Check 42.
void ServerWireTest::mutatedBodiesNeverBreakIt()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260501"_s).toULongLong();
    const int rounds = qEnvironmentVariable("TIDEMARK_MUTATIONS", u"1000"_s).toInt();
    qInfo("seed %llu, %d mutations", seed, rounds);
    RobotoHarness server;
    const QByteArray device = server.device(u"dv"_s).toUtf8();
    const QByteArray session = server.session(1, 2, {u"dv"_s}).toUtf8();
    server.publish(QString::fromUtf8(session), u"m"_s, 1);
    const QByteArray path = "/v1/sessions/id/" + session;
    const std::vector<Valid> valid{
        {"POST", "/v1/metrics",
         R"({"session_id":")" + session +
             R"(","device_id":{},"metrics":[{"name":"m","value":1.5},{"name":"n.o","value":2}]})"},
        {"POST", "/v1/metrics/query",
         R"({"name":"m","time_filter":"end_time","start_time_ns":0,"end_time_ns":99,)"
         R"("max_results":2,"include_device_ids":["dv"],"include_session_ids":{},)"
         R"("include_invocation_ids":null})"},
        {"POST", "/v1/metrics/aggregate",
         R"({"name":"m","period":"monthly","aggregation":"mean","time_filter":"end_time",)"
         R"("start_time_ns":0,"end_time_ns":99,"include_device_ids":{},"include_session_ids":[],)"
         R"("include_invocation_ids":{}})"},
        {"PUT", "/v1/metrics/definition/m", R"({"description":"x"})"},
        {"POST", "/v1/metrics/definition/", R"({"name":"a.b","description":null})", true},
        {"POST", "/v1/sessions",
         R"({"name":"s","device_ids":["dv"],"description":null,"metadata":{"a":{"b":1}},)"
         R"("tags":["t"],"custom_fields":null})"},
        {"PUT", path,
         R"({"metadata_changeset":{"put_tags":["a"],"put_fields":{"x.y":1},)"
         R"("remove_fields":["q"]},"name":null,"custom_fields_changeset":null})"},
        {"POST", path + "/files",
         R"({"files":[{"file_id":"fl","range_min_timestamp_ns":1,"range_max_timestamp_ns":2}]})"},
        {"DELETE", path + "/files", R"({"file_ids":["fl"]})"},
        {"POST", path + "/devices", R"({"device_id":")" + device + "\"}"},
        {"DELETE", path + "/devices", R"({"device_id":"none"})"},
        {"POST", "/v1/devices/create",
         R"({"device_id":"d","org_id":null,"metadata":{},"tags":[],"custom_fields":null})", true},
        {"PUT", "/v1/devices/id/dv", R"({"metadata_changeset":{"put_fields":{"a.b":[1]}}})"},
        {"POST", "/v1/devices/infer", R"({"file_ids":["fl"]})"}};
    Mutator mutator(seed);
    for (int i = 0; i < rounds; ++i) {
        const Valid &one = valid[mutator.below(valid.size())];
        const QByteArray body = mutator.mutated(one.body);
        const int status = server->ask(one.method, one.path, body).status;
        const bool isExpected =
            status == 200 || status == 400 || status == 404 || (status == 409 && one.mayConflict);
        const QByteArray told =
            one.method + ' ' + one.path + ' ' + body + ": " + QByteArray::number(status);
        QVERIFY2(isExpected, told.constData());
    }
    QCOMPARE(server->get(path).status, 200); // it is still there and well
}

// Check 44.
void ServerWireTest::twoClientsPublishTheSamePair()
{
    RobotoHarness server;
    const QString session = server.session(1, 2);
    const QJsonObject body{
        {u"session_id"_s, session},
        {u"device_id"_s, QJsonValue::Null},
        {u"metrics"_s, QJsonArray{QJsonObject{{u"name"_s, u"m"_s}, {u"value"_s, 1}}}}};
    const auto publishMany = [&] {
        RobotoClient client = server.client();
        int good = 0;
        for (int i = 0; i < 50; ++i)
            good += client.post("/v1/metrics", body).status == 200 ? 1 : 0;
        return good;
    };
    auto other = std::async(std::launch::async, publishMany);
    QCOMPARE(publishMany(), 50);
    QCOMPARE(other.get(), 50);
    QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8()).list().size(), 1);
    QCOMPARE(server->get("/v1/metrics/definitions/").items().size(), 1);
}

void ServerWireTest::manyClientsAtOnce()
{
    RobotoHarness server;
    constexpr int kClients = 32;
    constexpr int kCalls = 10;
    std::vector<std::future<int>> clients;
    for (int n = 0; n < kClients; ++n)
        clients.push_back(std::async(std::launch::async, [&server, n] {
            RobotoClient client = server.client();
            int good = 0;
            for (int i = 0; i < kCalls; ++i) {
                const QByteArray id =
                    client.post("/v1/sessions", {}).data()[u"session_id"].toString().toUtf8();
                const QByteArray path = "/v1/sessions/id/" + id + "/files";
                const QJsonObject entry{{u"name"_s, u"m%1"_s.arg(n % 4)}, {u"value"_s, i}};
                const bool isGood =
                    client.ask("POST", path,
                               R"({"files":[{"file_id":"f","range_min_timestamp_ns":1,)"
                               R"("range_max_timestamp_ns":2}]})")
                            .status == 200 &&
                    client.post("/v1/metrics", {{u"session_id"_s, QString::fromUtf8(id)},
                                                {u"device_id"_s, QJsonValue::Null},
                                                {u"metrics"_s, QJsonArray{entry}}})
                            .status == 200;
                good += isGood ? 1 : 0;
            }
            return good;
        }));
    for (auto &client : clients)
        QCOMPARE(client.get(), kCalls);
    qsizetype rows = 0;
    for (int i = 0; i < 4; ++i)
        rows += server->post("/v1/metrics/query", {{u"name"_s, u"m%1"_s.arg(i)}}).items().size();
    QCOMPARE(rows, kClients * kCalls);
}

// More than are worked on at a time, all sent before the first answer is read: the rest waits its
// turn, and none is refused.
void ServerWireTest::twoHundredClientsAtOnce()
{
    constexpr std::size_t kClients = 200;
    constexpr int kRounds = 3;
    RobotoHarness server;
    std::vector<RawClient> clients;
    std::vector<QByteArray> requests;
    for (std::size_t i = 0; i < kClients; ++i) {
        const QByteArray session = server.session(1, 2).toUtf8();
        clients.emplace_back(server.port());
        requests.push_back(server->request(
            "POST", "/v1/metrics",
            R"({"session_id":")" + session +
                R"(","device_id":null,"metrics":[{"name":"m","value":1},{"name":"n","value":2}]})"));
    }
    for (int round = 0; round < kRounds; ++round) { // the connections stay
        for (std::size_t i = 0; i < kClients; ++i)
            QVERIFY(clients[i].send(requests[i]));
        for (RawClient &client : clients) {
            const RawResponse answer = client.response();
            QCOMPARE(answer.status, 200);
            QVERIFY(!answer.isLast());
        }
    }
    QCOMPARE(server.server().statistics().byStatusClass[5], 0);
    for (const QString &metric : {u"m"_s, u"n"_s})
        QCOMPARE(server->post("/v1/metrics/query", {{u"name"_s, metric}}).items().size(),
                 static_cast<qsizetype>(kClients));
}

// A stop in the middle of work: each call is answered or its connection ends, and nothing is left
// that uses the store.
void ServerWireTest::stoppingAnswersWhatWasAsked()
{
    for (int round = 0; round < 5; ++round) {
        RobotoHarness server;
        std::vector<RawClient> clients;
        for (int i = 0; i < 20; ++i) {
            clients.emplace_back(server.port());
            clients.back().send(server->request("POST", "/v1/sessions", "{}"));
        }
        server.server().stop();
        int answered = 0;
        for (RawClient &client : clients) {
            const int status = client.response().status;
            QVERIFY(status == 200 || status == 0 || status == 503);
            answered += status == 200 ? 1 : 0;
        }
        const auto stored = server.store().ports().sessions->sessionsByUid({}, 100).takeResult();
        QVERIFY(stored);
        QVERIFY(static_cast<int>(stored->sessions.size()) >= answered);
    }
}

void ServerWireTest::countsWhatItDid()
{
    RobotoHarness server;
    QCOMPARE(server->get("/v1/users").status, 200);
    QCOMPARE(server->get("/nowhere").status, 404);
    const http::HttpStatistics done = server.server().statistics();
    QCOMPARE(done.requests, 2);
    QCOMPARE(done.byStatusClass[2], 1);
    QCOMPARE(done.byStatusClass[4], 1);
}

TIDEMARK_TEST(ServerWireTest)
#include "server_wire_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// A service that fails in every way: each call ends in time with a clear error, and nothing of a
// broken answer is handed out (C1).
#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/remote_calls.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>

#include <set>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;
using Fault = RemoteFault;

HostileServer::Script always(int status, const QByteArray &body, const QByteArray &headers = {})
{
    return [status, body, headers](Connection &c) {
        while (c.read())
            c.answer(status, body, headers);
    };
}

// A head that announces more than comes, and then the end.
HostileServer::Script cutOff(const QByteArray &body, qsizetype announced)
{
    return [body, announced](Connection &c) {
        if (c.read())
            c.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(announced) +
                   "\r\n\r\n" + body);
    };
}

HostileServer::Script withHead(const QByteArray &head, const QByteArray &body = {})
{
    return [head, body](Connection &c) {
        if (c.read())
            c.send(head + "\r\n\r\n" + body);
    };
}

// One byte now and then: never silent, never done.
void drip(Connection &c)
{
    if (!c.read() || !c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"))
        return;
    while (c.send(" "))
        c.pause(50ms);
}

// A body without end, as far as it is taken.
void flood(Connection &c)
{
    if (!c.read())
        return;
    const QByteArray block(qsizetype{1024} * 1024, ' ');
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 1024 && c.send("100000\r\n" + block + "\r\n"); ++i) {
    }
}

struct Script
{
    const char *name;
    HostileServer::Script script;
    std::set<Fault> faults; ///< any of these
    bool mayBeDone;         ///< when it was a write
    Patience patience = Patience::Long;
};

const std::vector<Script> &scripts()
{
    static const QByteArray whole = dataJson(sessionJson());
    static const std::vector<Script> all{
        {"closes at once", [](Connection &c) { (void)c.read(); }, {Fault::Lost}, true},
        {"resets",
         [](Connection &c) {
             if (c.read())
                 c.reset();
         },
         {Fault::Lost},
         true},
        {"hangs",
         [](Connection &c) {
             if (c.read())
                 c.hang();
         },
         {Fault::Lost},
         true,
         Patience::Short},
        {"drips", drip, {Fault::Lost}, true, Patience::Short},
        {"cuts the body off", cutOff(whole.first(40), whole.size()), {Fault::Lost}, true},
        {"cuts off without a length",
         withHead("HTTP/1.1 200 OK", whole.first(40)),
         {Fault::Lost},
         true},
        {"announces too much", cutOff(whole, whole.size() + 10), {Fault::Lost}, true},
        {"announces no number",
         withHead("HTTP/1.1 200 OK\r\nContent-Length: many", whole),
         {Fault::Server},
         true},
        {"announces a gigabyte", cutOff("{", qsizetype{1024} * 1024 * 1024), {Fault::Server}, true},
        {"floods", flood, {Fault::Server}, true},
        {"speaks another protocol", withHead("220 mail ready"), {Fault::Server, Fault::Lost}, true},
        {"redirects", always(302, {}, "Location: /elsewhere\r\n"), {Fault::Server}, true},
        {"redirects away",
         always(307, {}, "Location: http://127.0.0.2:9/\r\n"),
         {Fault::Server},
         true},
        {"429 for a week", always(429, {}, "Retry-After: 604800\r\n"), {Fault::Busy}, false},
        {"500", always(500, "<html>"), {Fault::Server}, true},
        {"HTML", always(200, "<!doctype html><p>Sign in</p>"), {Fault::Server}, true},
    };
    return all;
}

} // namespace

class RobotoRemoteHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void everyCallEndsWithAnError_data();
    void everyCallEndsWithAnError();
    void aBrokenAnswerGivesNothing_data();
    void aBrokenAnswerGivesNothing();
    void ofMembersGivenTwiceTheLastCounts();
    void survivesAStorm();
    void aSearchEndsAtTheFirstBrokenPage();
    void aTokenThatIsToldBackIsTakenOut();
};

void RobotoRemoteHostileTest::everyCallEndsWithAnError_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < scripts().size(); ++i)
        QTest::newRow(scripts()[i].name) << static_cast<int>(i);
}

void RobotoRemoteHostileTest::everyCallEndsWithAnError()
{
    QFETCH(int, row);
    const Script &script = scripts().at(static_cast<std::size_t>(row));
    HostileServer server(script.script);
    RemoteBench remote(server.url(), u"tok-en"_s, {}, 1, script.patience);
    QElapsedTimer since;
    since.start();
    const auto made = ended(remote->createSession(keyedSession(), {}));
    QVERIFY2(!made && script.faults.contains(made.error().fault), complaintOf(made).constData());
    QCOMPARE(made.error().mayBeDone, script.mayBeDone);
    QVERIFY(made.error().error.message.size() > 20);
    QVERIFY(!made.error().error.message.contains(u'<'));
    QVERIFY(!made.error().error.detail.contains(u"tok-en"_s));
    const auto told = ended(remote->removeSession(u"ss_1"_s, {}));
    QVERIFY2(!told && script.faults.contains(told.error().fault), complaintOf(told).constData());
    const auto listed = ended(remote->sessionsByKey({u"ours"_s}, {}));
    QVERIFY2(!listed, "a list that was broken");
    QVERIFY(!listed.error().mayBeDone);
    const auto found = ended(remote->findSession(u"ss_1"_s, {}));
    QVERIFY2(!found, "a session that was broken");
    const auto who = ended(remote->whoAmI({}));
    QVERIFY(!who);
    QVERIFY2(since.elapsed() < 12'000, qPrintable(QString::number(since.elapsed())));
}

void RobotoRemoteHostileTest::aBrokenAnswerGivesNothing_data()
{
    QTest::addColumn<QByteArray>("records");
    const auto record = [](const QByteArray &from, const QByteArray &to) {
        QByteArray text = recordJson();
        Q_ASSERT(text.contains(from));
        return text.replace(from, to);
    };
    const auto after = [](const QByteArray &bad) {
        return dataJson("[" + recordJson() + "," + bad + "]"); // the first of them is good
    };
    QTest::newRow("no JSON") << QByteArray("not json");
    QTest::newRow("text after the end") << dataJson("[]") + "}";
    QTest::newRow("half a list") << dataJson("[").chopped(1);
    QTest::newRow("no envelope") << QByteArray("[]");
    QTest::newRow("data null") << dataJson("null");
    QTest::newRow("data of another kind") << dataJson("{}");
    QTest::newRow("deep") << dataJson(QByteArray(100'000, '[') + QByteArray(100'000, ']'));
    QTest::newRow("invalid UTF-8") << after(record("\"m\"", "\"\xff\xfe\""));
    QTest::newRow("half a surrogate") << after(record("\"m\"", R"("\ud800")"));
    QTest::newRow("no value") << after(record(R"("value":1e22,)", ""));
    QTest::newRow("value null") << after(record("1e22", "null"));
    QTest::newRow("value a text") << after(record("1e22", R"("much")"));
    QTest::newRow("value true") << after(record("1e22", "true"));
    QTest::newRow("value beyond double") << after(record("1e22", "1e999"));
    QTest::newRow("value NaN") << after(record("1e22", "NaN"));
    QTest::newRow("name a number") << after(record("\"m\"", "7"));
    QTest::newRow("no session") << after(record(R"("session_id":"ss_1",)", ""));
    QTest::newRow("time beyond int64")
        << after(record(R"("value")", R"("min_timestamp_ns":9223372036854775808,"value")"));
    QTest::newRow("time huge") << after(
        record(R"("value")", R"("min_timestamp_ns":1)" + QByteArray(5000, '0') + R"(,"value")"));
    QTest::newRow("time with a fraction")
        << after(record(R"("value")", R"("min_timestamp_ns":1.5,"value")"));
    QTest::newRow("date that is none") << after(record("2026-05-01T10", "2026-13-01T10"));
    QTest::newRow("an element that is no object") << after("[]");
}

void RobotoRemoteHostileTest::aBrokenAnswerGivesNothing()
{
    QFETCH(QByteArray, records);
    HostileServer server(always(200, records));
    RemoteBench remote(server.url());
    const auto read = ended(remote->recordsOf(u"ss_1"_s, {}));
    QCOMPARE(faultOf(read), static_cast<int>(Fault::Server));
    QCOMPARE(read.error().status, 200);
    QVERIFY(read.error().error.message.size() > 20);
    const auto published = ended(remote->publish(oneValue(), {}));
    QCOMPARE(faultOf(published), static_cast<int>(Fault::Server));
    QVERIFY(published.error().mayBeDone); // a success, whatever it says
}

void RobotoRemoteHostileTest::ofMembersGivenTwiceTheLastCounts() // edge case 66
{
    QByteArray record = recordJson();
    record.replace(R"("value":1e22)", R"("value":"x","value":null,"value":2)");
    HostileServer server(always(200, dataJson("[" + record + "]")));
    RemoteBench remote(server.url());
    const auto read = ended(remote->recordsOf(u"ss_1"_s, {}));
    QVERIFY2(read, complaintOf(read).constData());
    QCOMPARE(read->front().value, 2.0);
}

// Many calls at once while the server changes its way of failing with each connection.
void RobotoRemoteHostileTest::survivesAStorm()
{
    HostileServer server([](Connection &c) {
        if (!c.read())
            return;
        switch (c.number() % 5) {
        case 0:
            c.answer(500, "<html>", "Connection: close\r\n");
            return;
        case 1:
            c.answer(429, {},
                     "Connection: close\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
            return;
        case 2:
            c.reset();
            return;
        case 3:
            c.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
            return;
        default:
            c.answer(200, dataJson(definitionJson()), "Connection: close\r\n");
        }
    });
    RemoteBench remote(server.url());
    std::vector<RemoteFuture<RemoteDefinition>> futures;
    constexpr int kCalls = 200;
    for (int i = 0; i < kCalls; ++i)
        futures.push_back(remote->describeDefinition(u"m"_s, {}, {}));
    int done = 0;
    int failed = 0;
    for (auto &future : futures) {
        const auto result = ended(future);
        if (result)
            QCOMPARE(result->name, u"m"_s);
        else
            QVERIFY(result.error().fault != Fault::Stopped);
        ++(result ? done : failed);
    }
    QCOMPARE(done + failed, kCalls);
    QVERIFY(done > 0 && failed > 0);
    QVERIFY(server.requests().size() <= std::size_t{kCalls}); // none was repeated by itself
}

void RobotoRemoteHostileTest::aSearchEndsAtTheFirstBrokenPage()
{
    HostileServer server([](Connection &c) {
        while (c.read()) {
            if (c.request().firstLine().contains("page_token"))
                c.answer(200, pageJson(sessionJson() + ",{}"));
            else
                c.answer(200, pageJson(sessionJson(), "\"2\""));
        }
    });
    RemoteBench remote(server.url());
    QCOMPARE(faultOf(ended(remote->sessionsByKey({u"ours"_s}, {}))),
             static_cast<int>(Fault::Server));
}

// C7: what is said of a value goes into the store and onto the screen.
void RobotoRemoteHostileTest::aTokenThatIsToldBackIsTakenOut()
{
    HostileServer server([](Connection &c) {
        while (c.read()) {
            const QByteArray token = c.request().header("Authorization").mid(7);
            QByteArray record = recordJson();
            const QByteArray device = R"("device_id":"of )" + token + R"(",)";
            record.insert(1, device);
            // escaped, so that it is not there before the answer is read
            const QByteArray said = "not from " + token + " or \\u0074" + token.mid(1) + "!";
            c.answer(200, dataJson(R"({"succeeded":[)" + record +
                                   R"(],"failed":[{"name":"x","error":")" + said + R"("}]})"));
        }
    });
    RemoteBench remote(server.url());
    const auto published = ended(remote->publish(oneValue(), {}));
    QVERIFY2(published, complaintOf(published).constData());
    QCOMPARE(published->succeeded.front().device, std::optional(u"of ***"_s));
    QCOMPARE(published->failed.front().reason, u"not from *** or ***!"_s);
}

TIDEMARK_TEST(RobotoRemoteHostileTest)
#include "remote_hostile_test.moc"

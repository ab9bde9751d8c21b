// SPDX-License-Identifier: GPL-3.0-or-later
// How many connections calls open, and by which way.
#include "tests/services/net/net_bench.h"
#include "tests/support/test_registry.h"

#include <QDeadlineTimer>
#include <QScopeGuard>

#include <atomic>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::net;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

using Connection = HostileConnection;

class HttpConnectionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eighteenCallsRunSideBySide();
    void thisComputerIsAskedWithoutTheProxy_data();
    void thisComputerIsAskedWithoutTheProxy();
};

// Each is answered only once all are there.
void HttpConnectionsTest::eighteenCallsRunSideBySide()
{
    constexpr int kCalls = 18;
    std::atomic<int> there = 0;
    const HostileServer server([&](Connection &c) {
        c.read();
        ++there;
        const QDeadlineTimer deadline(10'000);
        while (there < kCalls && !deadline.hasExpired())
            c.pause(1ms);
        c.answer(there < kCalls ? 503 : 200);
    });
    NetworkThread network;
    HttpClient client(network, connectionTo(server.url()));
    HttpRequest request = quickRequest(HttpMethod::Post);
    request.limits.deadline = request.limits.silence = 15s;
    std::vector<QFuture<Result<HttpAnswer>>> calls;
    for (int i = 0; i < kCalls; ++i)
        calls.push_back(client.send(request));
    for (auto &call : calls) {
        const auto answer = answerOf(std::move(call));
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
        QCOMPARE(answer->status, 200);
    }
    QCOMPARE(server.connections(), kCalls);
}

void HttpConnectionsTest::thisComputerIsAskedWithoutTheProxy_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("address") << u"127.0.0.1"_s;
    QTest::newRow("name") << u"localhost"_s;
}

void HttpConnectionsTest::thisComputerIsAskedWithoutTheProxy()
{
    QFETCH(const QString, host);
    const HostileServer proxy([](Connection &c) {
        c.read();
        c.answer(200);
    });
    const HostileServer server([](Connection &c) {
        c.read();
        c.answer(204);
    });
    const QByteArray address = proxy.url().toLatin1();
    for (const char *name : {"http_proxy", "all_proxy"})
        qputenv(name, address);
    const auto forget = qScopeGuard([] {
        for (const char *name : {"http_proxy", "all_proxy"})
            qunsetenv(name);
    });
    const auto answer =
        ask(connectionTo(u"http://%1:%2"_s.arg(host).arg(server.port())), quickRequest());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->status, 204);
    QCOMPARE(proxy.connections(), 0);
}

} // namespace

TIDEMARK_TEST(HttpConnectionsTest)
#include "http_connections_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Garbage without end: TIDEMARK_GARBAGE_MB of it, else 64.
#include "tests/services/roboto/server_harness.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr qsizetype kPiece = qsizetype{8} * 1024 * 1024;

QByteArray randomBytes(std::mt19937_64 &random)
{
    QByteArray bytes(kPiece, Qt::Uninitialized);
    for (qsizetype at = 0; at < kPiece; at += qsizetype{sizeof(std::uint64_t)}) {
        const std::uint64_t bits = random();
        std::memcpy(bytes.data() + at, &bits, sizeof bits);
    }
    return bytes;
}

QByteArray publication(const QByteArray &session, const QByteArray &metric, int value)
{
    return R"({"session_id":")" + session + R"(","device_id":null,"metrics":[{"name":")" + metric +
           R"(","value":)" + QByteArray::number(value) + "}]}";
}

/// Publishes 1, 2, 3 ... as one value on a thread of its own while it lives.
class SteadyPublisher
{
public:
    SteadyPublisher(RobotoClient client, QByteArray session)
        : m_thread([this, client = std::move(client),
                    session = std::move(session)](const std::stop_token &stop) mutable {
            while (!stop.stop_requested()) {
                const QByteArray body = publication(session, "known", m_published + 1);
                const bool isDone = client.ask("POST", "/v1/metrics", body).status == 200;
                ++(isDone ? m_published : m_failed);
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        })
    {}
    void stop()
    {
        m_thread.request_stop();
        m_thread.join();
    }
    [[nodiscard]] int published() const { return m_published; }
    [[nodiscard]] int failed() const { return m_failed; }

private:
    std::atomic<int> m_published{0};
    std::atomic<int> m_failed{0};
    std::jthread m_thread;
};

} // namespace

/// What is no HTTP, no JSON or no request of the API from somebody who has a token.
class ServerGarbageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void nothingOfItIsTakenAndOthersGoOn();

private:
    /// The connection ends with a refusal, which is lost when the garbage behind it takes longer to
    /// send than the server reads on.
    static bool endsRefused(RawClient &&client, const QByteArray &bytes)
    {
        const int status = client.ask(bytes).status;
        return (status == 400 || status == 431 || status == 0) && client.sawEnd();
    }
};

void ServerGarbageTest::nothingOfItIsTakenAndOthersGoOn()
{
    constexpr int kPieceMegabytes = 8;
    const int pieces =
        std::max(64, qEnvironmentVariableIntValue("TIDEMARK_GARBAGE_MB")) / kPieceMegabytes;
    const QByteArray refused = "400 RobotoInvalidRequestException";
    RobotoHarness server;
    const QByteArray session = server.session().toUtf8();
    const QByteArray chunkedHead =
        server->request("PUT", "/v1/metrics/definition/garbage", {},
                        {{"Content-Type", "application/json"}, {"Transfer-Encoding", "chunked"}});
    SteadyPublisher others(server.client(), session);
    QTRY_VERIFY_WITH_TIMEOUT(others.published() > 0, RawClient::kPatience_ms);
    const qint64 refusedBefore = server.server().statistics().byStatusClass[4];
    std::mt19937_64 random(1); // what garbage it is does not matter
    const MemoryWatch memory;
    for (int i = 0; i < pieces; ++i) {
        QByteArray bytes = randomBytes(random);
        switch (i % 4) {
        case 0: // no HTTP
            QVERIFY(endsRefused(RawClient(server.port()), bytes));
            break;
        case 1: // no chunks
            bytes.prepend(chunkedHead);
            QVERIFY(endsRefused(RawClient(server.port()), bytes));
            break;
        case 2: // no JSON
            QCOMPARE(server->ask("POST", "/v1/metrics", bytes).verdict(), refused);
            break;
        default: { // begins well
            const QByteArray good = publication(session, "garbage", i);
            bytes.replace(0, good.size(), i % 8 < 4 ? good : good.chopped(2) + ',');
            QCOMPARE(server->ask("POST", "/v1/metrics", bytes).verdict(), refused);
            break;
        }
        }
        memory.look();
    }
    const int before = others.published();
    QTRY_VERIFY_WITH_TIMEOUT(others.published() > before, RawClient::kPatience_ms);
    others.stop();
    QCOMPARE(others.failed(), 0);
    const http::HttpStatistics done = server.server().statistics();
    QCOMPARE(done.byStatusClass[4] - refusedBefore, pieces);
    QCOMPARE(done.byStatusClass[5], 0);
    const QJsonArray values = server->get("/v1/metrics/session/" + session).list();
    QCOMPARE(values.size(), 1);
    QCOMPARE(values.first()[u"value"].toInt(), others.published());
    QCOMPARE(server->get("/v1/metrics/definitions/").items().size(), 1);
    // One piece at a time: here and in its request, in what the server reads, which is copied as it
    // grows, and in what reads it. The rest is the store's.
    constexpr qint64 kMost = 6 * kPiece + qint64{32} * 1024 * 1024;
    QVERIFY2(memory.isBelow(kMost), qPrintable(QString::number(memory.mostGrown())));
}

TIDEMARK_TEST(ServerGarbageTest)
#include "server_garbage_test.moc"

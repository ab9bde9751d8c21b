// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks with bodies (S8, and S2 for those of a caller): on a server in a process of its own where
// its memory counts. TIDEMARK_SOAK asserts the times, which a busy machine cannot keep.
#include "model/ports/access_store.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// A server in a process of its own, on a new store with a token.
class Child
{
public:
    Child()
    {
        const QString path = m_folder.filePath(u"store.tidemark"_s);
        {
            const auto store = openStore(path);
            const NewToken wanted{u"test"_s, u"ana@example.org"_s, {u"og_local"_s}};
            const auto made = store ? answer((*store)->access().createToken(wanted))
                                    : Result<IssuedToken>(failure(store.error()));
            m_token = made ? made->secret : QString();
        }
        m_process.start(QCoreApplication::applicationDirPath() + u"/roboto_server_child"_s, {path});
        if (m_process.waitForReadyRead(RawClient::kPatience_ms))
            m_port = m_process.readLine().trimmed().toUShort();
    }
    ~Child()
    {
        m_process.kill();
        m_process.waitForFinished(RawClient::kPatience_ms);
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    [[nodiscard]] bool isServing() const { return m_port > 0 && !m_token.isEmpty(); }
    [[nodiscard]] RobotoClient client() const { return {m_port, m_token}; }
    /// The most memory so far.
    [[nodiscard]] qint64 peak_kib() const
    {
        QFile file(u"/proc/%1/status"_s.arg(m_process.processId()));
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("VmHWM:"))
                return line.sliced(6).simplified().split(' ').first().toLongLong();
        }
        return 0;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_token;
    quint16 m_port = 0;
};

/// Writes to the store again and again on a thread of its own while it lives.
class SteadyWriter
{
public:
    explicit SteadyWriter(RobotoClient client)
        : m_thread([this, client = std::move(client)](const std::stop_token &stop) mutable {
            while (!stop.stop_requested())
                ++(client.post("/v1/sessions", {}).status == 200 ? m_written : m_failed);
        })
    {}
    [[nodiscard]] int written() const { return m_written; }
    [[nodiscard]] int failed() const { return m_failed; }

private:
    std::atomic<int> m_written{0};
    std::atomic<int> m_failed{0};
    std::jthread m_thread;
};

/// `{"k0":0,"k1":0,…}`, or all of one name.
QByteArray keys(int count, bool areEqual = false)
{
    QByteArray text = "{";
    for (int i = 0; i < count; ++i)
        text += "\"k" + (areEqual ? QByteArray() : QByteArray::number(i)) + "\":0,";
    text.back() = '}';
    return text;
}

/// Room for 4 MiB of large bodies.
http::HttpLimits narrow()
{
    http::HttpLimits limits;
    limits.smallTogether_bytes = qint64{4} * 1024 * 1024;
    limits.bodiesTogether_bytes = 2 * limits.smallTogether_bytes;
    return limits;
}

/// Sends the head of a body of 15 MB and its first MB.
void beginLargeBody(std::vector<RawClient> &clients, const RobotoClient &as)
{
    const QByteArray whole = as.request("POST", "/v1/metrics", QByteArray(15'000'000, ' '));
    clients.emplace_back(as.port());
    clients.back().send(whole.first(whole.size() - 14'000'000));
}

bool isSoak()
{
    return qEnvironmentVariableIsSet("TIDEMARK_SOAK");
}

} // namespace

class ServerAttackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void refusesHugeInputsInTime_data();
    void refusesHugeInputsInTime();
    void hugeChangesetsDoNotHoldTheStore();
    void bodiesWithoutATokenAreNotRead_data();
    void bodiesWithoutATokenAreNotRead();
    void slowBodiesWithATokenKeepNobodyFromSmallOnes();
    void readsABodyOnlyAfterTheVerdict();
};

void ServerAttackTest::refusesHugeInputsInTime_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    constexpr int kMany = 1'000'000;
    const QByteArray distinct = keys(kMany);
    const QByteArray equal = keys(kMany, true);
    const QByteArray text = '"' + QByteArray(10'000'000, 'x') + '"';
    const auto row = [](const char *name, const char *path, const QByteArray &body) {
        QTest::newRow(name) << QByteArray(path) << body;
    };
    row("distinct keys", "/v1/sessions", distinct);
    row("distinct keys as metadata", "/v1/sessions", "{\"metadata\":" + distinct + '}');
    row("fewer keys as metadata", "/v1/sessions", "{\"metadata\":" + keys(900'000) + '}');
    row("equal keys", "/v1/sessions", equal);
    row("equal keys as metadata", "/v1/sessions", "{\"metadata\":" + equal + '}');
    row("text as name", "/v1/sessions", "{\"name\":" + text + '}');
    row("text as metadata", "/v1/sessions", "{\"metadata\":{\"a\":" + text + "}}");
    row("text as metric", "/v1/metrics/definition", "{\"name\":" + text + '}');
    row("brackets", "/v1/sessions",
        "{\"metadata\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + '}');
    row("open brackets", "/v1/metrics", QByteArray(100'000, '['));
    row("open braces", "/v1/metrics", QByteArray("{\"a\":").repeated(100'000));
}

// S8
void ServerAttackTest::refusesHugeInputsInTime()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, body);
    const Child child;
    QVERIFY(child.isServing());
    RobotoClient client = child.client();
    QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
    const qint64 before_kib = child.peak_kib();
    QVERIFY(before_kib > 0);
    SteadyWriter others(child.client());
    QTRY_VERIFY(others.written() > 0);
    QElapsedTimer timer;
    timer.start();
    const Answer refused = client.ask("POST", path, body);
    const qint64 time_ms = timer.elapsed();
    QCOMPARE(refused.verdict(), "400 RobotoInvalidRequestException");
    const int meanwhile = others.written();
    QTRY_VERIFY(others.written() > meanwhile);
    QCOMPARE(others.failed(), 0);
    const qint64 grown_kib = child.peak_kib() - before_kib;
    qInfo("refused after %lld ms, %d others answered meanwhile; grew by %lld KiB",
          static_cast<long long>(time_ms), meanwhile, static_cast<long long>(grown_kib));
    if (isSoak())
        QVERIFY(time_ms < 1000);
#ifdef __SANITIZE_ADDRESS__
    constexpr qint64 kMost_kib = 400'000; // its quarantine keeps what was freed
#else
    constexpr qint64 kMost_kib = 100'000;
#endif
    QVERIFY(grown_kib < kMost_kib);
}

// S8: what changes the store is bounded before its only writer gets it, and then takes time by its
// size. Copying all metadata for each field took minutes for the first of these.
void ServerAttackTest::hugeChangesetsDoNotHoldTheStore()
{
    RobotoHarness server;
    const QByteArray session = "/v1/sessions/id/" + server.session().toUtf8();
    const QByteArray device = "/v1/devices/id/" + server.device(u"dv"_s).toUtf8();
    const auto put = [](const QByteArray &fields) -> QByteArray {
        return "{\"metadata_changeset\":{\"put_fields\":" + fields + "}}";
    };
    const QByteArray refused = "400 RobotoInvalidRequestException";
    SteadyWriter others(server.client());
    QTRY_VERIFY(others.written() > 0);
    const QByteArray removed = QByteArray("\"a.b\",").repeated(10'001);
    for (const QByteArray &body :
         QByteArrayList{put(keys(100'000)), put(keys(10'001)), put("{\"k\":" + keys(100'000) + '}'),
                        "{\"metadata_changeset\":{\"remove_fields\":[" + removed + "\"a\"]}}",
                        "{\"custom_fields_changeset\":{\"set_fields\":" + keys(100'000) + "}}"}) {
        QCOMPARE(server->ask("PUT", session, body).verdict(), refused);
        QCOMPARE(server->ask("PUT", device, body).verdict(), refused);
    }
    // The most that is taken, and again where it leads through what is there.
    for (int i = 0; i < 2; ++i)
        QCOMPARE(server->ask("PUT", session, put(keys(10'000))).verdict(), "200");
    const QJsonObject kept = server->get(session).data()[u"metadata"].toObject();
    QCOMPARE(kept.size(), 10'000);
    const int before = others.written();
    QTRY_VERIFY(others.written() > before);
    QCOMPARE(others.failed(), 0);
}

void ServerAttackTest::bodiesWithoutATokenAreNotRead_data()
{
    QTest::addColumn<QString>("token");
    QTest::newRow("none") << QString();
    QTest::newRow("wrong") << u"tdm_"_s + QString(43, u'x');
}

// S2: the first pieces of large bodies, without a token or with a wrong one, while others write.
void ServerAttackTest::bodiesWithoutATokenAreNotRead()
{
    QFETCH(const QString, token);
    RobotoHarness server(narrow());
    const QByteArray session = server.session().toUtf8();
    SteadyWriter others(server.client());
    QTRY_VERIFY(others.written() > 0);
    std::vector<RawClient> slow;
    for (int i = 0; i < 40; ++i)
        beginLargeBody(slow, RobotoClient(server.port(), token));
    for (RawClient &client : slow) {
        const RawResponse answer = client.response();
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.isLast());
    }
    const int before = others.written();
    QTRY_VERIFY(others.written() > before);
    QCOMPARE(others.failed(), 0);
    server.publish(QString::fromLatin1(session), u"m"_s, 1);
}

// S2: whoever has a token fills what there is for large bodies, and small ones go on.
void ServerAttackTest::slowBodiesWithATokenKeepNobodyFromSmallOnes()
{
    RobotoHarness server(narrow());
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "200");
    std::vector<RawClient> slow;
    for (int i = 0; i < 20; ++i)
        beginLargeBody(slow, server.client());
    const auto refusedNow = [&] {
        int count = 0;
        for (RawClient &client : slow)
            count += client.tryStatus() == 503 ? 1 : 0;
        return count;
    };
    QTRY_VERIFY(refusedNow() >= 16); // 4 MiB are there for a MB of each
    SteadyWriter others(server.client());
    QTRY_VERIFY_WITH_TIMEOUT(others.written() > 20, RawClient::kPatience_ms);
    QCOMPARE(others.failed(), 0);
    const Answer large = server->ask("POST", "/v1/metrics", QByteArray(4'000'000, ' '));
    QCOMPARE(large.status, 503);
    QVERIFY(large.raw.field("Retry-After").toInt() >= 1);
    slow.clear();
    QTRY_COMPARE(server->ask("POST", "/v1/metrics", QByteArray(4'000'000, ' ')).status, 400);
}

// A client that waits for "100 Continue" gets the refusal instead.
void ServerAttackTest::readsABodyOnlyAfterTheVerdict()
{
    const RobotoHarness server;
    const std::vector<Field> waits{{"Expect", "100-continue"}};
    const auto firstAnswer = [&](const RobotoClient &client, const QByteArray &path) {
        const QByteArray whole = client.request("POST", path, QByteArray(100'000, ' '), waits);
        RawClient raw(server.port());
        raw.send(whole.first(whole.size() - 100'000));
        return raw.response(true).status;
    };
    const QString guess = u"tdm_"_s + QString(43, u'x');
    QCOMPARE(firstAnswer(RobotoClient(server.port(), {}), "/v1/metrics"), 401);
    QCOMPARE(firstAnswer(RobotoClient(server.port(), guess), "/v1/metrics"), 401);
    QCOMPARE(firstAnswer(server.client(), "/v1/nowhere"), 404);
    QCOMPARE(firstAnswer(server.client(), "/v1/metrics"), 100);
}

TIDEMARK_TEST(ServerAttackTest)
#include "server_attack_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/served_store.h"
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

constexpr qint64 kStart_ns = 1'700'000'000'000'000'000;
constexpr int kClients = 3;

/// What a client sent and what of it was acknowledged.
struct Sent
{
    QList<double> acknowledged = {};
    double last = 0; ///< the value of the call that was under way
};

/// Publishes whole numbers, each into a session of its own, until the server is gone.
Sent publishUntilKilled(quint16 port, const QString &token, int client, int round)
{
    RobotoClient server(port, token);
    Sent sent;
    for (int i = 0;; ++i) {
        const Answer made = server.post("/v1/sessions", {});
        const QByteArray path =
            "/v1/sessions/id/" + made.data()[u"session_id"].toString().toUtf8() + "/files";
        const qint64 at = kStart_ns + i;
        const QJsonObject file{{u"file_id"_s, u"f"_s},
                               {u"range_min_timestamp_ns"_s, at},
                               {u"range_max_timestamp_ns"_s, at}};
        if (made.status != 200 || server.post(path, {{u"files"_s, QJsonArray{file}}}).status != 200)
            return sent;
        sent.last = (round * kClients + client) * 100'000 + i;
        const QJsonObject entry{{u"name"_s, u"m"_s}, {u"value"_s, sent.last}};
        const Answer done =
            server.post("/v1/metrics", {{u"session_id"_s, made.data()[u"session_id"]},
                                        {u"device_id"_s, QJsonValue::Null},
                                        {u"metrics"_s, QJsonArray{entry}}});
        if (done.status != 200)
            return sent;
        sent.acknowledged.append(sent.last);
    }
}

/// All values of the metric, page by page.
QList<double> valuesOf(RobotoClient &client)
{
    QList<double> values;
    QByteArray path = "/v1/metrics/query";
    for (;;) {
        const Answer page = client.post(path, {{u"name"_s, u"m"_s}, {u"max_results"_s, 500}});
        for (const QJsonValue row : page.items())
            values.append(row[u"value"].toDouble());
        if (!page.nextToken().isString())
            return values;
        path = "/v1/metrics/query?page_token=" + page.nextToken().toString().toLatin1();
    }
}

/// Kills the server at random moments while clients publish (hardening R1): what it acknowledged
/// is there, once, the file is sound, and aggregates are those of a plain count.
class ServeKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItAcknowledged();
};

void ServeKillTest::keepsWhatItAcknowledged()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20260501"_s).toULongLong();
    const int rounds = qEnvironmentVariable("TIDEMARK_KILL_ROUNDS", u"20"_s).toInt();
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> delay_ms(0, 250);
    QTemporaryDir folder;
    const QString store = folder.filePath(u"s.tidemark"_s);
    const QString token = createToken(store);
    QList<double> acknowledged;
    QList<double> underWay;
    for (int round = 0; round < rounds; ++round) {
        ServedStore served(store, {u"--quiet"_s});
        QVERIFY(served.isServing());
        std::vector<Sent> sent(kClients);
        std::vector<std::jthread> clients;
        for (int client = 0; client < kClients; ++client)
            clients.emplace_back([&, client] {
                sent[static_cast<std::size_t>(client)] =
                    publishUntilKilled(served.port(), token, client, round);
            });
        QTest::qWait(delay_ms(random)); // the moment of the kill is what is tried out
        served.kill();
        clients.clear();
        for (const Sent &one : sent) {
            acknowledged += one.acknowledged;
            underWay.append(one.last);
        }
    }
    qInfo("seed %llu, %d kills, %d values acknowledged", seed, rounds,
          static_cast<int>(acknowledged.size()));
    QVERIFY(!acknowledged.isEmpty());
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, store}).exitCode, 0);

    ServedStore served(store);
    RobotoClient client(served.port(), token);
    QList<double> stored = valuesOf(client);
    std::sort(stored.begin(), stored.end());
    QVERIFY(std::adjacent_find(stored.begin(), stored.end()) == stored.end());
    std::sort(acknowledged.begin(), acknowledged.end());
    QVERIFY(std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
    for (const double value : std::as_const(stored))
        QVERIFY(std::binary_search(acknowledged.begin(), acknowledged.end(), value) ||
                underWay.contains(value));
    const Answer total = client.post("/v1/metrics/aggregate", {{u"name"_s, u"m"_s},
                                                               {u"period"_s, u"yearly"_s},
                                                               {u"aggregation"_s, u"sum"_s},
                                                               {u"start_time_ns"_s, kStart_ns},
                                                               {u"end_time_ns"_s, kStart_ns + 1}});
    const QJsonValue bucket = total.data()[u"records"][0];
    QCOMPARE(bucket[u"total"].toInteger(), static_cast<qint64>(stored.size()));
    QCOMPARE(bucket[u"value"].toDouble(), std::accumulate(stored.begin(), stored.end(), 0.0));
}

} // namespace

TIDEMARK_TEST(ServeKillTest)
#include "serve_kill_test.moc"

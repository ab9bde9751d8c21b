// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark receive otlp` that is killed, or whose disk fills up, while programs send.
#include "tests/services/http/raw_client.h"
#include "tests/support/program.h"
#include "tests/support/small_disk.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <random>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

constexpr qint64 kStart_ns = 1'700'000'000'000'000'000;
constexpr int kPatience_ms = 60'000;
constexpr int kClients = 3;

/// Values that are sent: whole numbers, each at that many ns after kStart_ns.
using Numbers = QSet<qint64>;

/// A process that receives into the store.
class Receiving
{
public:
    explicit Receiving(const QString &store)
        : m_process(startTidemark({u"receive"_s, u"otlp"_s, u"--quiet"_s, u"--listen"_s,
                                   u"127.0.0.1:0"_s, u"--store"_s, store}))
    {
        while (!m_process->canReadLine() && m_process->waitForReadyRead(kPatience_ms)) {
        }
        m_port =
            static_cast<quint16>(QUrl(QString::fromUtf8(m_process->readLine()).trimmed()).port(0));
    }
    ~Receiving() { kill(); }
    Receiving(const Receiving &) = delete;
    Receiving &operator=(const Receiving &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    void kill()
    {
        m_process->kill();
        m_process->waitForFinished(kPatience_ms);
    }

private:
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

/// A request with `count` points of the metric `m`, from this number on.
QByteArray request(qint64 first, int count, int step)
{
    QByteArrayList points;
    for (int i = 0; i < count; ++i) {
        const qint64 number = first + qint64{i} * step;
        points.append("{\"timeUnixNano\":\"" + QByteArray::number(kStart_ns + number) +
                      "\",\"asDouble\":" + QByteArray::number(number) + "}");
    }
    const QByteArray body = R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m",)"
                            R"("gauge":{"dataPoints":[)" +
                            points.join(',') + "]}}]}]}]}";
    return "POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// What a client sent and what of it was acknowledged.
struct Sent
{
    std::vector<qint64> acknowledged;
    qint64 next = 0; ///< the number that was under way, or comes next
};

/// One point a request until the receiver is gone.
void sendUntilKilled(quint16 port, Sent &sent)
{
    RawClient client(port);
    for (;; sent.next += kClients) {
        if (client.ask(request(sent.next, 1, 1)).status != 200)
            return;
        sent.acknowledged.push_back(sent.next);
    }
}

/// The samples of `m`; nothing when one is there twice.
Numbers numbersIn(const QString &store)
{
    const ProgramResult told = runTidemark(
        {u"query"_s, u"m"_s, u"--samples"_s, u"--store"_s, store, u"--format"_s, u"json"_s});
    const QJsonArray rows = QJsonDocument::fromJson(told.out).array();
    Numbers numbers;
    for (const QJsonValue row : rows)
        numbers.insert(static_cast<qint64>(row[u"value"].toDouble()));
    return rows.size() == numbers.size() ? numbers : Numbers();
}

class ReceiveFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledReceiverKeepsWhatItAcknowledged();
    void aFullDiskIsToldAndLosesNothing();
};

void ReceiveFaultsTest::aKilledReceiverKeepsWhatItAcknowledged()
{
    const quint64 seed = qEnvironmentVariable("TIDEMARK_TEST_SEED", u"20261128"_s).toULongLong();
    const int rounds = qEnvironmentVariable("TIDEMARK_KILL_ROUNDS", u"20"_s).toInt();
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> delay_ms(0, 250);
    const QTemporaryDir folder;
    const QString store = folder.filePath(u"s.tidemark"_s);
    std::vector<Sent> sent(kClients);
    for (int client = 0; client < kClients; ++client)
        sent[static_cast<std::size_t>(client)].next = client;
    std::vector<qint64> underWay;
    for (int round = 0; round < rounds; ++round) {
        Receiving receiving(store);
        QVERIFY(receiving.port() != 0);
        std::vector<std::jthread> clients;
        for (Sent &one : sent)
            clients.emplace_back([&] { sendUntilKilled(receiving.port(), one); });
        QTest::qWait(delay_ms(random)); // the moment of the kill is what is tried out
        receiving.kill();
        clients.clear();
        for (Sent &one : sent) {
            underWay.push_back(one.next);
            one.next += kClients; // whether it is there is not known
        }
    }
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, store}).exitCode, 0);
    Numbers stored = numbersIn(store);
    qsizetype acknowledged = 0;
    for (const Sent &one : sent) {
        for (const qint64 number : one.acknowledged) {
            QVERIFY2(stored.remove(number), qPrintable(QString::number(number)));
            ++acknowledged;
        }
    }
    for (const qint64 number : underWay)
        stored.remove(number);
    qInfo("seed %llu, %d kills, %lld points acknowledged, none lost", seed, rounds,
          static_cast<long long>(acknowledged));
    QVERIFY(acknowledged > rounds);
    QVERIFY(stored.isEmpty()); // nothing that was not sent
}

void ReceiveFaultsTest::aFullDiskIsToldAndLosesNothing()
{
    const auto disk = SmallDisk::make(qint64{4} * 1024 * 1024);
    if (!disk)
        QSKIP("a small file system cannot be mounted here");
    const QString store = disk->filePath(u"s.tidemark"_s);
    constexpr int kPoints = 2'000;
    constexpr int kStep = 7'919; // so that a sample takes some bytes
    std::vector<qint64> acknowledged;
    qint64 next = 0;
    {
        const Receiving receiving(store);
        QVERIFY(receiving.port() != 0);
        RawClient client(receiving.port());
        RawResponse answer;
        const auto send = [&] {
            answer = client.ask(request(next, kPoints, kStep));
            if (answer.status == 200)
                acknowledged.push_back(next);
            else
                return false;
            next += qint64{kPoints} * kStep;
            return true;
        };
        QVERIFY(send());
        disk->fill();
        constexpr int kMostRequests = 500;
        int requests = 0;
        while (send() && requests < kMostRequests)
            ++requests;
        QVERIFY2(answer.status == 503, answer.head.constData()); // to be sent again later
        QVERIFY2(answer.body.contains("space"), answer.body.constData());
        QVERIFY(!send()); // it stays so
        QVERIFY(disk->setBallast(0));
        QVERIFY2(send(), answer.body.constData());
        QVERIFY(send());
    }
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, store}).exitCode, 0);
    Numbers stored = numbersIn(store);
    for (const qint64 first : acknowledged) {
        for (int i = 0; i < kPoints; ++i)
            QVERIFY(stored.remove(first + qint64{i} * kStep));
    }
    QVERIFY(stored.isEmpty());
}

} // namespace

TIDEMARK_TEST(ReceiveFaultsTest)
#include "receive_faults_test.moc"

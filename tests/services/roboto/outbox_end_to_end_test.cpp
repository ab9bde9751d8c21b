// SPDX-License-Identifier: GPL-3.0-or-later
// The outbox, the client and the server with everything that can fail between them (C2): values
// are entered and corrected while requests are cut, delayed and answered wrongly, and while the
// sending and the serving process are killed.
#include "model/ports/access_store.h"
#include "tests/model/store/outbox_fixture.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/services/roboto/outbox_person.h"
#include "tests/services/roboto/outbox_sides.h"
#include "tests/support/set_clock.h"
#include "tests/support/test_registry.h"

#include <QCoreApplication>
#include <QProcess>

#include <chrono>
#include <random>
#include <semaphore>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

std::uint32_t testSeed()
{
    bool isGiven = false;
    const uint seed = qEnvironmentVariable("TIDEMARK_TEST_SEED").toUInt(&isGiven);
    return isGiven ? seed : std::random_device()();
}

int numberOf(const char *variable, int inEveryRun)
{
    bool isGiven = false;
    const int number = qEnvironmentVariable(variable).toInt(&isGiven);
    return isGiven ? number : inEveryRun;
}

// Values in sessions of 50, as an import brings them.
std::vector<ImportRow> importedRows(int count)
{
    constexpr int kValues = 50;
    std::vector<ImportRow> rows;
    for (int i = 0; i < count; ++i) {
        ImportRow row;
        row.value = i + 0.5;
        row.metric = u"o.%1"_s.arg(i % kValues);
        row.sessionUid = u"off_%1"_s.arg(i / kValues);
        row.start = row.end = Timestamp(1'600'000'000'000'000'000 + i / kValues);
        rows.push_back(std::move(row));
    }
    return rows;
}

QString programOf(const QString &name)
{
    return QCoreApplication::applicationDirPath() + u'/' + name;
}

bool hasEnded(QProcess &process)
{
    return process.state() == QProcess::NotRunning || process.waitForFinished(120'000);
}

} // namespace

class OutboxEndToEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whateverFailsEachRecordArrivesOnce();
    void theClockIsSetWhileItSends();
    void withoutFaultsBothSidesHoldTheSame();

private:
    void queueOffline(int count);
    void startServer();
    void startDelivery();
    void actOnTheStore(int actions);
    /// Begins to send, and holds the first request until goOn().
    void sendAndHold();
    void goOn() { m_mayGoOn.release(); }
    /// Kills one of both, or both.
    void kill();
    void drain();
    /// With what needs attention, and without faults in the end.
    void drainAll();
    void compareBothSides();
    [[nodiscard]] std::size_t below(std::size_t count) { return m_random() % count; }

    std::mt19937 m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_near;
    QString m_far;
    QString m_token;
    std::unique_ptr<QProcess> m_server;
    std::unique_ptr<QProcess> m_delivery;
    std::unique_ptr<FaultProxy> m_proxy;
    std::atomic<int> m_percent = 0;        ///< of the requests that meet a fault
    std::mt19937 m_faultRandom;            ///< under the proxy's lock
    std::atomic<bool> m_holdsNext = false; ///< request
    std::binary_semaphore m_isHeld{0};
    std::binary_semaphore m_mayGoOn{0};
    std::unique_ptr<OutboxPerson> m_person;
    quint16 m_port = 0;
    int m_clientKills = 0;
    int m_serverKills = 0;
};

void OutboxEndToEndTest::init()
{
    failOnUnexpectedWarnings();
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    m_random.seed(seed);
    m_faultRandom.seed(seed + 1);
    m_folder = std::make_unique<QTemporaryDir>();
    m_near = m_folder->filePath(u"near.tidemark"_s);
    m_far = m_folder->filePath(u"far.tidemark"_s);
    m_person = std::make_unique<OutboxPerson>(m_random);
    m_clientKills = m_serverKills = 0;
    m_percent = 0;
    {
        const auto near = openStore(m_near);
        QVERIFY(near && addSource((*near)->ports(), u"far"_s));
        const auto far = openStore(m_far);
        QVERIFY(far);
        const auto token = answer((*far)->access().createToken(
            {u"test"_s, u"ana@example.org"_s, {u"og_local"_s}, std::nullopt}));
        QVERIFY(token);
        m_token = token->secret;
    }
    m_holdsNext = false;
    m_proxy = std::make_unique<FaultProxy>([this](const SeenRequest &) {
        if (m_holdsNext.exchange(false)) {
            m_isHeld.release();
            (void)m_mayGoOn.try_acquire_for(std::chrono::seconds(30));
        }
        if (static_cast<int>(m_faultRandom() % 100) >= m_percent)
            return ProxyFault::None;
        const auto kinds = static_cast<unsigned>(ProxyFault::Count) - 1;
        return m_faultRandom() % 4 == 0 ? ProxyFault::Refused // what people have to decide on
                                        : static_cast<ProxyFault>(1 + m_faultRandom() % kinds);
    });
    startServer();
}

void OutboxEndToEndTest::cleanup()
{
    for (const auto &process : {m_delivery.get(), m_server.get()}) {
        if (process && process->state() != QProcess::NotRunning) {
            process->kill();
            process->waitForFinished();
        }
    }
    m_delivery.reset();
    m_server.reset();
    m_proxy.reset();
    m_folder.reset();
}

void OutboxEndToEndTest::queueOffline(int count)
{
    const auto near = openStore(m_near);
    QVERIFY(near);
    const auto rows = importedRows(count);
    for (const ImportRow &row : rows)
        m_person->noteEntered(row.metric, *row.sessionUid);
    QVERIFY(answer(
        (*near)->ports().records->importRows(std::make_shared<VectorSource>(rows), {}, {}, {})));
}

void OutboxEndToEndTest::startServer()
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server->start(programOf(u"roboto_server_child"_s), {m_far});
    QVERIFY(m_server->waitForStarted());
    QVERIFY(m_server->waitForReadyRead(30'000));
    m_port = m_server->readLine().trimmed().toUShort();
    QVERIFY(m_port != 0);
    m_proxy->setUpstream(m_port);
}

void OutboxEndToEndTest::startDelivery()
{
    m_delivery = std::make_unique<QProcess>();
    m_delivery->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_delivery->start(programOf(u"roboto_delivery_child"_s),
                      {m_near, m_proxy->url(), m_token, QString::number(below(1'000'000))});
    QVERIFY(m_delivery->waitForStarted());
    QVERIFY(m_delivery->waitForReadyRead(30'000)); // it has begun
}

void OutboxEndToEndTest::actOnTheStore(int actions)
{
    const auto near = openStore(m_near);
    QVERIFY(near);
    m_person->decide((*near)->ports());
    m_person->act((*near)->ports(), actions);
}

// What was done may come to nothing that is to be sent: then more is done.
void OutboxEndToEndTest::sendAndHold()
{
    m_holdsNext = true;
    bool isHeld = false;
    do {
        actOnTheStore(10);
        startDelivery();
        while (!isHeld && m_delivery->state() == QProcess::Running) {
            isHeld = m_isHeld.try_acquire();
            if (!isHeld)
                (void)m_delivery->waitForFinished(10);
        }
    } while (!isHeld && !m_isHeld.try_acquire() && !QTest::currentTestFailed());
}

void OutboxEndToEndTest::kill()
{
    const auto which = below(3);
    if (which != 1 && m_delivery->state() == QProcess::Running) {
        m_delivery->kill();
        ++m_clientKills;
    }
    if (which != 0) {
        m_server->kill();
        ++m_serverKills;
        QVERIFY(hasEnded(*m_server));
        startServer();
    }
}

void OutboxEndToEndTest::drain()
{
    startDelivery();
    QVERIFY(hasEnded(*m_delivery));
    QCOMPARE(m_delivery->exitCode(), 0);
}

void OutboxEndToEndTest::drainAll()
{
    drain(); // with faults still
    m_percent = 0;
    const auto decidesMore = [this](bool (OutboxPerson::*decide)(const DataPorts &)) {
        const auto near = openStore(m_near);
        return near && (m_person.get()->*decide)((*near)->ports());
    };
    if (decidesMore(&OutboxPerson::decide))
        drain();
    if (decidesMore(&OutboxPerson::publishDiscarded))
        drain();
}

void OutboxEndToEndTest::compareBothSides()
{
    const OutboxSides sides(m_near, u"http://127.0.0.1:%1"_s.arg(m_port), m_token);
    sides.compare(*m_proxy, *m_person);
}

void OutboxEndToEndTest::whateverFailsEachRecordArrivesOnce() // C2
{
    const int wanted = numberOf("TIDEMARK_FAULT_POINTS", 60);
    const int queued = numberOf("TIDEMARK_QUEUED_RECORDS", 300);
    const int clientKills = numberOf("TIDEMARK_CLIENT_KILLS", 5);
    const int serverKills = numberOf("TIDEMARK_SERVER_KILLS", 2);
    const auto isEnough = [&](int points) {
        return points >= wanted && m_clientKills >= clientKills && m_serverKills >= serverKills;
    };
    queueOffline(queued);
    int points = 0;
    int rounds = 0;
    m_percent = 10;
    for (; !isEnough(points) && rounds < 10 * wanted; ++rounds) {
        actOnTheStore(static_cast<int>(4 + below(12)));
        startDelivery();
        (void)m_delivery->waitForFinished(static_cast<int>(20 + below(400)));
        kill();
        if (m_delivery->state() == QProcess::Running && below(2) == 0)
            (void)m_delivery->waitForFinished(static_cast<int>(below(400)));
        if (m_delivery->state() == QProcess::Running) {
            m_delivery->kill();
            ++m_clientKills;
        }
        QVERIFY(hasEnded(*m_delivery));
        points = m_clientKills + m_serverKills;
        for (const auto &[fault, count] : m_proxy->faults())
            points += count;
    }
    drainAll();
    compareBothSides();
    qInfo("%d records queued offline; %d points: %d client kills, %d server kills, %d faults in %d "
          "requests; %d values and corrections, %d taken back, in %d rounds; of what needed "
          "attention "
          "%d tried again, %d edited, %d discarded",
          queued, points, m_clientKills, m_serverKills, points - m_clientKills - m_serverKills,
          m_proxy->requests(), m_person->entered(), m_person->removed(), rounds,
          m_person->retried(), m_person->edited(), m_person->discarded());
    QVERIFY(isEnough(points));
}

// By an hour and a day, forwards and back, with faults and kills meanwhile.
void OutboxEndToEndTest::theClockIsSetWhileItSends()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("A sanitizer must be the first library of a process, so the clock cannot be set.");
#endif
    if (SetClock::library().isEmpty())
        QSKIP("This system has no libfaketime (package faketime).");
    constexpr int kHour_s = 3'600;
    constexpr int kDay_s = 24 * kHour_s;
    const SetClock clock(m_folder->filePath(u"clock"_s));
    m_percent = 20;
    for (const int off_s : {kHour_s, -kHour_s, kDay_s, -kDay_s, 0, kDay_s}) {
        sendAndHold();
        if (QTest::currentTestFailed())
            return;
        clock.setOff(off_s); // between a request and its answer
        goOn();
        (void)m_delivery->waitForFinished(static_cast<int>(50 + below(300)));
        m_delivery->kill();
        QVERIFY(hasEnded(*m_delivery));
    }
    drainAll();
    compareBothSides();
}

void OutboxEndToEndTest::withoutFaultsBothSidesHoldTheSame()
{
    actOnTheStore(120);
    drain();
    compareBothSides();
    QVERIFY(m_proxy->faults().empty());
}

TIDEMARK_TEST(OutboxEndToEndTest)
#include "outbox_end_to_end_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// A window on a store that `tidemark serve` offers to many clients meanwhile (S1).
#include "tests/app/commands/served_store.h"
#include "tests/app/window_fixture.h"
#include "tests/services/roboto/roboto_client.h"
#include "tests/support/heartbeat.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>

#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr int kClients = 64;
constexpr int kRecords = 100;

/// Clients that publish the same 100 records of one session each, again and again.
class Load
{
public:
    Load(quint16 port, const QString &token, const WindowFixture &f)
    {
        for (int n = 0; n < kClients; ++n)
            m_threads.emplace_back([this, port, token, at_ns = f.clock.now().posixNs() - n] {
                publish(RobotoClient(port, token), at_ns);
            });
    }
    ~Load() { end(); }
    Load(const Load &) = delete;
    Load &operator=(const Load &) = delete;

    void end()
    {
        m_isOver = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    [[nodiscard]] int answers() const { return m_answers; }
    [[nodiscard]] int refusals() const { return m_refusals; }

private:
    void publish(RobotoClient client, std::int64_t at_ns)
    {
        const QString session = client.post("/v1/sessions", {}).data()[u"session_id"].toString();
        const QJsonObject file{{u"file_id"_s, u"f"_s},
                               {u"range_min_timestamp_ns"_s, qint64{at_ns}},
                               {u"range_max_timestamp_ns"_s, qint64{at_ns}}};
        QJsonArray metrics;
        for (int i = 0; i < kRecords; ++i)
            metrics.append(QJsonObject{{u"name"_s, u"load%1"_s.arg(i)}, {u"value"_s, i * 1.25}});
        const QJsonObject body{
            {u"session_id"_s, session}, {u"device_id"_s, {}}, {u"metrics"_s, metrics}};
        if (client
                .post("/v1/sessions/id/" + session.toUtf8() + "/files",
                      {{u"files"_s, QJsonArray{file}}})
                .status != 200)
            ++m_refusals;
        do { // once at the least: what all have published is counted
            const Answer answer = client.post("/v1/metrics", body);
            const bool isGood =
                answer.status == 200 && answer.raw.body.count("\"published\":") == kRecords;
            ++(isGood ? m_answers : m_refusals);
        } while (!m_isOver);
    }

    std::atomic<bool> m_isOver = false;
    std::atomic<int> m_answers = 0;
    std::atomic<int> m_refusals = 0;
    std::vector<std::thread> m_threads;
};

} // namespace

class ServedWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void staysResponsiveWhileManyPublish()
    {
        const int asked_s = qEnvironmentVariableIntValue("TIDEMARK_LOAD_SECONDS");
        const int time_s = asked_s > 0 ? asked_s : 3;
        WindowFixture f;
        QVERIFY(f.open());
        f.addValues(u"load0"_s, 200); // what the window charts while more comes
        QTRY_VERIFY(f.view() && f.view()->panel(u"main"_s));
        QTRY_COMPARE(f.view()->panel(u"main"_s)->state(), PanelCard::State::Data);
        const QString token = createToken(f.path());
        QVERIFY(!token.isEmpty());
        ServedStore served(f.path());
        QVERIFY(served.isServing());

        Heartbeat heart;
        QElapsedTimer since;
        since.start();
        Load load(served.port(), token, f);
        for (int turn = 0; since.elapsed() < time_s * 1000; ++turn) {
            f.window->context().setPeriod(kAllPeriods[static_cast<std::size_t>(turn % 5)]);
            QTest::qWait(100);
        }
        const qint64 stall_ms = heart.longestStall_ms();
        load.end();
        qInfo("%d clients, %lld ms: %d calls of %d records answered, longest stall %lld ms",
              kClients, since.elapsed(), load.answers(), kRecords, stall_ms);
        QCOMPARE(load.refusals(), 0);
        QVERIFY(load.answers() >= kClients);
        QVERIFY(stall_ms <= Heartbeat::kLimit_ms);
        // What they have published is there, in the window too.
        QTRY_COMPARE_WITH_TIMEOUT(f.window->workspace()->info().valueCount(),
                                  200 + kClients * kRecords, 20'000);
        QCOMPARE(served.end(SIGTERM), 0);
    }
};

TIDEMARK_TEST(ServedWindowTest)
#include "served_window_test.moc"

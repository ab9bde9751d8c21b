// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of one export to servers of every manner (check 57).
#include "services/metrics/system/async_metrics_system.h"
#include "services/metrics/system/metrics_system.h"
#include "services/otlp/otlp_exporter.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

class ExportOutcomesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eachEndpointHasItsResultInTime();

private:
    [[nodiscard]] std::shared_ptr<otlp::OtlpExporter> exporterTo(const QString &url)
    {
        net::HttpConnection connection;
        connection.endpoint = net::parseEndpoint(url).value();
        otlp::OtlpSenderOptions sending;
        sending.attempts = 1;
        return std::make_shared<otlp::OtlpExporter>(std::make_shared<otlp::OtlpSender>(
            std::make_shared<net::HttpClient>(m_network, connection), m_clock, sending));
    }

    FakeClock m_clock;
    net::NetworkThread m_network;
};

void ExportOutcomesTest::eachEndpointHasItsResultInTime()
{
    HostileServer good([](HostileConnection &c) {
        while (c.read())
            c.answer(200, {}, "Content-Type: application/x-protobuf\r\n");
    });
    HostileServer slow([](HostileConnection &c) {
        if (c.read())
            c.hang();
    });
    constexpr auto kTime = 5s;
    metrics::MetricsSystemParts parts;
    parts.exportTimeout = kTime;
    metrics::MetricsSystem system(m_clock, std::move(parts));
    system.endpoints().add("good", exporterTo(good.url()));
    system.endpoints().add("refused", exporterTo(QStringLiteral("http://127.0.0.1:1")));
    system.endpoints().add("slow", exporterTo(slow.url()));
    system.endpoints().add("slow as well", exporterTo(slow.url()));
    system.collector().recordCounter("c", 1);
    metrics::AsyncMetricsSystem async(system);
    QElapsedTimer elapsed;
    elapsed.start();
    const auto results =
        async.exportMetricsAsync({"good", "refused", "slow", "slow as well", "unknown"}).get();
    const auto taken = std::chrono::milliseconds(elapsed.elapsed());
    QCOMPARE(results.size(), 5U);
    QVERIFY2(results.at("good").isDone, results.at("good").why.c_str());
    for (const char *name : {"refused", "slow", "slow as well", "unknown"}) {
        QVERIFY2(!results.at(name).isDone, name);
        QVERIFY2(!results.at(name).why.empty(), name);
    }
    QVERIFY2(taken < 30s, qPrintable(QString::number(taken.count())));
    QCOMPARE(good.requests().size(), std::size_t{1});
    (void)system.shutdownMetrics();
}

TIDEMARK_TEST(ExportOutcomesTest)
#include "export_outcomes_test.moc"

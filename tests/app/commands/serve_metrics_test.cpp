// SPDX-License-Identifier: GPL-3.0-or-later
// What `tidemark serve` tells of itself: at /metrics, in its store, and to where it is sent.
#include "tests/app/commands/served_store.h"
#include "tests/app/own_dashboard_metrics.h"
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

class ServeMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersPrometheusWithWhatItDid();
    void recordsIntoItsStore();
    void recordsAllThatTheDashboardShowsOfAServer();
    void sendsThemElsewhere();
    void keepsNoneUnlessAsked();
    void wrongUses_data();
    void wrongUses();

private:
    /// What stands behind the last space of the line that begins so; empty when there is none.
    static QByteArray valueIn(const QByteArray &text, const QByteArray &begin)
    {
        const QByteArrayList lines = text.split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith(begin))
                return line.mid(line.lastIndexOf(' ') + 1);
        }
        return {};
    }
    /// The port that it told of for its metrics; 0 when it told none.
    static quint16 metricsPort(ServedStore &served)
    {
        static const QRegularExpression told(
            u"metrics are at http://127\\.0\\.0\\.1:(\\d+)/metrics"_s);
        quint16 port = 0;
        (void)QTest::qWaitFor(
            [&] {
                port = told.match(QString::fromUtf8(served.messages())).captured(1).toUShort();
                return port != 0;
            },
            10'000);
        return port;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

void ServeMetricsTest::init()
{
    failOnUnexpectedWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"s.tidemark"_s);
}

void ServeMetricsTest::answersPrometheusWithWhatItDid()
{
    const QString secret = createToken(m_store);
    ServedStore served(m_store, {u"--metrics-listen"_s, u"127.0.0.1:0"_s});
    const quint16 port = metricsPort(served);
    QVERIFY2(port != 0, served.messages().constData());
    RobotoClient client(served.port(), secret);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
    QCOMPARE(client.get("/v1/nothing").status, 404);
    RobotoClient metrics(port, {});
    const Answer answer = metrics.get("/metrics");
    QCOMPARE(answer.status, 200);
    const QByteArray text = answer.raw.body;
    QCOMPARE(valueIn(text, "tidemark_request_seconds_count{"), "4");
    QCOMPARE(valueIn(text, "tidemark_request_failures_total{"), "0");
    QVERIFY2(valueIn(text, "tidemark_write_seconds_count{").toInt() >= 3, text.constData());
    QVERIFY(valueIn(text, "tidemark_query_seconds_count{").toInt() >= 1);
    QVERIFY(text.contains("program=\"serve\""));
    QVERIFY(!text.contains(secret.toUtf8()));
    // What is measured now and then is measured though nothing is recorded or sent.
    const auto valueNow = [&](const QByteArray &name) {
        return valueIn(metrics.get("/metrics").raw.body, name).toDouble();
    };
    QTRY_VERIFY(valueNow("tidemark_process_memory_bytes{") > 1e6);
    QTRY_VERIFY(valueNow("tidemark_process_threads{") >= 1);
    QTRY_VERIFY(valueNow("system_memory_percent{") > 0); // of the machine
    const auto isTold = [&](const QByteArray &name) {
        return !valueIn(metrics.get("/metrics").raw.body, name).isEmpty();
    };
    QTRY_VERIFY(isTold("tidemark_server_connections{"));           // none may be open at the moment
    QTRY_VERIFY(isTold("tidemark_machine_received_bytes_total{")); // nothing may have come
    QTRY_VERIFY(isTold("tidemark_machine_sent_bytes_total{"));
    QCOMPARE(served.end(SIGTERM), 0);
}

void ServeMetricsTest::recordsIntoItsStore()
{
    const QString secret = createToken(m_store);
    ServedStore served(m_store, {u"--record-metrics"_s});
    QVERIFY(served.isServing());
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
    QCOMPARE(served.end(SIGTERM), 0); // what is not stored yet is stored at the end
    const auto listed = runTidemark({u"query"_s, u"tidemark.request.count"_s, u"--samples"_s,
                                     u"--format"_s, u"jsonl"_s, u"--store"_s, m_store});
    QCOMPARE(listed.exitCode, 0);
    const QByteArrayList lines = listed.out.trimmed().split('\n');
    QCOMPARE(QJsonDocument::fromJson(lines.last()).object().value(u"value"_s).toDouble(), 1.0);
    QCOMPARE(runTidemark({u"check"_s, u"--store"_s, m_store}).exitCode, 0);
}

// Of a server that was written to, asked, and asked for what is not there.
void ServeMetricsTest::recordsAllThatTheDashboardShowsOfAServer()
{
    const QString secret = createToken(m_store);
    const QStringList definitions{u"definitions"_s, u"--format"_s, u"csv"_s, u"--store"_s, m_store};
    {
        ServedStore served(m_store, {u"--record-metrics"_s});
        QVERIFY(served.isServing());
        RobotoClient client(served.port(), secret);
        QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
        QCOMPARE(client.get("/v1/nothing").status, 404);
        QCOMPARE(client.get("/v1/users").status, 200);
        // Processor time is known from the second collection on.
        QTRY_VERIFY_WITH_TIMEOUT(runTidemark(definitions).out.contains("tidemark.process.cpu"),
                                 60'000);
        QCOMPARE(served.end(SIGTERM), 0);
    }
    const auto listed = runTidemark(definitions);
    QCOMPARE(listed.exitCode, 0);
    for (const QString &metric : metricsOfOwnDashboard()) {
        const bool isOfWindow =
            metric.startsWith(u"tidemark.frame"_s) || metric.startsWith(u"tidemark.outbox"_s);
        if (!isOfWindow)
            QVERIFY2(listed.out.contains(metric.toUtf8()), qPrintable(metric));
    }
}

void ServeMetricsTest::sendsThemElsewhere()
{
    const QString secret = createToken(m_store);
    const QString file = m_folder->filePath(u"own.jsonl"_s);
    ServedStore served(m_store, {u"--export-metrics"_s, u"file:"_s + file});
    QVERIFY(served.isServing());
    RobotoClient client(served.port(), secret);
    QCOMPARE(client.post("/v1/sessions", {}).verdict(), "200");
    QCOMPARE(served.end(SIGTERM), 0);
    QFile written(file);
    QVERIFY(written.open(QFile::ReadOnly));
    const QByteArray text = written.readAll();
    QVERIFY2(text.contains("tidemark.request"), text.left(2'000).constData());
    QVERIFY(!text.contains(secret.toUtf8()));
}

void ServeMetricsTest::keepsNoneUnlessAsked()
{
    QVERIFY(!createToken(m_store).isEmpty());
    ServedStore served(m_store);
    QVERIFY(served.isServing());
    QCOMPARE(served.end(SIGTERM), 0);
    QVERIFY(!served.messages().contains("/metrics"));
    const auto listed = runTidemark({u"definitions"_s, u"--store"_s, m_store});
    QVERIFY(!listed.out.contains("tidemark."));
}

void ServeMetricsTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("no port") << QStringList{u"--metrics-listen"_s, u"127.0.0.1"_s}
                             << u"127.0.0.1"_s;
    QTest::newRow("an address that others reach")
        << QStringList{u"--metrics-listen"_s, u"0.0.0.0:0"_s} << u"TLS"_s;
    QTest::newRow("an unknown kind")
        << QStringList{u"--export-metrics"_s, u"graphite:localhost:2003"_s} << u"otlp"_s;
    QTest::newRow("a wrong address")
        << QStringList{u"--export-metrics"_s, u"statsd:localhost"_s} << u"8125"_s;
}

void ServeMetricsTest::wrongUses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const auto run = runTidemark(
        QStringList{u"serve"_s, u"--store"_s, m_store, u"--listen"_s, u"127.0.0.1:0"_s} +
        arguments);
    QVERIFY(run.exitCode != 0);
    QVERIFY2(run.err.contains(message.toUtf8()), run.err.constData());
    QCOMPARE(run.out, QByteArray()); // it told of no address, since it serves nothing
}

} // namespace

TIDEMARK_TEST(ServeMetricsTest)
#include "serve_metrics_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What other people's clients send, in the series of a store: `statsd` and `datadog` for Python.
#include "services/statsd/statsd_receiver.h"
#include "tests/services/statsd/store_case.h"
#include "tests/support/python_environment.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;

class StatsdSdkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void whatStatsdSendsIsStored();
    void whatDatadogSendsIsStored();

private:
    /// Plays the client until all its lines were read, and stores them as one interval.
    void play(const QString &client, std::int64_t lines, const DataPorts &ports);

    QString m_python;
    SystemClock m_clock;
    StatsdStatistics m_statistics;
};

void StatsdSdkTest::initTestCase()
{
    const auto python = PythonEnvironment::make(QStringLiteral(TIDEMARK_INTEROP_FOLDER) +
                                                u"/statsd_requirements.txt"_s);
    QVERIFY2(!python.isBroken, qPrintable(python.absence));
    if (python.program.isEmpty())
        QSKIP(qPrintable(u"whole class: "_s + python.absence));
    m_python = python.program;
}

void StatsdSdkTest::play(const QString &client, std::int64_t lines, const DataPorts &ports)
{
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = StatsdReceiverOptions::kLongest; // so that stop() stores all as one
    StatsdReceiver receiver(ports, m_clock, options);
    const quint16 port = receiver.start().value();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("DD_"_L1) || name.startsWith("DATADOG_"_L1) ||
            name.startsWith("STATSD_"_L1))
            environment.remove(name);
    }
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(m_python, {u"-W"_s, u"ignore"_s,
                             QStringLiteral(TIDEMARK_INTEROP_FOLDER) + u"/statsd_scenario.py"_s,
                             client, QString::number(port)});
    constexpr int kPatience_ms = 120'000;
    QVERIFY(process.waitForFinished(kPatience_ms));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    QTRY_COMPARE_WITH_TIMEOUT(receiver.statistics().counts.lines, lines, 20'000);
    receiver.stop();
    m_statistics = receiver.statistics();
    QCOMPARE(m_statistics.counts.malformed(), 0);
    QCOMPARE(m_statistics.counts.dropped(), 0);
    QCOMPARE(m_statistics.systemDrops + m_statistics.queueDrops, 0);
    QCOMPARE(m_statistics.droppedSamples, 0);
}

void StatsdSdkTest::whatStatsdSendsIsStored()
{
    const StoreCase store;
    play(u"statsd"_s, 3 + 2 + 2 + 3 + 3 + 101, store.ports());
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(store.total(u"web.hits"_s), 2.0);
    QCOMPARE(store.total(u"web.pool"_s), 9.5);
    QCOMPARE(store.total(u"web.depth"_s), -3.0);
    QCOMPARE(store.total(u"web.query.count"_s), 3.0);
    QCOMPARE(store.total(u"web.query.min"_s), 10.0);
    QCOMPARE(store.total(u"web.query.max"_s), 60.5);
    QCOMPARE(store.total(u"web.query.mean"_s), 90.5 / 3);
    QCOMPARE(store.total(u"web.users"_s), 2.0);
    QCOMPARE(store.total(u"web.batch"_s), 100.0);
    QCOMPARE(store.total(u"web.batch.size"_s), 100.0);
    QCOMPARE(store.definition(u"web.hits"_s)->kind, MetricKind::Counter);
    QCOMPARE(store.definition(u"web.query.p99"_s)->unit, u"ms"_s);
    QCOMPARE(m_statistics.counts.events(), 0);
}

void StatsdSdkTest::whatDatadogSendsIsStored()
{
    const StoreCase store;
    play(u"datadog"_s, 3 + 2 + 9 + 3 + 3 + 2, store.ports());
    if (QTest::currentTestFailed())
        return;
    const TagMap prod{{u"env"_s, u"prod"_s}};
    const TagMap job{{u"canary"_s, u"true"_s}, {u"env"_s, u"prod"_s}, {u"region"_s, u"eu-1"_s}};
    const TagMap a{{u"host"_s, u"a"_s}};
    QCOMPARE(store.total(u"jobs"_s, job), 6.0);
    QCOMPARE(store.total(u"queue"_s, a), 17.25);
    QCOMPARE(store.total(u"queue"_s, {{u"host"_s, u"b"_s}}), -4.0);
    QCOMPARE(store.total(u"size.count"_s, prod), 3.0);
    QCOMPARE(store.total(u"size.max"_s, prod), 6.0);
    QCOMPARE(store.total(u"wait.mean"_s), 3.0);
    QCOMPARE(store.total(u"lap.min"_s), 1.0);
    QCOMPARE(store.total(u"users"_s), 2.0);
    const Timestamp past(1'656'581'400'000'000'000);
    const auto only = [](const std::vector<Sample> &samples) {
        return samples.size() == 1 ? std::pair(samples[0].at, samples[0].value)
                                   : std::pair(Timestamp(), -1.0);
    };
    QCOMPARE(only(store.samples(u"past"_s, a)), std::pair(past, 9.0));
    QCOMPARE(only(store.samples(u"sold"_s)), std::pair(past, 3.0));
    QCOMPARE(m_statistics.counts.events(), 2); // read and not taken
}

TIDEMARK_TEST(StatsdSdkTest)
#include "statsd_sdk_test.moc"

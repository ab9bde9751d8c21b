// SPDX-License-Identifier: GPL-3.0-or-later
// What we send, read by another program's parser: collectd's StatsD server, as Debian has it.
#include "services/statsd/descriptor.h"
#include "services/statsd/socket_address.h"
#include "services/statsd/statsd_exporter.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;
using metrics::MetricsSnapshot;

namespace {

constexpr int kPatience_ms = 60'000;

quint16 freePort()
{
    const Descriptor once(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const SocketAddress place = socketAddress(u"127.0.0.1"_s, 0).value();
    return ::bind(once.number(), place.get(), place.size()) == 0 ? boundPort(once.number()) : 0;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class StatsdPeerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnUnexpectedWarnings(); }
    void cleanupTestCase();
    void readsCountersGaugesAndTimings();
    void readsThousandGaugesInFewDatagrams();

private:
    /// Each second's values of a series; empty while there is none.
    [[nodiscard]] std::vector<double> valuesOf(const QString &series) const;
    void send(const metrics::MetricCollector &collector);

    QTemporaryDir m_folder;
    QProcess m_collectd;
    FakeClock m_clock;
    std::unique_ptr<StatsdExporter> m_exporter;
};

void StatsdPeerTest::initTestCase()
{
    const QString program = QStandardPaths::findExecutable(
        u"collectd"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/usr/bin"_s});
    if (program.isEmpty())
        QSKIP("whole class: collectd is not installed (package collectd-core)");
    const quint16 port = freePort();
    QFile file(m_folder.filePath(u"collectd.conf"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(uR"(BaseDir "%1"
PIDFile "%1/pid"
TypesDB "/usr/share/collectd/types.db"
Hostname "peer"
Interval 1
LoadPlugin logfile
<Plugin logfile>
 File "%1/log"
</Plugin>
LoadPlugin csv
<Plugin csv>
 DataDir "%1"
</Plugin>
LoadPlugin statsd
<Plugin statsd>
 Host "127.0.0.1"
 Port "%2"
 TimerCount true
</Plugin>
)"_s.arg(m_folder.path())
                   .arg(port)
                   .toUtf8());
    file.close();
    m_collectd.start(program, {u"-f"_s, u"-C"_s, file.fileName()});
    QTRY_VERIFY_WITH_TIMEOUT(contentOf(m_folder.filePath(u"log"_s)).contains("Listening on"),
                             kPatience_ms);
    StatsdChannelOptions options;
    options.style = TagStyle::NameParts;
    m_exporter = std::make_unique<StatsdExporter>(
        DatagramSender::toPort(u"127.0.0.1"_s, port).value(), options);
}

void StatsdPeerTest::cleanupTestCase()
{
    if (m_collectd.state() == QProcess::NotRunning)
        return;
    m_collectd.terminate();
    if (!m_collectd.waitForFinished(kPatience_ms))
        m_collectd.kill();
}

std::vector<double> StatsdPeerTest::valuesOf(const QString &series) const
{
    const QDir folder(m_folder.filePath(u"peer/statsd"_s));
    const QStringList files = folder.entryList({series + u"-2*"_s}, QDir::Files);
    std::vector<double> values;
    for (const QString &file : files) { // two around midnight
        const QList<QByteArray> lines = contentOf(folder.filePath(file)).split('\n');
        for (qsizetype i = 1; i + 1 < lines.size(); ++i)
            values.push_back(lines[i].mid(lines[i].indexOf(',') + 1).toDouble());
    }
    return values;
}

void StatsdPeerTest::send(const metrics::MetricCollector &collector)
{
    const auto done = m_exporter->exportMetrics(MetricsSnapshot::of(collector, m_clock),
                                                metrics::Deadline::max());
    QVERIFY2(done.isDone, done.why.c_str());
}

void StatsdPeerTest::readsCountersGaugesAndTimings()
{
    metrics::MetricCollector collector(m_clock);
    collector.recordGauge("depth", -17.5);
    collector.recordGauge("level", 3.25, {{"zone", "b"}});
    collector.recordCounter("views", 5);
    collector.recordTimer("time", 12);
    collector.recordTimer("time", 40);
    send(collector);
    collector.recordCounter("views", 7);
    send(collector);
    const auto lastOf = [this](const QString &series) {
        const auto values = valuesOf(series);
        return values.empty() ? 0.0 : values.back();
    };
    QTRY_COMPARE_WITH_TIMEOUT(lastOf(u"derive-views"_s), 12.0, kPatience_ms);
    QTRY_COMPARE_WITH_TIMEOUT(lastOf(u"gauge-depth"_s), -17.5, kPatience_ms);
    QTRY_COMPARE_WITH_TIMEOUT(lastOf(u"gauge-level.b"_s), 3.25, kPatience_ms);
    const auto timings = [this] { // of each second, so all together
        double all = 0;
        const auto values = valuesOf(u"gauge-time-count"_s);
        for (const double value : values)
            all += value;
        return all;
    };
    QTRY_COMPARE_WITH_TIMEOUT(timings(), 2.0, kPatience_ms);
}

// Check 50: no line is split on the way to another parser.
void StatsdPeerTest::readsThousandGaugesInFewDatagrams()
{
    metrics::MetricCollector collector(m_clock);
    for (int i = 0; i < 1'000; ++i)
        collector.recordGauge("many." + std::to_string(i), i % 2 == 0 ? i : -i);
    const std::uint64_t before = m_exporter->counts().sentDatagrams;
    send(collector);
    qInfo("1,000 gauges in %llu datagrams",
          static_cast<unsigned long long>(m_exporter->counts().sentDatagrams - before));
    const QDir folder(m_folder.filePath(u"peer/statsd"_s));
    const auto files = [&folder] {
        return folder.entryList({u"gauge-many.*"_s}, QDir::Files).size();
    };
    QTRY_VERIFY_WITH_TIMEOUT(files() >= 1'000, kPatience_ms);
    for (const int i : {0, 1, 499, 998, 999}) {
        const QString series = u"gauge-many.%1"_s.arg(i);
        QTRY_VERIFY_WITH_TIMEOUT(!valuesOf(series).empty(), kPatience_ms);
        QCOMPARE(valuesOf(series).back(), i % 2 == 0 ? i : -i);
    }
    QVERIFY(!contentOf(m_folder.filePath(u"log"_s)).contains("Unable to parse"));
}

TIDEMARK_TEST(StatsdPeerTest)
#include "statsd_peer_test.moc"

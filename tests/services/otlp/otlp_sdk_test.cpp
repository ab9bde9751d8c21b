// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenTelemetry SDK for Python, unmodified, against the receiver, and its classes as readers of
// what we write (tests/interop/otlp_scenario.py).
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/otlp/otlp_exporter.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/otlp/otlp_examples.h"
#include "tests/services/otlp/otlp_sending.h"
#include "tests/support/python_environment.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::otlp;
using namespace tidemark::test;

class OtlpSdkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void whatTheSdkSendsIsStored_data();
    void whatTheSdkSendsIsStored();
    void itsClassesReadWhatWeWrite();
    void itsClassesReadWhatIsSent();

private:
    /// The scenario's output when it went well.
    [[nodiscard]] QByteArray play(const QStringList &arguments, const QByteArray &input = {}) const;
    [[nodiscard]] std::vector<double> valuesOf(const QString &metric, const TagMap &tags) const;

    QString m_python;
    QTemporaryDir m_folder;
    SystemClock m_clock;
    StorePointer m_store;
    std::unique_ptr<OtlpRecorder> m_recorder;
    std::unique_ptr<OtlpReceiver> m_receiver;
    quint16 m_port = 0;
};

void OtlpSdkTest::initTestCase()
{
    const auto python = PythonEnvironment::make(QStringLiteral(TIDEMARK_INTEROP_FOLDER) +
                                                u"/otlp_requirements.txt"_s);
    QVERIFY2(!python.isBroken, qPrintable(python.absence));
    if (python.program.isEmpty())
        QSKIP(qPrintable(u"whole class: "_s + python.absence));
    m_python = python.program;
}

void OtlpSdkTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"k%1.tidemark"_s.arg(++count))).value();
    m_recorder = std::make_unique<OtlpRecorder>(m_store->ports(), m_clock);
    OtlpReceiverOptions options;
    options.port = 0;
    m_receiver = std::make_unique<OtlpReceiver>(*m_recorder, options);
    m_port = m_receiver->start().value();
}

void OtlpSdkTest::cleanup()
{
    m_receiver.reset();
    m_recorder.reset();
    m_store.reset();
}

QByteArray OtlpSdkTest::play(const QStringList &arguments, const QByteArray &input) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("OTEL_"_L1))
            environment.remove(name);
    }
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    environment.insert(u"PYTHONUTF8"_s, u"1"_s);
    environment.insert(u"no_proxy"_s, u"*"_s);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(m_python,
                  QStringList{u"-W"_s, u"ignore"_s,
                              QStringLiteral(TIDEMARK_INTEROP_FOLDER) + u"/otlp_scenario.py"_s} +
                      arguments);
    process.write(input);
    process.closeWriteChannel();
    constexpr int kPatience_ms = 120'000;
    const bool isOk = process.waitForFinished(kPatience_ms) && process.exitCode() == 0;
    if (!isOk)
        qWarning("%s", process.readAllStandardError().constData());
    return isOk ? process.readAllStandardOutput() + '.' : QByteArray();
}

std::vector<double> OtlpSdkTest::valuesOf(const QString &metric, const TagMap &tags) const
{
    const auto found = answer(m_store->ports().catalog->find(metric));
    if (!found)
        return {};
    const auto series = answer(m_store->ports().series->list({found->id})).value();
    if (series.size() != 1 || series[0].key.tags != tags)
        return {};
    const auto page =
        answer(m_store->ports().series->samples(series[0].id, TimeWindow::all(), 100)).value();
    std::vector<double> values;
    for (const Sample &sample : page.samples)
        values.push_back(sample.value);
    return values;
}

void OtlpSdkTest::whatTheSdkSendsIsStored_data()
{
    QTest::addColumn<QString>("compression");
    QTest::newRow("plain") << QString();
    QTest::newRow("gzip") << u"gzip"_s;
}

// The last export is repeated when the SDK ends, so the last value may stand twice.
void OtlpSdkTest::whatTheSdkSendsIsStored()
{
    QFETCH(QString, compression);
    QVERIFY(
        !play({u"send"_s, u"http://127.0.0.1:%1/v1/metrics"_s.arg(m_port), compression}).isEmpty());
    const TagMap tags{{u"host.name"_s, u"desk"_s}, {u"service.name"_s, u"scenario"_s}};
    TagMap coded = tags;
    coded.insert(u"code"_s, u"200"_s);
    const auto firstAndLast = [this](const QString &metric, const TagMap &of) {
        const auto values = valuesOf(metric, of);
        return values.size() < 2 ? std::vector<double>()
                                 : std::vector<double>{values.front(), values.back()};
    };
    using Two = std::vector<double>;
    QCOMPARE(firstAndLast(u"sdk.counter"_s, coded), (Two{5, 11}));
    QCOMPARE(firstAndLast(u"sdk.level"_s, tags), (Two{7, 4}));
    QCOMPARE(valuesOf(u"sdk.gauge"_s, tags).at(1), 21.5);
    for (const QString &name : {u"sdk.histogram"_s, u"sdk.exponential"_s}) {
        QCOMPARE(firstAndLast(name + u".count"_s, tags), (Two{100, 200}));
        QCOMPARE(firstAndLast(name + u".sum"_s, tags), (Two{5050, 10100}));
        QCOMPARE(firstAndLast(name + u".min"_s, tags), (Two{1, 1}));
        QCOMPARE(firstAndLast(name + u".max"_s, tags), (Two{100, 100}));
    }
    QCOMPARE(valuesOf(u"sdk.histogram.p50"_s, tags).at(0), 50.0);
    const double p90 = valuesOf(u"sdk.exponential.p90"_s, tags).at(0);
    QVERIFY2(std::abs(p90 - 90) < 2, qPrintable(QString::number(p90)));
    const auto counter = answer(m_store->ports().catalog->find(u"sdk.counter"_s)).value();
    QCOMPARE(counter.description, u"Requests that came."_s);
    QCOMPARE(counter.unit, u"count"_s);
    QCOMPARE(m_receiver->statistics().byStatusClass[2], m_receiver->statistics().requests);
}

void OtlpSdkTest::itsClassesReadWhatWeWrite()
{
    const OtlpMetrics metrics = fromJson(workedJson()).value();
    const QJsonObject input{{u"expected"_s, QString::fromUtf8(workedJson())},
                            {u"json"_s, QString::fromUtf8(toJson(metrics))},
                            {u"protobuf"_s, QString::fromLatin1(toProtobuf(metrics).toBase64())}};
    const QByteArray output = play({u"read"_s}, QJsonDocument(input).toJson());
    const QJsonObject read = QJsonDocument::fromJson(output.chopped(1)).object();
    QVERIFY2(read.value(u"protobuf"_s).toBool(), output.constData());
    QVERIFY2(read.value(u"json"_s).toBool(), output.constData());
    QVERIFY2(read.value(u"bytes"_s).toBool(), output.constData());
    QCOMPARE(read.value(u"gauge"_s).toInt(), 42);
    QCOMPARE(read.value(u"sum"_s).toDouble(), 1027.0);
    QCOMPARE(read.value(u"bounds"_s).toArray().size(), 4);
    QCOMPARE(read.value(u"counts"_s).toArray().size(), 15);
    QCOMPARE(read.value(u"counts"_s).toArray().at(14).toInt(), 1);
    QCOMPARE(read.value(u"median"_s).toDouble(), 3.0);
}

// A collector's state, as it went over the wire.
void OtlpSdkTest::itsClassesReadWhatIsSent()
{
    const HostileServer server([](HostileConnection &c) {
        while (c.read())
            c.answer(200);
    });
    SendingBench bench(server.url(), quick());
    metrics::MetricCollector collector(bench.clock);
    collector.recordCounter("c.requests", 1'027, {{"code", "200"}});
    collector.recordGauge("d.level", -1.5);
    for (int i = 1; i <= 100; ++i)
        collector.recordHistogram("e.size", i);
    collector.recordTimer("f.time", 150);
    OtlpSnapshotOptions options;
    for (const HistogramForm form : {HistogramForm::Exponential, HistogramForm::Explicit}) {
        options.form = form;
        options.bounds = {10, 50, 90};
        OtlpExporter exporter(bench.sender, Temporality::Cumulative, options);
        const auto done = exporter.exportMetrics(
            metrics::MetricsSnapshot::of(collector, bench.clock, {{"service.name", "p"}}),
            SendingBench::soon());
        QVERIFY2(done.isDone, done.why.c_str());
    }
    const auto requests = server.requests();
    QCOMPARE(requests.size(), std::size_t{2});
    for (const SeenRequest &request : requests) {
        const QByteArray output =
            play({u"show"_s},
                 QJsonDocument(
                     QJsonObject{{u"protobuf"_s, QString::fromLatin1(request.body.toBase64())}})
                     .toJson());
        const QJsonObject read = QJsonDocument::fromJson(output.chopped(1)).object();
        QVERIFY2(read.value(u"bytes"_s).toBool(), output.constData()); // nothing it does not know
        const QJsonObject all = read.value(u"metrics"_s).toObject();
        QCOMPARE(all.value(u"c.requests"_s).toObject().value(u"as_int"_s).toInt(), 1'027);
        QCOMPARE(all.value(u"c.requests"_s).toObject().value(u"code"_s).toString(), u"200"_s);
        QVERIFY(all.value(u"c.requests"_s).toObject().value(u"monotonic"_s).toBool());
        QCOMPARE(all.value(u"d.level"_s).toObject().value(u"as_double"_s).toDouble(), -1.5);
        const QJsonObject size = all.value(u"e.size"_s).toObject();
        QCOMPARE(size.value(u"count"_s).toInt(), 100);
        QCOMPARE(size.value(u"sum"_s).toDouble(), 5'050.0);
        QCOMPARE(size.value(u"in_buckets"_s).toInt(), 100);
        QCOMPARE(size.value(u"max"_s).toDouble(), 100.0);
        QCOMPARE(all.value(u"f.time"_s).toObject().value(u"sum"_s).toDouble(), 0.15);
        QCOMPARE(all.value(u"f.time"_s).toObject().value(u"unit"_s).toString(), u"s"_s);
    }
}

TIDEMARK_TEST(OtlpSdkTest)
#include "otlp_sdk_test.moc"

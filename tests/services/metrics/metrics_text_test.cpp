// SPDX-License-Identifier: GPL-3.0-or-later
// What a collector holds as text for others: Prometheus, OpenMetrics, JSON, CSV.
#include "services/metrics/text/csv_text.h"
#include "services/metrics/text/json_text.h"
#include "services/metrics/text/number_text.h"
#include "services/metrics/text/prometheus_text.h"
#include "services/metrics/text/utf8.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <clocale>
#include <cmath>
#include <limits>
#include <random>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class MetricsTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void prometheusTextIsTheExample();
    void openMetricsDiffers();
    void labelsAreEscaped();
    void namesAreCleaned();
    void unitsAreInTheName();
    void namesThatBecomeOneAreLeftOut();
    void negativeDistributionsHaveNoSum();
    void promtoolIsContent();
    void theReaderChoosesTheDialect();
    void jsonReadsBack();
    void largeNumbersAreTexts();
    void noNumberIsNull();
    void jsonTextsAreValid_data();
    void jsonTextsAreValid();
    void jsonLinesAreObjects();
    void csvReadsBack();
    void csvGuardsFormulas();
    void emptyCollectorsAreValid();
    void numbersReadBackToTheSameBits();
    void timesAreUtc();
    void theLocaleChangesNothing();

private:
    [[nodiscard]] MetricsSnapshot snapshot() const
    {
        return MetricsSnapshot::of(*m_collector, m_clock, {{"service.name", "tidemark"}});
    }
    [[nodiscard]] QString prometheus(PrometheusText options = {}) const
    {
        return QString::fromStdString(options.write(snapshot()));
    }
    /// Counters with odd tags, gauges of all units, distributions of both signs.
    void fillWithEverything();
    [[nodiscard]] static QList<QStringList> parsedCsv(const QString &csv);

    FakeClock m_clock;
    std::unique_ptr<MetricCollector> m_collector;
};

void MetricsTextTest::init()
{
    m_collector = std::make_unique<MetricCollector>(m_clock);
}

void MetricsTextTest::fillWithEverything()
{
    m_collector->recordCounter("http.requests", 3, {{"path", "/a\\b\"c\nd"}, {"ключ", "значение"}});
    m_collector->recordCounter("http.requests", 4.5, {{"path", "/"}});
    for (int unit = 0; unit <= static_cast<int>(MetricUnit::OperationsPerSecond); ++unit) {
        const auto text = textOf(static_cast<MetricUnit>(unit));
        m_collector->recordGauge("level." + std::to_string(unit), unit + 0.5, {{"unit", text}});
    }
    m_collector->recordGauge("nothing", std::nan(""));
    for (int i = 1; i <= 100; ++i) {
        m_collector->recordTimer("op.time", i, MetricUnit::Milliseconds, {{"le", "mine"}});
        m_collector->recordHistogram("balance", i - 50);
        m_collector->recordHistogram("size", i * 100, {{"unit", "kb"}});
    }
    m_collector->describe("op.time", "How long it took,\nwith a \\ and a \"quote\".");
}

// The worked example of the reference, byte for byte (check 40).
void MetricsTextTest::prometheusTextIsTheExample()
{
    m_collector->recordCounter("git.commits.created", 3, {{"branch", "main \"x\""}});
    m_collector->recordGauge("active.connections", 42);
    m_collector->recordTimer("api.response.time", 150);
    m_collector->recordTimer("api.response.time", 50);
    QCOMPARE(prometheus({PrometheusText::Dialect::Prometheus, {0.1, 0.25}}),
             u"# HELP active_connections active.connections\n"
             "# TYPE active_connections gauge\n"
             "active_connections 42\n"
             "# HELP api_response_time_seconds api.response.time\n"
             "# TYPE api_response_time_seconds histogram\n"
             "api_response_time_seconds_bucket{le=\"0.1\"} 1\n"
             "api_response_time_seconds_bucket{le=\"0.25\"} 2\n"
             "api_response_time_seconds_bucket{le=\"+Inf\"} 2\n"
             "api_response_time_seconds_sum 0.2\n"
             "api_response_time_seconds_count 2\n"
             "# HELP git_commits_created_total git.commits.created\n"
             "# TYPE git_commits_created_total counter\n"
             "git_commits_created_total{branch=\"main \\\"x\\\"\"} 3\n"_s);
}

// Check 41.
void MetricsTextTest::openMetricsDiffers()
{
    m_collector->recordCounter("requests_total", 3);
    m_collector->recordTimer("wait", 50);
    m_collector->describe("wait", "The \"wait\"");
    QCOMPARE(prometheus({PrometheusText::Dialect::OpenMetrics, {0.1, 1}}),
             u"# TYPE requests counter\n"
             "# HELP requests requests_total\n"
             "requests_total 3\n"
             "# TYPE wait_seconds histogram\n"
             "# UNIT wait_seconds seconds\n"
             "# HELP wait_seconds The \\\"wait\\\"\n"
             "wait_seconds_bucket{le=\"0.1\"} 1\n"
             "wait_seconds_bucket{le=\"1.0\"} 1\n"
             "wait_seconds_bucket{le=\"+Inf\"} 1\n"
             "wait_seconds_sum 0.05\n"
             "wait_seconds_count 1\n"
             "# EOF\n"_s);
}

void MetricsTextTest::labelsAreEscaped()
{
    m_collector->increment("c", {{"path", "a\\b\"c\nd"}});
    QVERIFY(prometheus().contains(u"c_total{path=\"a\\\\b\\\"c\\nd\"} 1\n"_s));
}

void MetricsTextTest::namesAreCleaned()
{
    m_collector->recordGauge("1st.größe--now", 1, {{"größe", "a"}, {"9", "b"}, {"x.y", "c"}});
    QVERIFY2(prometheus().contains(u"_1st_gr_e_now{_9=\"b\",gr_e=\"a\",x_y=\"c\"} 1\n"_s),
             qPrintable(prometheus()));
}

void MetricsTextTest::unitsAreInTheName()
{
    m_collector->recordGauge("memory", 2, {{"unit", "kb"}, {"of", "all"}});
    m_collector->recordGauge("load", 75.5, {{"unit", "percent"}});
    m_collector->recordGauge("speed", 3, {{"unit", "ops/s"}});
    const QString text = prometheus();
    QVERIFY(text.contains(u"memory_bytes{of=\"all\"} 2000\n"_s));
    QVERIFY(text.contains(u"load_percent 75.5\n"_s));
    QVERIFY(text.contains(u"speed_per_second 3\n"_s));
}

// Check 42.
void MetricsTextTest::namesThatBecomeOneAreLeftOut()
{
    m_collector->recordGauge("a.b", 1);
    m_collector->recordGauge("a_b", 2);
    m_collector->increment("c");
    m_collector->recordGauge("c_total", 3);
    const QString text = prometheus();
    QVERIFY(text.contains(u"\na_b 1\n"_s));
    QVERIFY(!text.contains(u"\na_b 2\n"_s));
    QVERIFY(text.contains(u"# tidemark: dropped \"a_b\" (collides with \"a_b\")\n"_s));
    QVERIFY(text.contains(u"# tidemark: dropped \"c_total\""_s));
    const QString open = prometheus({PrometheusText::Dialect::OpenMetrics, {}});
    QVERIFY(!open.contains(u"dropped"_s));
    QCOMPARE(open.count(u"a_b "_s), 3); // TYPE, HELP and one value
}

void MetricsTextTest::negativeDistributionsHaveNoSum()
{
    m_collector->recordHistogram("h", -1);
    m_collector->recordHistogram("h", 2);
    const QString open = prometheus({PrometheusText::Dialect::OpenMetrics, {0, 1}});
    QVERIFY(!open.contains(u"h_sum"_s) && !open.contains(u"h_count"_s));
    QVERIFY(open.contains(u"h_bucket{le=\"0.0\"} 1\n"_s));
    QVERIFY(prometheus().contains(u"h_sum 1\n"_s));
}

void MetricsTextTest::promtoolIsContent()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed (package prometheus)");
    fillWithEverything();
    QProcess check;
    check.start(promtool, {u"check"_s, u"metrics"_s});
    QVERIFY(check.waitForStarted());
    check.write(prometheus().toUtf8());
    check.closeWriteChannel();
    QVERIFY(check.waitForFinished());
    const QByteArray said = check.readAllStandardError() + check.readAllStandardOutput();
    QVERIFY2(check.exitCode() == 0, said.constData());
    QVERIFY2(said.isEmpty(), said.constData());
}

void MetricsTextTest::theReaderChoosesTheDialect()
{
    using Dialect = PrometheusText::Dialect;
    QCOMPARE(
        PrometheusText::dialectFor("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"),
        Dialect::OpenMetrics);
    QCOMPARE(PrometheusText::dialectFor("text/plain;version=0.0.4"), Dialect::Prometheus);
    QCOMPARE(PrometheusText::dialectFor(""), Dialect::Prometheus);
    QCOMPARE(PrometheusText::dialectFor("application/openmetrics-text;q=0.0, text/plain"),
             Dialect::Prometheus);
    QCOMPARE(PrometheusText::dialectFor("text/plain;q=0.3,application/openmetrics-text;q=0.05"),
             Dialect::OpenMetrics);
    QVERIFY(
        PrometheusText::contentType(Dialect::Prometheus).starts_with("text/plain; version=0.0.4"));
}

void MetricsTextTest::jsonReadsBack()
{
    m_collector->recordCounter("api.requests.total", 1'027, {{"code", "200"}});
    m_clock.pass(60);
    m_collector->tick();
    for (const double duration : {10.25, 20.0, 30.25})
        m_collector->recordTimer("api.response.time", duration);
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(snapshot()))).object();
    QCOMPARE(json[u"format"].toString(), u"tidemark.metrics/1"_s);
    QCOMPARE(json[u"generated_at"].toString(), u"2023-11-14T22:14:20.000Z"_s);
    QCOMPARE(json[u"resource"][u"service.name"].toString(), u"tidemark"_s);
    const QJsonArray metrics = json[u"metrics"].toArray();
    QCOMPARE(metrics.size(), 2);
    const QJsonObject counter = metrics[0].toObject();
    QCOMPARE(counter[u"type"].toString(), u"counter"_s);
    const QJsonObject total = counter[u"series"].toArray()[0].toObject();
    QCOMPARE(total[u"value"].toInt(), 1'027);
    QCOMPARE(total[u"tags"][u"code"].toString(), u"200"_s);
    QCOMPARE(total[u"start"].toString(), u"2023-11-14T22:13:20.000Z"_s);
    const QJsonObject timer = metrics[1].toObject();
    QCOMPARE(timer[u"unit"].toString(), u"milliseconds"_s);
    const QJsonObject values = timer[u"series"].toArray()[0].toObject();
    QCOMPARE(values[u"count"].toInt(), 3);
    QCOMPARE(values[u"sum"].toDouble(), 60.5);
    QCOMPARE(values[u"min"].toDouble(), 10.25);
    QCOMPARE(values[u"max"].toDouble(), 30.25);
    QVERIFY(std::abs(values[u"p50"].toDouble() - 20) < 0.2);
}

void MetricsTextTest::largeNumbersAreTexts()
{
    m_collector->recordCounter("exact", std::uint64_t{1} << 53);
    m_collector->recordCounter("large", (std::uint64_t{1} << 53) + 1);
    const std::string json = toJson(snapshot());
    QVERIFY(json.find("\"value\":9007199254740992,") != std::string::npos);
    QVERIFY(json.find("\"value\":\"9007199254740993\",") != std::string::npos);
}

void MetricsTextTest::noNumberIsNull()
{
    m_collector->recordGauge("g", std::nan(""));
    QVERIFY(toJson(snapshot()).find("\"value\":null,\"special\":\"NaN\"") != std::string::npos);
}

void MetricsTextTest::jsonTextsAreValid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("read");
    QTest::newRow("plain") << QByteArray("plain") << u"plain"_s;
    QTest::newRow("escapes") << QByteArray("\"\\\n\t\r\x01\x1f/") << u"\"\\\n\t\r\x01\x1f/"_s;
    QTest::newRow("Greek") << QByteArray("χρόνος") << u"χρόνος"_s;
    QTest::newRow("bad byte") << QByteArray("a\xff"
                                            "b")
                              << u"a\ufffdb"_s;
    QTest::newRow("cut") << QByteArray("a\xe2\x82") << u"a\ufffd\ufffd"_s;
}

void MetricsTextTest::jsonTextsAreValid()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, read);
    std::string json = "[";
    appendJsonText(json, {text.constData(), static_cast<std::size_t>(text.size())});
    json += ']';
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(json)).array()[0].toString(), read);
}

void MetricsTextTest::jsonLinesAreObjects()
{
    fillWithEverything();
    const QList<QByteArray> lines =
        QByteArray::fromStdString(toJsonLines(snapshot())).trimmed().split('\n');
    QCOMPARE(lines.size(), static_cast<qsizetype>(m_collector->seriesCount()));
    for (const QByteArray &line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY2(object.contains(u"name"_s) && object.contains(u"tags"_s), line.constData());
    }
}

// Fields by RFC 4180, read by code that shares nothing with the writer.
QList<QStringList> MetricsTextTest::parsedCsv(const QString &csv)
{
    QList<QStringList> rows{{QString()}};
    bool isQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        QString &field = rows.last().last();
        const QChar c = csv[i];
        if (c == u'"' && isQuoted && i + 1 < csv.size() && csv[i + 1] == u'"')
            field += csv[++i];
        else if (c == u'"')
            isQuoted = !isQuoted;
        else if (isQuoted || (c != u',' && c != u'\n'))
            field += c;
        else if (c == u',')
            rows.last().append(QString());
        else
            rows.append({QString()});
    }
    rows.removeLast();
    return rows;
}

// Check 43.
void MetricsTextTest::csvReadsBack()
{
    m_collector->recordCounter("odd", 2, {{"k;1", "a=b"}, {"k2", "c,\"d\"\ne\\"}});
    m_collector->recordGauge("nothing", std::nan(""));
    m_collector->recordTimer("time", 0.1);
    const auto rows = parsedCsv(QString::fromStdString(CsvText().write(snapshot())));
    QCOMPARE(rows.size(), 4);
    QCOMPARE(rows[0].join(u','),
             u"name,type,unit,tags,value,count,sum,min,max,p50,p95,p99,timestamp"_s);
    for (const QStringList &row : rows)
        QCOMPARE(row.size(), 13);
    QCOMPARE(rows[1].mid(0, 5), (QStringList{u"nothing"_s, u"gauge"_s, u"count"_s, u""_s, u""_s}));
    QCOMPARE(rows[2][3], u"k2=c,\"d\"\ne\\\\;k\\;1=a\\=b"_s);
    QCOMPARE(rows[2][4], u"2"_s);
    QCOMPARE(rows[3][5], u"1"_s);
    QCOMPARE(rows[3][6].toDouble(), 0.1);
    QVERIFY(CsvText{true}.write(snapshot()).find("timestamp\r\n") != std::string::npos);
}

void MetricsTextTest::csvGuardsFormulas()
{
    m_collector->recordGauge("=1+2", -5, {{"a", "b"}});
    QVERIFY(CsvText{}.write(snapshot()).find("\n=1+2,gauge") != std::string::npos);
    const std::string guarded = CsvText{false, true}.write(snapshot());
    QVERIFY(guarded.find("\n'=1+2,gauge") != std::string::npos);
    QVERIFY(guarded.find(",-5,") != std::string::npos); // numbers are no texts
}

void MetricsTextTest::emptyCollectorsAreValid()
{
    QVERIFY(prometheus().isEmpty());
    QCOMPARE(prometheus({PrometheusText::Dialect::OpenMetrics, {}}), u"# EOF\n"_s);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(toJson(snapshot())));
    QVERIFY(json[u"metrics"].isArray() && json[u"metrics"].toArray().isEmpty());
    QCOMPARE(QString::fromStdString(CsvText().write(snapshot())).count(u'\n'), 1);
}

void MetricsTextTest::numbersReadBackToTheSameBits()
{
    std::mt19937_64 random(11);
    for (int i = 0; i < 20'000; ++i) {
        const auto number = std::bit_cast<double>(random());
        if (!std::isfinite(number))
            continue;
        std::string text;
        appendNumber(text, number);
        QCOMPARE(std::bit_cast<quint64>(QByteArray::fromStdString(text).toDouble()),
                 std::bit_cast<quint64>(number));
    }
    std::string specials;
    for (const double number : {std::nan(""), std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity()})
        appendNumber(specials, number);
    QCOMPARE(specials, std::string("NaN+Inf-Inf"));
    std::string bounds;
    for (const double bound : {0.0, 0.001, 1.0, 10.0, 1e6, 1e300})
        appendCanonical(bounds += ' ', bound);
    QCOMPARE(bounds, std::string(" 0.0 0.001 1.0 10.0 1e+06 1e+300"));
}

void MetricsTextTest::timesAreUtc()
{
    const auto textOf = [](std::int64_t time_ns) {
        std::string text;
        appendTime(text, time_ns);
        return text;
    };
    QCOMPARE(textOf(0), std::string("1970-01-01T00:00:00.000Z"));
    QCOMPARE(textOf(-1), std::string("1969-12-31T23:59:59.999Z"));
    QCOMPARE(textOf(1'767'323'045'678'999'999), std::string("2026-01-02T03:04:05.678Z"));
}

void MetricsTextTest::theLocaleChangesNothing()
{
    m_collector->recordGauge("g", 1234567.25);
    const std::string before = CsvText().write(snapshot()) + toJson(snapshot());
    const QByteArray kept = std::setlocale(LC_ALL, nullptr);
    const bool isGerman = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    QLocale::setDefault(QLocale(QLocale::German));
    const std::string after = CsvText().write(snapshot()) + toJson(snapshot());
    QLocale::setDefault(QLocale::c());
    std::setlocale(LC_ALL, kept.constData());
    QCOMPARE(after, before);
    QVERIFY(before.find("1234567.25") != std::string::npos);
    if (!isGerman)
        qInfo("the C library has no German here; Qt has");
}

} // namespace

TIDEMARK_TEST(MetricsTextTest)
#include "metrics_text_test.moc"

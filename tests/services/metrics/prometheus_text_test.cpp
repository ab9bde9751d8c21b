// SPDX-License-Identifier: GPL-3.0-or-later
// What a collector holds as text for Prometheus, in both dialects.
#include "services/metrics/text/utf8.h"
#include "tests/services/metrics/text_bench.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <cmath>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class PrometheusTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<TextBench>(); }
    void prometheusTextIsTheExample();
    void openMetricsDiffers();
    void labelsAreEscaped();
    void namesAreCleaned();
    void unitsAreInTheName();
    void namesThatBecomeOneAreLeftOut();
    void tagsThatBecomeOneAreOneLabel();
    void aTagThatIsNoUnitStays();
    void seriesWithTheSameLabelsAreJoined();
    void ofJoinedGaugesTheLastOneCounts();
    void textsAreMadeUtf8();
    void negativeDistributionsHaveNoSum();
    void promtoolIsContent();
    void theReaderChoosesTheDialect();

private:
    std::unique_ptr<TextBench> m_bench;
};

// The worked example of the reference, byte for byte (check 40).
void PrometheusTextTest::prometheusTextIsTheExample()
{
    m_bench->collector->recordCounter("git.commits.created", 3, {{"branch", "main \"x\""}});
    m_bench->collector->recordGauge("active.connections", 42);
    m_bench->collector->recordTimer("api.response.time", 150);
    m_bench->collector->recordTimer("api.response.time", 50);
    QCOMPARE(m_bench->prometheus({PrometheusText::Dialect::Prometheus, {0.1, 0.25}}),
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
void PrometheusTextTest::openMetricsDiffers()
{
    m_bench->collector->recordCounter("requests_total", 3);
    m_bench->collector->recordTimer("wait", 50);
    m_bench->collector->describe("wait", "The \"wait\"");
    QCOMPARE(m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {0.1, 1}}),
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

void PrometheusTextTest::labelsAreEscaped()
{
    m_bench->collector->increment("c", {{"path", "a\\b\"c\nd"}});
    QVERIFY(m_bench->prometheus().contains(u"c_total{path=\"a\\\\b\\\"c\\nd\"} 1\n"_s));
}

void PrometheusTextTest::namesAreCleaned()
{
    m_bench->collector->recordGauge("1st.größe--now", 1,
                                    {{"größe", "a"}, {"9", "b"}, {"x.y", "c"}});
    QVERIFY2(m_bench->prometheus().contains(u"_1st_gr_e_now{_9=\"b\",gr_e=\"a\",x_y=\"c\"} 1\n"_s),
             qPrintable(m_bench->prometheus()));
}

void PrometheusTextTest::unitsAreInTheName()
{
    m_bench->collector->recordGauge("memory", 2, {{"unit", "kb"}, {"of", "all"}});
    m_bench->collector->recordGauge("load", 75.5, {{"unit", "percent"}});
    m_bench->collector->recordGauge("speed", 3, {{"unit", "ops/s"}});
    const QString text = m_bench->prometheus();
    QVERIFY(text.contains(u"memory_bytes{of=\"all\"} 2000\n"_s));
    QVERIFY(text.contains(u"load_percent 75.5\n"_s));
    QVERIFY(text.contains(u"speed_per_second 3\n"_s));
}

// Check 42.
void PrometheusTextTest::namesThatBecomeOneAreLeftOut()
{
    m_bench->collector->recordGauge("a.b", 1);
    m_bench->collector->recordGauge("a_b", 2);
    m_bench->collector->increment("c");
    m_bench->collector->recordGauge("c_total", 3);
    const QString text = m_bench->prometheus();
    QVERIFY(text.contains(u"\na_b 1\n"_s));
    QVERIFY(!text.contains(u"\na_b 2\n"_s));
    QVERIFY(text.contains(u"# tidemark: dropped \"a_b\" (collides with \"a_b\")\n"_s));
    QVERIFY(text.contains(u"# tidemark: dropped \"c_total\""_s));
    const QString open = m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {}});
    QVERIFY(!open.contains(u"dropped"_s));
    QCOMPARE(open.count(u"a_b "_s), 3); // TYPE, HELP and one value
}

void PrometheusTextTest::tagsThatBecomeOneAreOneLabel()
{
    m_bench->collector->recordGauge("g", 1, {{"a.b", "1"}, {"a-b", "2"}, {"a_b", "3"}});
    QVERIFY2(m_bench->prometheus().contains(u"g{a_b=\"2;1;3\"} 1\n"_s),
             qPrintable(m_bench->prometheus()));
}

void PrometheusTextTest::aTagThatIsNoUnitStays()
{
    m_bench->collector->recordTimer("t", 1, MetricUnit::Milliseconds, {{"unit", "sales"}});
    m_bench->collector->recordTimer("t", 1, MetricUnit::Milliseconds, {{"unit", "hr"}});
    const QString text = m_bench->prometheus();
    QVERIFY(text.contains(u"t_seconds_count{unit=\"sales\"} 1\n"_s));
    QVERIFY(text.contains(u"t_seconds_count{unit=\"hr\"} 1\n"_s));
    QVERIFY(!text.contains(u"joined"_s));
}

// To a reader they are one, and the same line twice would void the text.
void PrometheusTextTest::seriesWithTheSameLabelsAreJoined()
{
    m_bench->collector->recordHistogram("h", 1500, {{"unit", "ms"}});
    m_bench->collector->recordHistogram("h", 0.5, {{"unit", "s"}});
    m_bench->collector->recordCounter("c", 2, {{"a.b", "1"}});
    m_bench->collector->recordCounter("c", 3, {{"a_b", "1"}});
    m_bench->collector->recordCounter("c", 10, {{"a_b", ""}});
    m_bench->collector->recordCounter("c", 20, {});
    const QString text = m_bench->prometheus({PrometheusText::Dialect::Prometheus, {1}});
    QCOMPARE(text, u"# tidemark: joined 2 series of \"c\" with others that have the same labels\n"
                   "# HELP c_total c\n"
                   "# TYPE c_total counter\n"
                   "c_total 30\n"
                   "c_total{a_b=\"1\"} 5\n"
                   "# tidemark: joined 1 series of \"h\" with others that have the same labels\n"
                   "# HELP h_seconds h\n"
                   "# TYPE h_seconds histogram\n"
                   "h_seconds_bucket{le=\"1\"} 1\n"
                   "h_seconds_bucket{le=\"+Inf\"} 2\n"
                   "h_seconds_sum 2\n"
                   "h_seconds_count 2\n"_s);
    QVERIFY(!m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {}}).contains(u"joined"_s));
}

void PrometheusTextTest::ofJoinedGaugesTheLastOneCounts()
{
    m_bench->collector->recordGauge("g", 7, {{"a_b", ""}});
    m_bench->collector->tick();
    m_bench->clock.pass(1);
    m_bench->collector->tick();
    m_bench->collector->recordGauge("g", 8, {});
    m_bench->collector->recordGauge("g", std::nan(""), {{"c", ""}});
    QVERIFY2(m_bench->prometheus().endsWith(u"# TYPE g gauge\ng 8\n"_s),
             qPrintable(m_bench->prometheus()));
}

void PrometheusTextTest::textsAreMadeUtf8()
{
    using namespace std::string_view_literals;
    m_bench->collector->increment("c", {{"user", "J\xf6rg"}, {"nul", "a\0b"sv}});
    m_bench->collector->describe("c", "Gr\xfc\xdf"
                                      "e");
    const std::string text = PrometheusText().write(m_bench->snapshot());
    QVERIFY(isUtf8(text));
    QVERIFY(text.find('\0') == std::string::npos);
    QVERIFY2(QString::fromStdString(text).contains(u"user=\"J\uFFFDrg\""_s), text.c_str());
    QVERIFY(QString::fromStdString(text).contains(u"nul=\"a\uFFFDb\""_s));
    QVERIFY(QString::fromStdString(text).contains(u"# HELP c_total Gr\uFFFD\uFFFDe\n"_s));
}

void PrometheusTextTest::negativeDistributionsHaveNoSum()
{
    m_bench->collector->recordHistogram("h", -1);
    m_bench->collector->recordHistogram("h", 2);
    const QString open = m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {0, 1}});
    QVERIFY(!open.contains(u"h_sum"_s) && !open.contains(u"h_count"_s));
    QVERIFY(open.contains(u"h_bucket{le=\"0.0\"} 1\n"_s));
    QVERIFY(m_bench->prometheus().contains(u"h_sum 1\n"_s));
}

void PrometheusTextTest::promtoolIsContent()
{
    const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
    if (promtool.isEmpty())
        QSKIP("promtool is not installed (package prometheus)");
    m_bench->fillWithEverything();
    QProcess check;
    check.start(promtool, {u"check"_s, u"metrics"_s});
    QVERIFY(check.waitForStarted());
    check.write(m_bench->prometheus().toUtf8());
    check.closeWriteChannel();
    QVERIFY(check.waitForFinished());
    const QByteArray said = check.readAllStandardError() + check.readAllStandardOutput();
    QVERIFY2(check.exitCode() == 0, said.constData());
    QVERIFY2(said.isEmpty(), said.constData());
}

void PrometheusTextTest::theReaderChoosesTheDialect()
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

} // namespace

TIDEMARK_TEST(PrometheusTextTest)
#include "prometheus_text_test.moc"

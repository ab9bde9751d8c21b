// SPDX-License-Identifier: GPL-3.0-or-later
// Both texts read, and what our own writer makes read back.
#include "services/metrics/text/prometheus_text.h"
#include "services/prometheus/exposition_reader.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/prometheus/reason_of.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using tidemark::test::reasonOf;

namespace {

constexpr auto kPlain = ExpositionFormat::Prometheus;
constexpr auto kOpen = ExpositionFormat::OpenMetrics;

const ExpositionSample *find(const Exposition &told, const std::string &name,
                             const TagMap &labels = {})
{
    for (const ExpositionSample &sample : told.samples) {
        if (sample.name == name && sample.labels == labels)
            return &sample;
    }
    return nullptr;
}

} // namespace

class ExpositionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void readsFamilies();
    void readsValuesAndTimes();
    void namesThatBecomeOneStayValid();
    void labelsComeBack_data();
    void labelsComeBack();
    void distributionsComeBack();
    void refuses_data();
    void refuses();
    void keepsItsLimits();
    void namesTheFormat();
};

void ExpositionTest::readsFamilies()
{
    const auto plain = readExposition("# HELP a_total Back\\\\slash,\\nline and \\\"quote.\n"
                                      "# TYPE a_total counter\n\n# some comment\n"
                                      "a_total{x=\"1\",} 3\n"
                                      "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\n"
                                      "h_count 2\nalone 1\n",
                                      kPlain);
    QVERIFY2(plain, reasonOf(plain).constData());
    QCOMPARE(plain->families.size(), 3U);
    QCOMPARE(plain->families[0].type, FamilyType::Counter);
    QCOMPARE(plain->families[0].help, u"Back\\slash,\nline and \\\"quote."_s);
    QCOMPARE(plain->samples.size(), 5U);
    QCOMPARE(plain->samples[3].family, 1U);
    QCOMPARE(plain->families[plain->samples[4].family].type, FamilyType::Unknown);

    const auto open = readExposition("# TYPE a_seconds counter\n# UNIT a_seconds seconds\n"
                                     "# HELP a_seconds A \\\"quote\\\".\n"
                                     "a_seconds_total 3 # {trace_id=\"x\"} 0.5 1.5\n"
                                     "a_seconds_created 1520430000.123\n"
                                     "# TYPE b info\nb_info{v=\"1\"} 1\n# EOF",
                                     kOpen);
    QVERIFY2(open, reasonOf(open).constData());
    QCOMPARE(open->families.size(), 2U);
    QCOMPARE(open->families[0].unit, std::string("seconds"));
    QCOMPARE(open->families[0].help, u"A \"quote\"."_s);
    QCOMPARE(open->samples[1].family, 0U);
    QCOMPARE(open->families[open->samples[2].family].type, FamilyType::Info);
}

void ExpositionTest::readsValuesAndTimes()
{
    const auto plain =
        readExposition("a 1e3 1395066363000\nb NaN\nc -Inf\nd +Inf -5\ne .5\n", kPlain);
    QVERIFY2(plain, reasonOf(plain).constData());
    QCOMPARE(plain->samples[0].value, 1000.0);
    QCOMPARE(plain->samples[0].at_ns, std::int64_t{1'395'066'363'000'000'000});
    QVERIFY(std::isnan(plain->samples[1].value));
    QVERIFY(!plain->samples[1].at_ns);
    QVERIFY(std::isinf(plain->samples[2].value) && plain->samples[2].value < 0);
    QCOMPARE(plain->samples[3].at_ns, std::int64_t{-5'000'000});
    QCOMPARE(plain->samples[4].value, 0.5);
    const auto open = readExposition("a 1 1395066363.123456789\n# EOF\n", kOpen);
    QCOMPARE(open.value().samples[0].at_ns, std::int64_t{1'395'066'363'123'456'789});
}

// Check 42: one is kept, and the text is still one that a strict reader takes.
void ExpositionTest::namesThatBecomeOneStayValid()
{
    test::FakeClock clock;
    metrics::MetricCollector collector(clock);
    collector.recordGauge("a.b", 1);
    collector.recordGauge("a_b", 2);
    collector.recordCounter("c", 3);
    collector.recordGauge("c_total", 4);
    const auto snapshot = metrics::MetricsSnapshot::of(collector, clock);
    for (const auto dialect : {metrics::PrometheusText::Dialect::Prometheus,
                               metrics::PrometheusText::Dialect::OpenMetrics}) {
        const bool isOpen = dialect == metrics::PrometheusText::Dialect::OpenMetrics;
        const std::string text = metrics::PrometheusText{dialect, {}}.write(snapshot);
        const auto read = readExposition(text, isOpen ? kOpen : kPlain);
        QVERIFY2(read, reasonOf(read).constData());
        QVERIFY2(read->samples.size() == 2U, text.c_str());
    }
}

void ExpositionTest::labelsComeBack_data()
{
    QTest::addColumn<QString>("value");
    QTest::newRow("backslash") << u"C:\\temp\\n"_s;
    QTest::newRow("quote") << u"main \"x\""_s;
    QTest::newRow("line feed") << u"one\ntwo\\\n"_s;
    QTest::newRow("UTF-8") << u"Zürich 東京 🚲 e\u0301"_s;
    QTest::newRow("braces and commas") << u"{a=\"b\",} # 1"_s;
    QTest::newRow("byte-order mark") << u"\ufeffx"_s;
}

void ExpositionTest::labelsComeBack()
{
    QFETCH(QString, value);
    test::FakeClock clock;
    metrics::MetricCollector collector(clock);
    const std::string text = value.toStdString();
    collector.recordGauge("some.gauge", 42.5, {{"label", text}});
    collector.describe("some.gauge", text);
    const auto snapshot = metrics::MetricsSnapshot::of(collector, clock);
    for (const auto dialect : {metrics::PrometheusText::Dialect::Prometheus,
                               metrics::PrometheusText::Dialect::OpenMetrics}) {
        const bool isOpen = dialect == metrics::PrometheusText::Dialect::OpenMetrics;
        metrics::PrometheusText writer;
        writer.dialect = dialect;
        const auto told = readExposition(writer.write(snapshot), isOpen ? kOpen : kPlain);
        QVERIFY2(told, reasonOf(told).constData());
        QCOMPARE(told->samples.size(), 1U);
        QCOMPARE(told->samples[0].labels, (TagMap{{u"label"_s, value}}));
        QCOMPARE(told->samples[0].value, 42.5);
        QCOMPARE(told->families[0].help, value);
    }
}

void ExpositionTest::distributionsComeBack()
{
    test::FakeClock clock;
    metrics::MetricCollector collector(clock);
    collector.recordTimer("api.time", 150);
    collector.recordTimer("api.time", 50);
    collector.recordCounter("api.requests", 3);
    const auto snapshot = metrics::MetricsSnapshot::of(collector, clock);
    metrics::PrometheusText writer;
    writer.bounds = {0.1, 0.25};
    writer.dialect = metrics::PrometheusText::Dialect::OpenMetrics;
    const auto told = readExposition(writer.write(snapshot), kOpen);
    QVERIFY2(told, reasonOf(told).constData());
    QCOMPARE(told->families.size(), 2U);
    QCOMPARE(find(*told, "api_time_seconds_bucket", {{u"le"_s, u"0.1"_s}})->value, 1.0);
    QCOMPARE(find(*told, "api_time_seconds_bucket", {{u"le"_s, u"+Inf"_s}})->value, 2.0);
    QCOMPARE(find(*told, "api_time_seconds_sum")->value, 0.2);
    QCOMPARE(find(*told, "api_time_seconds_count")->value, 2.0);
    const ExpositionSample *const total = find(*told, "api_requests_total");
    QCOMPARE(total->value, 3.0);
    QCOMPARE(told->families[total->family].name, std::string("api_requests"));
    QCOMPARE(told->families[total->family].type, FamilyType::Counter);
}

void ExpositionTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &text, bool isOpen, const QString &begin,
                        const QString &detail) {
        QTest::newRow(name) << text << isOpen << begin << detail;
    };
    row("cut off", "a 1\nb 12", false, u"Line 2: The text ends within"_s, u"prometheus.end"_s);
    row("no value", "a 1\n\nb\n", false, u"Line 3: "_s, u"prometheus.value"_s);
    row("no number", "a one\n", false, u"Line 1: "_s, u"prometheus.value"_s);
    row("carriage return", "a 1\r\n", false, u"Line 1: "_s, u"prometheus.value"_s);
    row("no time", "a 1 soon\n", false, u"Line 1: \"soon\" is no time."_s, u"prometheus.time"_s);
    row("open label", "a{x=\"1} 1\n", false, u"Line 1: "_s, u"prometheus.quote"_s);
    row("no UTF-8", "a 1\nb{x=\"\xff\"} 1\n", false, u"Line 2: "_s, u"prometheus.utf8"_s);
    row("NUL", QByteArray("a 1\n\0b 1\n", 9), false, u"Line 2: "_s, u"prometheus.utf8"_s);
    row("repeated", "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n", false, u"Line 2: "_s,
        u"prometheus.repeated"_s);
    row("two types", "# TYPE a gauge\n# TYPE a counter\n", false, u"Line 2: "_s,
        u"prometheus.type"_s);
    row("late type", "a 1\n# TYPE a gauge\n", false, u"Line 2: "_s, u"prometheus.type"_s);
    row("unknown type", "# TYPE a gouge\n", false, u"Line 1: "_s, u"prometheus.type"_s);
    row("two helps", "# HELP a x\n# HELP a x\n", false, u"Line 2: "_s, u"prometheus.help"_s);
    row("page", "<html>\n", false, u"Line 1: "_s, u"prometheus.name"_s);
    row("no end", "a 1\n", true, u"The text ends without"_s, u"prometheus.end"_s);
    row("behind the end", "a 1\n# EOF\nb 1\n", true, u"Line 3: "_s, u"prometheus.end"_s);
    row("empty line", "a 1\n\n# EOF\n", true, u"Line 2: "_s, u"prometheus.blank"_s);
    row("comment", "# hello\n# EOF\n", true, u"Line 1: "_s, u"prometheus.comment"_s);
    row("wrong unit", "# UNIT a_bytes seconds\n# EOF\n", true, u"Line 1: "_s, u"prometheus.unit"_s);
}

void ExpositionTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isOpen);
    QFETCH(QString, begin);
    QFETCH(QString, detail);
    const auto told = readExposition(text.toStdString(), isOpen ? kOpen : kPlain);
    QVERIFY(!told);
    QCOMPARE(told.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(told.error().message.startsWith(begin), qPrintable(told.error().message));
    QCOMPARE(told.error().detail, detail);
}

void ExpositionTest::keepsItsLimits()
{
    std::string most;
    const std::string comment = '#' + std::string(1'022, 'x') + '\n';
    while (most.size() < ExpositionLimits::kText_bytes)
        most += comment;
    QCOMPARE(most.size(), std::size_t{64} << 20);
    QVERIFY(readExposition(most, kPlain));
    QCOMPARE(readExposition(most + '\n', kPlain).error().code, ErrorCode::Overflow);
    ExpositionLimits limits;
    limits.text_bytes = 40;
    limits.line_bytes = 20;
    limits.labels = 1;
    limits.samples = 2;
    QVERIFY(readExposition("a{b=\"1\"} 1\nb 1\n", kPlain, limits));
    for (const std::string &text :
         {std::string(41, '\n'), std::string("a{b=\"0123456789\"} 1234\n"),
          std::string("a{b=\"1\",c=\"2\"} 1\n"), std::string("a 1\nb 1\nc 1\n")}) {
        const auto told = readExposition(text, kPlain, limits);
        QVERIFY(!told);
        QCOMPARE(told.error().code, ErrorCode::Overflow);
        QCOMPARE(told.error().detail, u"prometheus.limit"_s);
    }
}

void ExpositionTest::namesTheFormat()
{
    QCOMPARE(formatOf("application/openmetrics-text; version=1.0.0; charset=utf-8"), kOpen);
    QCOMPARE(formatOf("Application/OpenMetrics-Text"), kOpen);
    QCOMPARE(formatOf("text/plain; version=0.0.4"), kPlain);
    QCOMPARE(formatOf(""), kPlain);
}

TIDEMARK_TEST(ExpositionTest)
#include "exposition_test.moc"

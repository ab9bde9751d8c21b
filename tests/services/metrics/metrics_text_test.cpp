// SPDX-License-Identifier: GPL-3.0-or-later
// What a collector holds as JSON, and what all texts have in common; CSV has a test of its own.
#include "services/metrics/text/csv_text.h"
#include "services/metrics/text/json_text.h"
#include "services/metrics/text/number_text.h"
#include "services/metrics/text/utf8.h"
#include "tests/services/metrics/text_bench.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <bit>
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
    void init() { m_bench = std::make_unique<TextBench>(); }
    void jsonReadsBack();
    void largeNumbersAreTexts();
    void jsonNumbersReadBackToTheSameBits();
    void noNumberIsNull();
    void jsonTextsAreValid_data();
    void jsonTextsAreValid();
    void jsonLinesAreObjects();
    void emptyCollectorsAreValid();
    void numbersReadBackToTheSameBits();
    void boundsAreCanonical();
    void timesAreUtc();
    void theLocaleChangesNothing();

private:
    std::unique_ptr<TextBench> m_bench;
};

void MetricsTextTest::jsonReadsBack()
{
    m_bench->collector->recordCounter("api.requests.total", 1'027, {{"code", "200"}});
    m_bench->clock.pass(60);
    m_bench->collector->tick();
    for (const double duration : {10.25, 20.0, 30.25})
        m_bench->collector->recordTimer("api.response.time", duration);
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(m_bench->snapshot()))).object();
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
    m_bench->collector->recordCounter("exact", std::uint64_t{1} << 53);
    m_bench->collector->recordCounter("large", (std::uint64_t{1} << 53) + 1);
    const std::string json = toJson(m_bench->snapshot());
    QVERIFY(json.find("\"value\":9007199254740992,") != std::string::npos);
    QVERIFY(json.find("\"value\":\"9007199254740993\",") != std::string::npos);
    QVERIFY(m_bench->prometheus().contains(u"large_total 9007199254740993\n"));
    QVERIFY(CsvText().write(m_bench->snapshot()).find(",9007199254740993,") != std::string::npos);
}

// Check 43.
void MetricsTextTest::jsonNumbersReadBackToTheSameBits()
{
    std::mt19937_64 random(43);
    std::vector<double> numbers{5e-324, std::numeric_limits<double>::max(), 0.1, 1e22};
    while (numbers.size() < 2'000) {
        if (const auto number = std::bit_cast<double>(random()); std::isfinite(number))
            numbers.push_back(number);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
        m_bench->collector->recordGauge("g", numbers[i], {{"i", std::to_string(i)}});
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(m_bench->snapshot()))).object();
    const QJsonArray series = json[u"metrics"][0][u"series"].toArray();
    QCOMPARE(series.size(), static_cast<qsizetype>(numbers.size()));
    for (const QJsonValue each : series) {
        const auto i = each[u"tags"][u"i"].toString().toULongLong();
        QCOMPARE(std::bit_cast<quint64>(each[u"value"].toDouble()),
                 std::bit_cast<quint64>(numbers.at(i)));
    }
    m_bench->collector->recordGauge("zero", -0.0); // which QJsonValue holds as a whole number
    QVERIFY(toJson(m_bench->snapshot()).find("\"value\":-0.0,") != std::string::npos);
}

void MetricsTextTest::noNumberIsNull()
{
    m_bench->collector->recordGauge("g", std::nan(""));
    QVERIFY(toJson(m_bench->snapshot()).find("\"value\":null,\"special\":\"NaN\"") !=
            std::string::npos);
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
    m_bench->fillWithEverything();
    const QList<QByteArray> lines =
        QByteArray::fromStdString(toJsonLines(m_bench->snapshot())).trimmed().split('\n');
    QCOMPARE(lines.size(), static_cast<qsizetype>(m_bench->collector->seriesCount()));
    for (const QByteArray &line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY2(object.contains(u"name"_s) && object.contains(u"tags"_s), line.constData());
    }
}

void MetricsTextTest::emptyCollectorsAreValid()
{
    QVERIFY(m_bench->prometheus().isEmpty());
    QCOMPARE(m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {}}), u"# EOF\n"_s);
    const auto json =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(m_bench->snapshot())));
    QVERIFY(json[u"metrics"].isArray() && json[u"metrics"].toArray().isEmpty());
    QCOMPARE(QString::fromStdString(CsvText().write(m_bench->snapshot())).count(u'\n'), 1);
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

void MetricsTextTest::boundsAreCanonical()
{
    const std::vector<std::pair<double, QString>> expected{{0, u"0.0"_s},
                                                           {0.001, u"0.001"_s},
                                                           {0.0001, u"0.0001"_s},
                                                           {0.00005, u"5e-05"_s},
                                                           {0.5, u"0.5"_s},
                                                           {1, u"1.0"_s},
                                                           {10, u"10.0"_s},
                                                           {-25, u"-25.0"_s},
                                                           {100'000, u"100000.0"_s},
                                                           {123'456.5, u"123456.5"_s},
                                                           {1e6, u"1e+06"_s},
                                                           {2.5e6, u"2.5e+06"_s},
                                                           {1e10, u"1e+10"_s},
                                                           {INFINITY, u"+Inf"_s}};
    for (const auto &[bound, canonical] : expected) {
        std::string text;
        appendCanonical(text, bound);
        QCOMPARE(QString::fromStdString(text), canonical);
    }
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

// With the C library's German made for this test, which a system need not have.
void MetricsTextTest::theLocaleChangesNothing()
{
    m_bench->fillWithEverything();
    m_bench->collector->recordGauge("g", 1234567.25);
    const auto everything = [this]() -> QString {
        const MetricsSnapshot snapshot = m_bench->snapshot();
        return QString::fromStdString(CsvText().write(snapshot) + toJson(snapshot) +
                                      toJsonLines(snapshot)) +
               m_bench->prometheus() +
               m_bench->prometheus({PrometheusText::Dialect::OpenMetrics, {}});
    };
    const QString before = everything();
    QVERIFY(before.contains(u"1234567.25"));
    const QTemporaryDir folder;
    (void)QProcess::execute(u"localedef"_s, {u"-i"_s, u"de_DE"_s, u"-f"_s, u"UTF-8"_s,
                                             folder.filePath(u"de_DE.UTF-8"_s)});
    qputenv("LOCPATH", folder.path().toLocal8Bit());
    const QByteArray kept = std::setlocale(LC_ALL, nullptr);
    const bool isGerman = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    const bool hasComma = QByteArrayView(std::localeconv()->decimal_point) == ",";
    QLocale::setDefault(QLocale(QLocale::German));
    const QString after = everything();
    QLocale::setDefault(QLocale::c());
    std::setlocale(LC_ALL, kept.constData());
    qunsetenv("LOCPATH");
    QCOMPARE(after, before);
    QVERIFY2(isGerman && hasComma, "German could not be made. Install the package locales.");
}

} // namespace

TIDEMARK_TEST(MetricsTextTest)
#include "metrics_text_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Which series there are: by name, type, tags and unit, and how many.
#include "tests/services/metrics/collector_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class CollectorSeriesTest : public CollectorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void tagsInAnyOrderAreOneSeries();
    void theTagUnitIsTheUnit();
    void namesHaveOneType();
    void namesAreChecked_data();
    void namesAreChecked();
    void tooManyTagSetsShareASeries();
    void tooManyNamesAreCounted();
    void readingsAreInOrder();
};

// Check 23.
void CollectorSeriesTest::tagsInAnyOrderAreOneSeries()
{
    m_collector->recordCounter("c", 1, {{"a", "1"}, {"b", "2"}});
    m_collector->recordCounter("c", 1, {{"b", "2"}, {"a", "1"}});
    QCOMPARE(m_collector->seriesCount(), std::size_t{1});
    m_collector->recordCounter("c", 1, {{"a", ""}});
    m_collector->recordCounter("c", 1);
    QCOMPARE(m_collector->seriesCount(), std::size_t{3});
}

void CollectorSeriesTest::theTagUnitIsTheUnit()
{
    m_collector->recordGauge("memory", 75.5, {{"unit", "percent"}});
    const Reading reading = only("memory");
    QCOMPARE(reading.series->unit, MetricUnit::Percent);
    QCOMPARE(*reading.series->tags.find("unit"), std::string("percent"));
    m_collector->recordHistogram("duration", 250.5, {{"unit", "ms"}});
    QCOMPARE(only("duration").series->unit, MetricUnit::Milliseconds);
    m_collector->recordGauge("odd", 1, {{"unit", "furlongs"}});
    QCOMPARE(only("odd").series->unit, MetricUnit::Count);
}

// Check 26.
void CollectorSeriesTest::namesHaveOneType()
{
    m_collector->recordCounter("x", 5);
    m_collector->recordGauge("x", 7);
    m_collector->recordTimer("x", 7);
    m_collector->recordHistogram("x", 7, {{"a", "b"}});
    QVERIFY(!m_collector->gauge("x").isBound());
    QCOMPARE(total("x"), 5.0);
    QCOMPARE(m_collector->counts().typeConflicts, std::uint64_t{4});
    const std::vector<TypeConflict> once{{"x", MetricType::Counter, MetricType::Gauge}};
    QCOMPARE(m_collector->takeTypeConflicts(), once);
    m_collector->recordGauge("x", 7);
    QCOMPARE(m_collector->counts().typeConflicts, std::uint64_t{5});
    QVERIFY(m_collector->takeTypeConflicts().empty()); // told once for good
}

void CollectorSeriesTest::namesAreChecked_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("dotted") << QByteArray("git.clone.duration") << true;
    QTest::newRow("Greek") << QByteArray("χρόνος") << true;
    QTest::newRow("beyond 16 bits") << QByteArray("\xf0\x9f\x8c\x8a") << true;
    QTest::newRow("255 bytes") << QByteArray(255, 'n') << true;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("256 bytes") << QByteArray(256, 'n') << false;
    QTest::newRow("line feed") << QByteArray("a\nb") << false;
    QTest::newRow("delete") << QByteArray("a\x7f") << false;
    QTest::newRow("cut character") << QByteArray("\xe2\x82") << false;
    QTest::newRow("too many bytes") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("beyond the last") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("follower alone") << QByteArray("\x80") << false;
}

void CollectorSeriesTest::namesAreChecked()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isGood);
    m_collector->increment({name.constData(), static_cast<std::size_t>(name.size())});
    QCOMPARE(m_collector->seriesCount(), std::size_t{isGood ? 1U : 0U});
    QCOMPARE(m_collector->counts().badNames, std::uint64_t{isGood ? 0U : 1U});
}

void CollectorSeriesTest::tooManyTagSetsShareASeries()
{
    MetricCollector small(m_clock, {10, 100});
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = std::to_string(i);
        small.recordCounter("c", 1, {{"id", id}});
    }
    QCOMPARE(small.seriesCount(), std::size_t{101});
    QCOMPARE(small.counts().overflows, std::uint64_t{900});
    double sum = 0;
    double overflow = 0;
    for (const Reading &reading : small.readings()) {
        sum += toReal(std::get<Number>(reading.value));
        if (reading.series->tags == Tags{{"tidemark.overflow", "true"}})
            overflow = toReal(std::get<Number>(reading.value));
    }
    QCOMPARE(sum, 1'000.0); // totals stay right
    QCOMPARE(overflow, 900.0);
}

void CollectorSeriesTest::tooManyNamesAreCounted()
{
    MetricCollector small(m_clock, {10, 100});
    for (int i = 0; i < 15; ++i)
        small.increment("c" + std::to_string(i));
    QCOMPARE(small.nameCount(), std::size_t{10});
    QCOMPARE(small.counts().tooMany, std::uint64_t{5});
}

void CollectorSeriesTest::readingsAreInOrder()
{
    m_collector->describe("b", "the second");
    m_collector->increment("b", {{"k", "2"}});
    m_collector->increment("b", {{"k", "1"}});
    m_collector->recordGauge("a", 1);
    QStringList names;
    for (const Reading &reading : m_collector->readings())
        names.append(QString::fromStdString(
            reading.series->family->name +
            (reading.series->tags.isEmpty() ? "" : *reading.series->tags.find("k"))));
    QCOMPARE(names, (QStringList{QStringLiteral("a"), QStringLiteral("b1"), QStringLiteral("b2")}));
    QCOMPARE(m_collector->descriptionOf("b"), std::string("the second"));
    QCOMPARE(m_collector->descriptionOf("a"), std::string());
}

} // namespace

TIDEMARK_TEST(CollectorSeriesTest)
#include "collector_series_test.moc"

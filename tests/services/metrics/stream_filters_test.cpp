// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics a stream shows, and how often.
#include "tests/services/metrics/stream_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

class StreamFiltersTest : public StreamCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void honoursFilters_data();
    void honoursFilters();
    void allFiltersMustHold();
    void keepsAnInterval();
    void wrongFiltersNameTheChoices_data();
    void wrongFiltersNameTheChoices();
};

void StreamFiltersTest::honoursFilters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("number");
    QTest::addColumn<QStringList>("shown");
    QTest::newRow("type") << u"type"_s << u"gauge"_s << 0.0
                          << QStringList{u"b.level"_s, u"b.high"_s};
    QTest::newRow("name") << u"name"_s << u"b.level"_s << 0.0 << QStringList{u"b.level"_s};
    QTest::newRow("prefix") << u"name_prefix"_s << u"b."_s << 0.0
                            << QStringList{u"b.level"_s, u"b.high"_s};
    QTest::newRow("regex") << u"name_regex"_s << u"[ab]\\.l.*"_s << 0.0
                           << QStringList{u"b.level"_s};
    QTest::newRow("tags") << u"tags"_s << u"200"_s << 0.0 << QStringList{u"a.count"_s};
    QTest::newRow("least") << u"min_value"_s << u""_s << 5.0
                           << QStringList{u"b.level"_s, u"b.high"_s};
}

void StreamFiltersTest::honoursFilters()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(double, number);
    QFETCH(QStringList, shown);
    Setting setting = text.toStdString();
    if (name == u"min_value"_s)
        setting = number;
    if (name == u"tags"_s)
        setting = TagCondition::Filter{{"code", text.toStdString()}};
    MetricsStream some = stream({{name.toStdString(), setting}});
    m_collector->recordCounter("a.count", 1, {{"code", "200"}});
    m_collector->recordCounter("a.count", 2, {{"code", "500"}});
    m_collector->recordGauge("b.level", 5);
    m_collector->recordGauge("b.high", 50);
    m_collector->recordGauge("b.high", std::nan(""), {{"none", "1"}});
    QStringList names;
    const auto values = some.take();
    for (const MetricValue &value : values) {
        const bool isNumber = !std::isnan(toReal(value.value));
        QVERIFY(isNumber || name != u"min_value"_s); // which is at least nothing
        if (isNumber)
            names.append(QString::fromStdString(value.name));
    }
    QCOMPARE(names, shown);
}

void StreamFiltersTest::allFiltersMustHold()
{
    MetricsStream some = stream(
        {{"type", std::string("gauge")}, {"name_prefix", std::string("b.")}, {"min_value", 10.0}});
    m_collector->recordCounter("b.count", 20);
    m_collector->recordGauge("a.high", 50);
    m_collector->recordGauge("b.level", 5);
    m_collector->recordGauge("b.high", 50);
    const auto values = some.take();
    QCOMPARE(values.size(), 1U);
    QCOMPARE(values[0].name, std::string("b.high"));
}

void StreamFiltersTest::keepsAnInterval()
{
    MetricsStream some = stream({{"min_interval_ms", 100.0}});
    for (int i = 0; i < 10; ++i) {
        m_collector->recordGauge("one", i);
        m_collector->recordGauge("other", i);
        m_clock.pass(0.04);
    }
    QCOMPARE(some.take().size(), 8U); // at 0, 120, 240 and 360 ms, of each
}

void StreamFiltersTest::wrongFiltersNameTheChoices_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("choice");
    QTest::newRow("unknown") << "colour"
                             << "red"
                             << "min_interval_ms";
    QTest::newRow("unknown type") << "type"
                                  << "meter"
                                  << "histogram";
    QTest::newRow("derived type") << "type"
                                  << "rate"
                                  << "histogram";
    QTest::newRow("pattern") << "name_regex"
                             << "("
                             << "name";
    QTest::newRow("number") << "min_value"
                            << "many"
                            << "a number";
    QTest::newRow("interval") << "min_interval_ms"
                              << "soon"
                              << "milliseconds";
    QTest::newRow("tags") << "tags"
                          << "code"
                          << "tags with their values";
}

void StreamFiltersTest::wrongFiltersNameTheChoices()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(QString, choice);
    const auto filter = StreamFilter::of({{name.toStdString(), text.toStdString()}});
    QVERIFY(!filter);
    QVERIFY(filter.error().fault == Fault::InvalidArgument);
    const std::string &message = filter.error().message;
    QVERIFY2(message.find(choice.toStdString()) != std::string::npos, message.c_str());
    if (name != u"colour"_s)
        return;
    for (const std::string_view known : StreamFilter::names())
        QVERIFY2(message.find(known) != std::string::npos, message.c_str());
}

} // namespace

TIDEMARK_TEST(StreamFiltersTest)
#include "stream_filters_test.moc"

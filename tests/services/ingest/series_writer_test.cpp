// SPDX-License-Identifier: GPL-3.0-or-later
// What is written: samples, the metrics they make, and in how many transactions.
#include "model/ports/change_journal.h"
#include "tests/services/ingest/series_writer_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::ingest;
using namespace tidemark::test;

class SeriesWriterTest : public SeriesWriterCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void samplesComeToTheirSeries();
    void metricsAreAsTheyAreDefined();
    void newMetricsAreOneStep();
    void aSeriesIsOpenedOnce();
    void openedOnesTellTheirLastStamp();
    void ofEqualStampsTheLastCounts();
    void countedOnesAddUp();
    void fewTransactions();
    void eachMetricIsToldOf();
};

void SeriesWriterTest::samplesComeToTheirSeries()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    const TagMap tags{{u"host"_s, u"a"_s}};
    put(writer, u"m"_s, 1, 0, tags);
    put(writer, u"n"_s, 2);
    put(writer, u"m"_s, 3, 1, tags);
    QCOMPARE(writer.waitingSamples(), 3U);
    QCOMPARE(writer.write(kForEver).value().added, 3);
    QCOMPARE(writer.waitingSamples(), 0U);
    QCOMPARE(writer.size(), 2U);
    const auto stored = store.samples(u"m"_s, tags);
    QCOMPARE(stored.size(), 2U);
    QCOMPARE(stored[0].at, after(0));
    QCOMPARE(stored[0].value, 1.0);
    QCOMPARE(stored[1].value, 3.0);
    QCOMPARE(store.total(u"n"_s), 2.0);
    QCOMPARE(writer.write(kForEver).value().added, 0); // nothing waits
}

void SeriesWriterTest::metricsAreAsTheyAreDefined()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    int asked = 0;
    const auto define = [&asked] {
        NewDefinition definition;
        definition.unit = u"ms"_s;
        definition.kind = MetricKind::Counter;
        definition.description = u"told %1"_s.arg(++asked);
        return definition;
    };
    const auto series = writer.find(u"m"_s, {}, define).value();
    QCOMPARE(series->definition().name, u"m"_s);
    writer.add(*series, kBegin, 1);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.definition(u"m"_s)->unit, u"ms"_s);
    QCOMPARE(store.definition(u"m"_s)->kind, MetricKind::Counter);
    QCOMPARE(store.definition(u"m"_s)->description, std::optional(u"told 1"_s));
    QCOMPARE(writer.find(u"m"_s, {}, define).value(), series);
    QVERIFY(writer.find(u"m"_s, numbered(1), define));
    QCOMPARE(asked, 1); // the writer knows the metric
}

void SeriesWriterTest::newMetricsAreOneStep()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    for (int round = 0; round < 2; ++round) {
        for (const QString &metric : {u"a"_s, u"b"_s, u"c"_s})
            put(writer, metric, 1, round);
        QVERIFY(writer.write(kForEver));
    }
    QCOMPARE(answer(store.ports().journal->changes(10)).value().size(), 1U);
    QCOMPARE(store.samples(u"c"_s).size(), 2U);
}

void SeriesWriterTest::aSeriesIsOpenedOnce()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &series;
    SeriesWriter writer(ports);
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 100; ++i)
            put(writer, u"m"_s, 1, round, numbered(i));
        QVERIFY(writer.write(kForEver));
        QCOMPARE(series.opens(), 2); // 64 at once
    }
    QCOMPARE(series.appends(), 3);
    QCOMPARE(store.sampleCount(), 300);
}

void SeriesWriterTest::openedOnesTellTheirLastStamp()
{
    const StoreCase store;
    SeriesWriter first(store.ports());
    put(first, u"m"_s, 1, 5);
    QVERIFY(first.write(kForEver));
    SeriesWriter writer(store.ports());
    const auto old = writer.find(u"m"_s, {}, plain).value();
    const auto fresh = writer.find(u"n"_s, {}, plain).value();
    QVERIFY(!old->isOpen());
    writer.want(*old);
    writer.want(*fresh);
    QVERIFY(writer.open(kForEver));
    QVERIFY(old->isOpen());
    QCOMPARE(old->openings(), 1U);
    QCOMPARE(old->lastBefore(), std::optional(after(5)));
    QCOMPARE(fresh->lastBefore(), std::optional<Timestamp>());
    QCOMPARE(old->lastStored(), std::optional<Timestamp>());
    writer.add(*old, after(7), 1);
    QVERIFY(writer.append(kForEver));
    QCOMPARE(old->lastStored(), std::optional(after(7)));
    QCOMPARE(old->lastBefore(), std::optional(after(5)));
}

void SeriesWriterTest::ofEqualStampsTheLastCounts()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    put(writer, u"m"_s, 1);
    put(writer, u"m"_s, 2);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.samples(u"m"_s).size(), 1U);
    QCOMPARE(store.total(u"m"_s), 2.0);
}

void SeriesWriterTest::countedOnesAddUp()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    const auto series = writer.find(u"m"_s, {}, plain).value();
    writer.addCounted(*series, after(0), 1);
    writer.addCounted(*series, after(0), 2);
    writer.addCounted(*series, after(1), 4);
    QCOMPARE(writer.waitingSamples(), 2U);
    QVERIFY(writer.write(kForEver));
    const auto stored = store.samples(u"m"_s);
    QCOMPARE(stored.size(), 2U);
    QCOMPARE(stored[0].value, 3.0);
    QCOMPARE(stored[1].value, 4.0);
}

void SeriesWriterTest::fewTransactions()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &series;
    SeriesWriter whole(ports);
    SeriesWriter cut(ports, {SeriesLimits(), 100, {}});
    for (int i = 0; i < 250; ++i) {
        put(whole, u"whole"_s, 1, 0, numbered(i));
        put(cut, u"cut"_s, 1, 0, numbered(i));
    }
    QVERIFY(whole.write(kForEver));
    QCOMPARE(series.appends(), 1);
    QVERIFY(cut.write(kForEver));
    QCOMPARE(series.appends(), 1 + 3);
    QCOMPARE(store.sampleCount(), 500);
}

void SeriesWriterTest::eachMetricIsToldOf()
{
    const StoreCase store;
    QStringList told;
    SeriesWriter writer(store.ports(), {SeriesLimits(), SeriesWriterOptions().samplesAtOnce,
                                        [&told](const Definition &definition) -> Result<void> {
                                            told.append(definition.name);
                                            return {};
                                        }});
    put(writer, u"a"_s, 1);
    put(writer, u"b"_s, 1);
    QVERIFY(writer.write(kForEver));
    put(writer, u"a"_s, 1, 1);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(told, (QStringList{u"a"_s, u"b"_s}));
    writer.forgetIds();
    put(writer, u"a"_s, 1, 2);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(told.size(), 3);
}

TIDEMARK_TEST(SeriesWriterTest)
#include "series_writer_test.moc"

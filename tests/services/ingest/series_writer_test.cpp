// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "services/ingest/series_writer.h"
#include "tests/services/statsd/store_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::ingest;
using namespace tidemark::test;

namespace {

const Timestamp kBegin(1'700'000'000'000'000'000);
const std::stop_token kForEver;

Timestamp after(int seconds)
{
    return kBegin + Timedelta(seconds * std::int64_t{1'000'000'000});
}

NewDefinition plain()
{
    return {};
}

TagMap numbered(int number)
{
    return {{u"i"_s, QString::number(number)}};
}

/// Adds one sample of a series that there is room for.
void put(SeriesWriter &writer, const QString &metric, double value, int second = 0,
         const TagMap &tags = {})
{
    writer.add(**writer.find(metric, tags, plain), after(second), value);
}

} // namespace

class SeriesWriterTest : public QObject
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
    void aRemovedMetricIsMadeAnew();
    void appendTellsOfARemovedMetric();
    void whatFailedIsForgotten();
    void anAnswerThatDoesNotCome_data();
    void anAnswerThatDoesNotCome();
    void eachMetricIsToldOf();
    void anErrorOfWhoIsToldEndsTheWrite();
    void idleSeriesMakeRoom();
    void heldSeriesStay();
    void aMillionSetsOfTagsAreBounded();
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

void SeriesWriterTest::aRemovedMetricIsMadeAnew()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    put(writer, u"a"_s, 1);
    put(writer, u"b"_s, 1);
    QVERIFY(writer.write(kForEver));
    const auto held = writer.find(u"a"_s, {}, plain).value();
    QVERIFY(answer(store.ports().catalog->remove(store.definition(u"a"_s)->id)));
    writer.add(*held, after(1), 5);
    put(writer, u"b"_s, 1, 1);
    QCOMPARE(writer.write(kForEver).value().added, 2);
    QCOMPARE(held->openings(), 2U);
    QCOMPARE(store.samples(u"a"_s).size(), 1U);
    QCOMPARE(store.total(u"a"_s), 5.0);
    QCOMPARE(store.samples(u"b"_s).size(), 2U);
}

void SeriesWriterTest::appendTellsOfARemovedMetric()
{
    const StoreCase store;
    SeriesWriter writer(store.ports());
    put(writer, u"a"_s, 1);
    QVERIFY(writer.write(kForEver));
    QVERIFY(answer(store.ports().catalog->remove(store.definition(u"a"_s)->id)));
    put(writer, u"a"_s, 1, 1);
    const auto refused = writer.append(kForEver);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QCOMPARE(writer.waitingSamples(), 0U);
}

void SeriesWriterTest::whatFailedIsForgotten()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &series;
    SeriesWriter writer(ports);
    series.set(TroubledSeries::Trouble::Fails);
    put(writer, u"m"_s, 1);
    const auto failed = writer.write(kForEver);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::DiskFull);
    QCOMPARE(writer.find(u"m"_s, {}, plain).value()->lastStored(), std::optional<Timestamp>());
    series.set(TroubledSeries::Trouble::None);
    put(writer, u"m"_s, 2, 1);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.total(u"m"_s), 2.0);
    writer.add(*writer.find(u"m"_s, {}, plain).value(), after(2), 4);
    writer.discard();
    QCOMPARE(writer.write(kForEver).value().added, 0);
    QCOMPARE(store.sampleCount(), 1);
}

void SeriesWriterTest::anAnswerThatDoesNotCome_data()
{
    QTest::addColumn<bool>("hasDeadline");
    QTest::newRow("stop") << false;
    QTest::newRow("deadline") << true;
}

void SeriesWriterTest::anAnswerThatDoesNotCome()
{
    QFETCH(bool, hasDeadline);
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(TroubledSeries::Trouble::HangsOn);
    DataPorts ports = store.ports();
    ports.series = &series;
    SeriesWriter writer(ports);
    std::stop_source stop;
    std::jthread stopper([&] {
        while (series.appends() == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    put(writer, u"m"_s, 1);
    const auto until = hasDeadline ? SeriesWriter::Until(std::chrono::steady_clock::now() + 2s)
                                   : SeriesWriter::Until(stop.get_token());
    const auto stored = writer.write(until);
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, hasDeadline ? ErrorCode::Timeout : ErrorCode::Cancelled);
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

void SeriesWriterTest::anErrorOfWhoIsToldEndsTheWrite()
{
    const StoreCase store;
    bool isBroken = true;
    SeriesWriter writer(store.ports(), {SeriesLimits(), SeriesWriterOptions().samplesAtOnce,
                                        [&isBroken](const Definition &) -> Result<void> {
                                            if (isBroken)
                                                return failure(ErrorCode::ReadOnly, u"no"_s);
                                            return {};
                                        }});
    put(writer, u"a"_s, 1);
    const auto failed = writer.write(kForEver);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::ReadOnly);
    QCOMPARE(store.sampleCount(), 0);
    isBroken = false;
    put(writer, u"a"_s, 1);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.sampleCount(), 1);
}

void SeriesWriterTest::idleSeriesMakeRoom()
{
    const StoreCase store;
    SeriesWriter writer(store.ports(), {SeriesLimits{2, 3, 3}});
    for (int i = 0; i < 3; ++i)
        put(writer, u"a"_s, 1, 0, numbered(i));
    QCOMPARE(writer.find(u"b"_s, {}, plain).error(), SeriesRefusal::Series);
    QCOMPARE(writer.find(u"a"_s, numbered(3), plain).error(), SeriesRefusal::TagSets);
    QVERIFY(writer.write(kForEver));
    put(writer, u"a"_s, 1, 1, numbered(0)); // the other two are idle now
    QVERIFY(writer.find(u"b"_s, {}, plain));
    QCOMPARE(writer.size(), 2U);
    QCOMPARE(writer.find(u"c"_s, {}, plain).error(), SeriesRefusal::Names);
    QVERIFY(writer.write(kForEver));
    put(writer, u"a"_s, 1, 2, numbered(1)); // comes back
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.samples(u"a"_s, numbered(1)).size(), 2U);
    QCOMPARE(store.samples(u"a"_s, numbered(0)).size(), 2U);
}

void SeriesWriterTest::heldSeriesStay()
{
    const StoreCase store;
    SeriesWriter writer(store.ports(), {SeriesLimits::ofSeries(2)});
    auto held = writer.find(u"a"_s, {}, plain).value();
    put(writer, u"b"_s, 1);
    QVERIFY(writer.write(kForEver));
    QVERIFY(writer.find(u"c"_s, {}, plain)); // in the place of b
    QCOMPARE(writer.size(), 2U);
    writer.add(*held, after(1), 3);
    QVERIFY(writer.write(kForEver));
    QCOMPARE(store.total(u"a"_s), 3.0);
    held.reset();
    writer.forgetIdle();
    QCOMPARE(writer.size(), 0U);
}

void SeriesWriterTest::aMillionSetsOfTagsAreBounded()
{
    constexpr int kMany = 1'000'000;
    const StoreCase store;
    SeriesLimits limits;
    limits.tagSets = limits.series;
    SeriesWriter writer(store.ports(), {limits});
    const qint64 before = residentBytes();
    int refused = 0;
    for (int i = 0; i < kMany; ++i) {
        const auto series = writer.find(u"m"_s, numbered(i), plain);
        if (series)
            writer.add(**series, kBegin, i);
        else if (series.error() == SeriesRefusal::Series ||
                 series.error() == SeriesRefusal::TagSets)
            ++refused;
    }
    QCOMPARE(writer.size(), limits.series);
    QCOMPARE(writer.waitingSamples(), limits.series);
    QCOMPARE(refused, kMany - static_cast<int>(limits.series));
    const qint64 grown = residentBytes() - before;
    qInfo("%d sets of tags, %d refused; memory grew by %.1f MB", kMany, refused,
          static_cast<double>(grown) / 1e6);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
    QVERIFY2(grown < 256'000'000, qPrintable(QString::number(grown)));
#endif
}

TIDEMARK_TEST(SeriesWriterTest)
#include "series_writer_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// A metric is removed meanwhile, or the store fails or does not answer.
#include "tests/services/ingest/series_writer_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::ingest;
using namespace tidemark::test;

class SeriesWriterFailuresTest : public SeriesWriterCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aRemovedMetricIsMadeAnew();
    void appendTellsOfARemovedMetric();
    void whatFailedIsForgotten();
    void anAnswerThatDoesNotCome_data();
    void anAnswerThatDoesNotCome();
    void anErrorOfWhoIsToldEndsTheWrite();
};

void SeriesWriterFailuresTest::aRemovedMetricIsMadeAnew()
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

void SeriesWriterFailuresTest::appendTellsOfARemovedMetric()
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

void SeriesWriterFailuresTest::whatFailedIsForgotten()
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

void SeriesWriterFailuresTest::anAnswerThatDoesNotCome_data()
{
    QTest::addColumn<bool>("hasDeadline");
    QTest::newRow("stop") << false;
    QTest::newRow("deadline") << true;
}

void SeriesWriterFailuresTest::anAnswerThatDoesNotCome()
{
    QFETCH(bool, hasDeadline);
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(TroubledSeries::Trouble::HangsOn);
    DataPorts ports = store.ports();
    ports.series = &series;
    SeriesWriter writer(ports);
    std::stop_source stop;
    std::jthread stopper([&](const std::stop_token &ended) {
        while (series.appends() == 0 && !ended.stop_requested())
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

void SeriesWriterFailuresTest::anErrorOfWhoIsToldEndsTheWrite()
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

TIDEMARK_TEST(SeriesWriterFailuresTest)
#include "series_writer_failures_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// How many series are held, and which make room for others.
#include "tests/services/ingest/series_writer_case.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::ingest;
using namespace tidemark::test;

class SeriesWriterRoomTest : public SeriesWriterCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void idleSeriesMakeRoom();
    void heldSeriesStay();
    void aMillionSetsOfTagsAreBounded();
};

void SeriesWriterRoomTest::idleSeriesMakeRoom()
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

void SeriesWriterRoomTest::heldSeriesStay()
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

void SeriesWriterRoomTest::aMillionSetsOfTagsAreBounded()
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

TIDEMARK_TEST(SeriesWriterRoomTest)
#include "series_writer_room_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/ladder.h"
#include "model/series/slot_use.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace tidemark::series;

namespace {

class LadderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void eachWidthDividesTheNext();
    void hoursOfAnyZoneBeginWithASlot();
    void timesBefore1970AreRoundedTowardsThePast();
    void theEndsOfTimeHaveSlots();
    void theFinestRungHasTwoHundredSamplesInASlot();
    void pausesDoNotMakeTheFinestRungCoarser();
};

void LadderTest::eachWidthDividesTheNext()
{
    for (Rung rung = 1; rung < kRungs; ++rung)
        QCOMPARE(widthOf(rung) % widthOf(rung - 1), 0);
}

void LadderTest::hoursOfAnyZoneBeginWithASlot()
{
    constexpr std::int64_t kQuarter_ns = 900'000'000'000;
    int dividing = 0;
    for (Rung rung = 0; rung < kRungs && widthOf(rung) <= kQuarter_ns; ++rung, ++dividing)
        QCOMPARE(kQuarter_ns % widthOf(rung), 0);
    QCOMPARE(dividing, 7);
}

void LadderTest::timesBefore1970AreRoundedTowardsThePast()
{
    QCOMPARE(slotAt(0, 0), 0);
    QCOMPARE(slotAt(-1, 0), -1);
    QCOMPARE(slotAt(-1'000'000, 0), -1);
    QCOMPARE(slotAt(-1'000'001, 0), -2);
    QCOMPARE(blockOf(-1), -1);
    QCOMPARE(placeOf(-1), 255U);
    QCOMPARE(blockOf(-256), -1);
    QCOMPARE(placeOf(-256), 0U);
    QCOMPARE(blockOf(255), 0);
    QCOMPARE(placeOf(256), 0U);
}

void LadderTest::theEndsOfTimeHaveSlots()
{
    for (const auto time :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        for (Rung rung = 0; rung < kRungs; ++rung) {
            const std::int64_t slot = slotAt(time, rung);
            QVERIFY(placeOf(slot) < 256U);
            QCOMPARE(blockOf(slot) * kBlockSlots + static_cast<std::int64_t>(placeOf(slot)), slot);
        }
    }
}

void LadderTest::theFinestRungHasTwoHundredSamplesInASlot()
{
    constexpr std::int64_t kSecond_ns = 1'000'000'000;
    const auto finest = [](std::size_t samples, std::int64_t length_ns) {
        return SlotUse().finestRung(samples, length_ns);
    };
    QCOMPARE(finest(8'192, 8'192 * 1'000'000LL).value(), 3);     // 1 kHz: one second
    QCOMPARE(finest(8'192, 8'192 * kSecond_ns).value(), 6);      // 1 Hz: a quarter of an hour
    QCOMPARE(finest(8'192, 8'192 * 60 * kSecond_ns).value(), 8); // once a minute: a day
    QVERIFY(!finest(8'192, 8'192 * 3'600 * kSecond_ns));         // once an hour: none
    QCOMPARE(finest(200, 1'000'000).value(), 0);
    QCOMPARE(finest(199, 1'000'000).value(), 1);
}

void LadderTest::pausesDoNotMakeTheFinestRungCoarser()
{
    // A kilohertz for ten seconds of each hour.
    constexpr std::int64_t kMillisecond_ns = 1'000'000;
    std::vector<std::int64_t> times;
    for (std::int64_t hour = 0; hour < 10; ++hour) {
        for (std::int64_t i = 0; i < 10'000; ++i)
            times.push_back((hour * 3'600'000 + i) * kMillisecond_ns);
    }
    const std::int64_t length_ns = times.back() - times.front();
    QCOMPARE(SlotUse().finestRung(times.size(), length_ns).value(), 6);
    SlotUse use;
    use.add(std::span(times).first(40'000)); // a part of them
    QCOMPARE(use.finestRung(times.size(), length_ns).value(), 3);
    // Where there is none, what was seen changes nothing.
    SlotUse even;
    even.add(std::span(times).first(8'192));
    QCOMPARE(even.finestRung(8'192, 8'192 * kMillisecond_ns).value(), 3);
}

} // namespace

TIDEMARK_TEST(LadderTest)
#include "ladder_test.moc"

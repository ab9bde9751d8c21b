// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/compatible_window.h"
#include "services/metrics/windows/window_ring.h"
#include "tests/services/metrics/window_steps.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <bit>
#include <random>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Bit for bit, but that one NaN is as good as another.
bool isSameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

bool isSame(const std::optional<WindowStatistics> &a, const std::optional<WindowStatistics> &b)
{
    if (!a || !b)
        return a.has_value() == b.has_value();
    return a->count == b->count && isSameBits(a->sum, b->sum) && isSameBits(a->min, b->min) &&
           isSameBits(a->max, b->max);
}

class WindowedAccumulatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void all32RowsOfTheAccumulator_data();
    void all32RowsOfTheAccumulator();
    void nominalBoundsAreTheWindow();
    void secondsAreCutTowardsZero();
    void lateValuesGoToTheirSecondOrAreCounted();
    void valuesThatAreNotFiniteAreKeptWhenAsked();
    void ringAndOriginalAgreeWhileTheClockGoesOn();
};

void WindowedAccumulatorTest::all32RowsOfTheAccumulator_data()
{
    QTest::addColumn<int>("index");
    const auto vectors = windowVectors();
    QCOMPARE(vectors.size(), std::size_t{32});
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        QCOMPARE(vectors[i].row, static_cast<int>(i) + 1);
        QTest::addRow("row %d", vectors[i].row) << static_cast<int>(i);
    }
}

void WindowedAccumulatorTest::all32RowsOfTheAccumulator()
{
    QFETCH(int, index);
    const auto vectors = windowVectors();
    const WindowVector &vector = vectors[static_cast<std::size_t>(index)];
    CompatibleWindow original(vector.seconds);
    WindowRing ring(vector.seconds);
    WindowOutcome originally;
    WindowOutcome decided;
    for (const WindowStep &step : vector.steps) {
        const auto second = static_cast<std::int64_t>(step.at_s);
        switch (step.kind) {
        case WindowStep::Kind::Put:
            original.put(step.at_s, step.value);
            (void)ring.put(second, step.value);
            break;
        case WindowStep::Kind::Read: {
            originally.statistics = original.read(step.at_s);
            originally.bounds = original.bounds();
            const WindowReading reading = ring.read(second);
            decided = {reading.statistics, reading.observed};
            break;
        }
        case WindowStep::Kind::Bounds:
            originally.bounds = original.bounds();
            decided.bounds = ring.heldBounds();
            QVERIFY(!ring.read(second).statistics); // what is read as one is not stale
            QVERIFY((ring.read(second).observed == SecondBounds{}));
            break;
        }
    }
    QVERIFY(isSame(originally.statistics, vector.original.statistics));
    QVERIFY((originally.bounds == vector.original.bounds));
    const WindowOutcome wanted = vector.decided.value_or(vector.original);
    QVERIFY(isSame(decided.statistics, wanted.statistics));
    QVERIFY((decided.bounds == wanted.bounds));
    QCOMPARE(ring.rejectedNonFinite(), vector.rejected);
    QCOMPARE(ring.lateDropped(), std::uint64_t{0});
}

void WindowedAccumulatorTest::nominalBoundsAreTheWindow()
{
    WindowRing ring;
    (void)ring.put(1030, 1);
    const WindowReading reading = ring.read(1059);
    QVERIFY((reading.observed == SecondBounds{1030, 1031}));
    QVERIFY((reading.nominal == SecondBounds{1000, 1060}));
    QVERIFY((WindowRing(1).read(7).nominal == SecondBounds{7, 8}));
}

void WindowedAccumulatorTest::secondsAreCutTowardsZero()
{
    CompatibleWindow original;
    original.put(-0.9, 1);
    original.put(0.9, 2);
    QVERIFY((original.bounds() == SecondBounds{0, 1}));
    original.put(-1.5, 4); // second -1, behind
    QCOMPARE(original.read(0.0)->count, std::uint64_t{3});
    WindowRing ring;
    (void)ring.put(-61, 1);
    (void)ring.put(-1, 2);
    QVERIFY(isSame(ring.read(-1).statistics, WindowStatistics{1, 2, 2, 2}));
    QVERIFY((ring.read(-1).observed == SecondBounds{-1, 0}));
}

void WindowedAccumulatorTest::lateValuesGoToTheirSecondOrAreCounted()
{
    using Outcome = WindowRing::Outcome;
    WindowRing ring;
    QVERIFY(ring.put(1060, 1) == Outcome::Taken);
    QVERIFY(ring.put(1001, 2) == Outcome::Taken); // the oldest second of the window
    QVERIFY(ring.put(1000, 4) == Outcome::Late);  // has the slot of 1060
    QVERIFY(ring.put(999, 8) == Outcome::Late);   // has a slot that is empty
    QCOMPARE(ring.lateDropped(), std::uint64_t{2});
    QVERIFY(isSame(ring.read(1060).statistics, WindowStatistics{2, 3, 1, 2}));
    QCOMPARE(ring.newestSecond(), std::int64_t{1060});
    QVERIFY(ring.put(1061, 16) == Outcome::Taken);
    QVERIFY(ring.put(1001, 32) == Outcome::Late); // its slot is that of 1061 now
    QVERIFY(isSame(ring.read(1061).statistics, WindowStatistics{2, 17, 1, 16}));
}

void WindowedAccumulatorTest::valuesThatAreNotFiniteAreKeptWhenAsked()
{
    WindowRing ring(60, WindowRing::NonFinite::Keep);
    (void)ring.put(1000, kNaN);
    QVERIFY(isSame(ring.read(1000).statistics, WindowStatistics{1, kNaN, kInf, -kInf}));
    (void)ring.put(1000, kInf);
    (void)ring.put(1000, 1);
    QVERIFY(isSame(ring.read(1000).statistics, WindowStatistics{3, kNaN, 1, kInf}));
    QCOMPARE(ring.rejectedNonFinite(), std::uint64_t{0});
    WindowRing strict;
    for (const double value : {kNaN, kInf, -kInf})
        QVERIFY(strict.put(1000, value) == WindowRing::Outcome::NotFinite);
    QCOMPARE(strict.rejectedNonFinite(), std::uint64_t{3});
    QVERIFY(!strict.read(1000).statistics);
}

void WindowedAccumulatorTest::ringAndOriginalAgreeWhileTheClockGoesOn()
{
    std::mt19937_64 random(20260102);
    int compared = 0;
    for (const int seconds : {1, 2, 3, 7, 60, 61}) {
        CompatibleWindow original(seconds);
        WindowRing ring(seconds);
        double at = 500;
        for (int i = 0; i < 4000; ++i) {
            const auto kind = random() % 8;
            at += kind == 0 ? static_cast<double>(random() % 150)
                            : static_cast<double>(random() % 1000) / 700;
            const double value = static_cast<double>(random() % 2001) / 10 - 100;
            if (kind < 6) {
                original.put(at, value);
                (void)ring.put(static_cast<std::int64_t>(at), value);
                continue;
            }
            const auto expected = original.read(at);
            const WindowReading reading = ring.read(static_cast<std::int64_t>(at));
            QVERIFY(isSame(reading.statistics, expected));
            QVERIFY((reading.observed == original.bounds()));
            ++compared;
        }
        QCOMPARE(ring.lateDropped(), std::uint64_t{0});
    }
    QVERIFY2(compared > 4000, qPrintable(QString::number(compared)));
}

} // namespace

TIDEMARK_TEST(WindowedAccumulatorTest)
#include "windowed_accumulator_test.moc"

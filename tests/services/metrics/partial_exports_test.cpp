// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/send_in_pieces.h"
#include "services/metrics/windows/taken_windows.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class PartialExportsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void piecesKeepToBothLimits();
    void itemsThatAreToBlameAreFound();
    void divisionsAreLimited();
    void firstFailureEndsTheSending();
    void nothingIsLeftOutWhereNothingIsTaken();
    void windowsGoOnWhereTheyWereTaken();
    void windowThatBeganAnewIsWhole();
    void readingsAreWhatCameSince();
    void readingsThatBeganAnewAreWhole();
    void largeDistributionsComeInParts();
};

void PartialExportsTest::piecesKeepToBothLimits()
{
    const std::vector<std::size_t> sizes{4, 4, 4, 20, 1, 1};
    QCOMPARE(piecesOf(sizes, 100, 8), (std::vector<Piece>{{0, 2}, {2, 3}, {3, 4}, {4, 6}}));
    QCOMPARE(piecesOf(sizes, 1, 100).size(), sizes.size());
    QCOMPARE(piecesOf(sizes, 4, 100), (std::vector<Piece>{{0, 4}, {4, 6}}));
    QVERIFY(piecesOf({}, 1, 1).empty());
}

void PartialExportsTest::itemsThatAreToBlameAreFound()
{
    std::vector<std::size_t> taken;
    std::vector<std::size_t> refused;
    const auto isBad = [](std::size_t item) { return item == 3 || item == 64 || item == 99; };
    const bool isDone = sendInPieces(
        {{0, 50}, {50, 100}}, 100,
        [&](Piece piece) {
            for (std::size_t i = piece.begin; i < piece.end; ++i) {
                if (isBad(i))
                    return PieceOutcome::Divided;
            }
            for (std::size_t i = piece.begin; i < piece.end; ++i)
                taken.push_back(i);
            return PieceOutcome::Taken;
        },
        [&](std::size_t item) { refused.push_back(item); });
    QVERIFY(isDone);
    QCOMPARE(refused, (std::vector<std::size_t>{3, 64, 99}));
    QCOMPARE(taken.size(), 97U);
    QVERIFY(std::is_sorted(taken.begin(), taken.end()));
}

void PartialExportsTest::divisionsAreLimited()
{
    int calls = 0;
    int refused = 0;
    const bool isDone = sendInPieces(
        {{0, 1'000}}, 10,
        [&](Piece) {
            ++calls;
            return PieceOutcome::Divided;
        },
        [&](std::size_t) { ++refused; });
    QVERIFY(!isDone);
    QVERIFY2(calls <= 21, qPrintable(QString::number(calls)));
    QCOMPARE(refused, 0); // nothing is taken, so no single item is to blame
}

void PartialExportsTest::firstFailureEndsTheSending()
{
    int calls = 0;
    QVERIFY(!sendInPieces(
        {{0, 1}, {1, 2}, {2, 3}}, 1,
        [&](Piece) { return ++calls == 2 ? PieceOutcome::Failed : PieceOutcome::Taken; },
        [](std::size_t) { QFAIL("nothing is refused"); }));
    QCOMPARE(calls, 2);
}

void PartialExportsTest::nothingIsLeftOutWhereNothingIsTaken()
{
    std::vector<std::size_t> refused;
    const auto note = [&](std::size_t item) { refused.push_back(item); };
    const auto never = [](Piece) { return PieceOutcome::Divided; };
    QVERIFY(!sendInPieces({{0, 4}}, 100, never, note));
    QVERIFY(refused.empty());
    QVERIFY(sendInPieces({}, 100, never, note));
    // what was found to be bad before a failure is left out all the same
    const auto thenFails = [](Piece piece) {
        if (piece.begin == 0)
            return PieceOutcome::Taken;
        return piece.begin == 1 ? PieceOutcome::Divided : PieceOutcome::Failed;
    };
    QVERIFY(!sendInPieces({{0, 1}, {1, 2}, {2, 3}}, 100, thenFails, note));
    QCOMPARE(refused, std::vector<std::size_t>{1});
}

void PartialExportsTest::windowsGoOnWhereTheyWereTaken()
{
    TakenWindows taken;
    constexpr std::int64_t kStart_ns = 5'000'000'000;
    std::vector<MetricSnapshot> all{{"a", 2, 6, 1, 5, {}, kStart_ns, 0},
                                    {"a", 1, 1, 1, 1, {{"k", "v"}}, kStart_ns, 0},
                                    {"b", 1, 1, 1, 1, {}, kStart_ns, 0}};
    QCOMPARE(taken.rest(all), all);
    taken.take(all[0]);
    taken.take(all[1]);
    QCOMPARE(taken.rest(all), std::vector{all[2]});
    all[0] = {"a", 3, 13, 1, 7, {}, kStart_ns + 3'600'000'000'000,
              0}; // a value of 7; the clock was set
    all[1] = {"a", 3, 9, 1, 6, {{"k", "v"}}, kStart_ns - 700, 0};
    const auto rest = taken.rest(all);
    QCOMPARE(rest.size(), 3U);
    QCOMPARE(rest[0], (MetricSnapshot{"a", 1, 7, 7, 7, {}, kStart_ns + 3'600'000'000'000, 0}));
    QCOMPARE(rest[1], (MetricSnapshot{"a", 2, 8, 1, 6, {{"k", "v"}}, kStart_ns - 700, 0}));
    taken.take(rest[0]);
    taken.take(rest[1]);
    QCOMPARE(taken.rest(all), std::vector{all[2]});
    taken.clear();
    QCOMPARE(taken.rest(all), all);
}

void PartialExportsTest::windowThatBeganAnewIsWhole()
{
    TakenWindows taken;
    const MetricSnapshot first{"a", 2, 6, 1, 5, {}, 0, 60'000'000'000};
    taken.take(first);
    MetricSnapshot next = first;
    next.steadyStart_ns = 60'000'000'000;
    QCOMPARE(taken.rest(std::vector{next}), std::vector{next});
    MetricSnapshot fewer = first;
    fewer.count = 1;
    QCOMPARE(taken.rest(std::vector{fewer}), std::vector{fewer});
    taken.take(next); // the earlier window is forgotten
    QVERIFY(taken.rest(std::vector{next}).empty());
}

void PartialExportsTest::readingsAreWhatCameSince()
{
    FakeClock clock;
    MetricCollector collector(clock);
    TakenReadings taken;
    constexpr auto kAny = std::numeric_limits<std::size_t>::max();
    const auto rest = [&] { return taken.rest(MetricsSnapshot::of(collector, clock), kAny); };
    collector.recordCounter("counter", std::uint64_t{1} << 53);
    collector.recordHistogram("histogram", 3);
    collector.recordGauge("gauge", 1.5);
    collector.recordGauge("no value", std::nan(""));
    auto parts = rest();
    QCOMPARE(parts.size(), 3U);
    for (const ReadingPart &part : parts)
        taken.take(part);
    QCOMPARE(rest().size(), 1U);           // the gauge alone
    collector.recordCounter("counter", 3); // exact beyond 2^53
    collector.recordHistogram("histogram", 100);
    for (int i = 0; i < 2; ++i) { // nothing is lost when it is not taken
        parts = rest();
        QCOMPARE(parts.size(), 3U);
        QCOMPARE(std::get<double>(parts[0].value), 3.0);
        QCOMPARE(std::get<GaugeState>(parts[1].value).value, 1.5);
        QCOMPARE(std::get<Distribution>(parts[2].value).count(), 1U);
        QCOMPARE(std::get<Distribution>(parts[2].value).max, 100.0);
    }
}

void PartialExportsTest::readingsThatBeganAnewAreWhole()
{
    FakeClock clock;
    TakenReadings taken;
    for (const int amount : {100, 4, 6}) { // each by another collector
        MetricCollector collector(clock);
        collector.recordCounter("counter", amount);
        for (int i = 0; i < amount; ++i)
            collector.recordHistogram("histogram", amount);
        const auto parts = taken.rest(MetricsSnapshot::of(collector, clock), 1'000);
        QCOMPARE(parts.size(), 2U);
        QCOMPARE(std::get<Distribution>(parts[1].value).count(), std::uint64_t(amount));
        // 6 after 4 may as well be the same one that went on
        QCOMPARE(std::get<double>(parts[0].value), amount == 6 ? 2.0 : amount);
        for (const ReadingPart &part : parts)
            taken.take(part);
        QVERIFY(taken.rest(MetricsSnapshot::of(collector, clock), 1'000).empty());
    }
}

void PartialExportsTest::largeDistributionsComeInParts()
{
    FakeClock clock;
    MetricCollector collector(clock);
    TakenReadings taken;
    double sum = 0;
    for (int i = 1; i <= 1'000; ++i) {
        collector.recordHistogram("histogram", i);
        sum += i;
    }
    auto parts = taken.rest(MetricsSnapshot::of(collector, clock), 100);
    QVERIFY(parts.size() > 2);
    std::uint64_t count = 0;
    double partSum = 0;
    double last = 0;
    for (const ReadingPart &part : parts) {
        const auto &some = std::get<Distribution>(part.value);
        QVERIFY(some.counts.size() <= 100);
        QVERIFY(some.min >= last && some.max >= some.min);
        last = some.max;
        count += some.count();
        partSum += some.sum;
    }
    QCOMPARE(count, 1'000U);
    QVERIFY(std::abs(partSum - sum) < 1e-6);
    taken.take(parts[1]); // the others come again
    const auto rest = taken.rest(MetricsSnapshot::of(collector, clock), 10'000);
    QCOMPARE(rest.size(), 1U);
    QCOMPARE(std::get<Distribution>(rest[0].value).count(),
             count - std::get<Distribution>(parts[1].value).count());
}

} // namespace

TIDEMARK_TEST(PartialExportsTest)
#include "partial_exports_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// Steps, moments and gaps of range queries.
#include "services/prometheus/range_plan.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tidemark;
using namespace tidemark::prometheus;

namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kDay_ns = 86'400 * kSecond_ns;

TimeWindow windowOf(std::int64_t begin_ns, std::int64_t length_ns)
{
    return {Timestamp(begin_ns), Timestamp(begin_ns + length_ns)};
}

} // namespace

class RangePlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void choosesSteps_data();
    void choosesSteps();
    void neverAsksForTooManyPoints();
    void movingWindowsMeetTheSameMoments();
    void partsAreTheWhole();
    void refusesTinySteps();
    void gapsAreGaps();
};

void RangePlanTest::choosesSteps_data()
{
    QTest::addColumn<qlonglong>("length_s");
    QTest::addColumn<int>("columns");
    QTest::addColumn<qlonglong>("step_s");
    QTest::newRow("30 days on 800 pixels") << 30 * 86'400LL << 800 << 3'600LL;
    QTest::newRow("an hour on 800") << 3'600LL << 800 << 5LL;
    QTest::newRow("exactly") << 800LL << 800 << 1LL;
    QTest::newRow("a little more") << 801LL << 800 << 2LL;
    QTest::newRow("nothing") << 0LL << 800 << 1LL;
    QTest::newRow("years on few") << 3'650 * 86'400LL << 1'000 << 4 * 86'400LL;
    QTest::newRow("no columns") << 86'400LL << 0 << 86'400LL;
    QTest::newRow("too many columns") << 30 * 86'400LL << 1'000'000 << 300LL;
}

void RangePlanTest::choosesSteps()
{
    QFETCH(qlonglong, length_s);
    QFETCH(int, columns);
    QFETCH(qlonglong, step_s);
    QCOMPARE(stepFor(windowOf(kDay_ns, length_s * kSecond_ns), columns),
             Timedelta(step_s * kSecond_ns));
}

void RangePlanTest::neverAsksForTooManyPoints()
{
    std::mt19937_64 random(20'261'128);
    std::uniform_int_distribution<std::int64_t> begins(-kDay_ns * 3'000, kDay_ns * 20'000);
    std::uniform_int_distribution<std::int64_t> lengths(1, kDay_ns * 9'000);
    std::uniform_int_distribution<int> columns(1, 20'000);
    for (int i = 0; i < 20'000; ++i) {
        const TimeWindow window = windowOf(begins(random), lengths(random));
        const auto plan = planRange(window, stepFor(window, columns(random)));
        QVERIFY(plan);
        QVERIFY(plan->points() <= kMostPoints);
        QVERIFY(plan->points() == 0 || (plan->first >= window.begin && plan->last < window.end));
    }
    const TimeWindow month = windowOf(1'700'000'000 * kSecond_ns, 30 * kDay_ns);
    QCOMPARE(planRange(month, stepFor(month, 800)).value().points(), 720);
}

void RangePlanTest::movingWindowsMeetTheSameMoments()
{
    const Timedelta step(15 * kSecond_ns);
    const auto one = planRange(windowOf(1'700'000'001 * kSecond_ns, kDay_ns), step).value();
    const auto next = planRange(windowOf(1'700'000'008 * kSecond_ns, kDay_ns), step).value();
    QCOMPARE(one.first.posixNs() % step.ns(), 0);
    QCOMPARE((next.first - one.first).ns() % step.ns(), 0);
    const auto before = planRange(windowOf(-7 * kSecond_ns, 20 * kSecond_ns), step).value();
    QCOMPARE(before, (RangePlan{Timestamp(0), Timestamp(0), step}));
}

void RangePlanTest::partsAreTheWhole()
{
    const auto plan = planRange(windowOf(0, 25'000 * kSecond_ns), Timedelta(kSecond_ns)).value();
    QCOMPARE(plan.points(), 25'000);
    const auto parts = partsOf(plan);
    QCOMPARE(parts.size(), 3U);
    std::int64_t points = 0;
    Timestamp next = plan.first;
    for (const RangePlan &part : parts) {
        QCOMPARE(part.first, next);
        QVERIFY(part.points() <= kMostPoints);
        points += part.points();
        next = part.last + plan.step;
    }
    QCOMPARE(points, plan.points());
    QCOMPARE(parts.back().last, plan.last);
    const auto none = planRange(windowOf(1, 10), Timedelta(kSecond_ns)).value();
    QCOMPARE(none.points(), 0);
    QVERIFY(partsOf(none).empty());
}

void RangePlanTest::refusesTinySteps()
{
    QVERIFY(planRange(windowOf(0, kDay_ns), Timedelta(1'000'000)));
    for (const std::int64_t step_ns : {std::int64_t{999'999}, std::int64_t{0}, std::int64_t{-5}}) {
        const auto plan = planRange(windowOf(0, kDay_ns), Timedelta(step_ns));
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    }
}

void RangePlanTest::gapsAreGaps()
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const Timedelta step(10 * kSecond_ns);
    const auto at = [](std::int64_t second) { return Timestamp(second * kSecond_ns); };
    const std::vector<Sample> told{{at(0), 1},
                                   {at(10), 2},
                                   {at(25), 3},
                                   {at(41), 4},
                                   {at(51), 5},
                                   {at(61), kInfinity},
                                   {at(71), std::nan("")},
                                   {at(81), 6}};
    const auto line = withGaps(told, step);
    QStringList shown;
    for (const Sample &sample : line)
        shown.append(
            QString::number(sample.at.posixNs() / kSecond_ns) + QLatin1Char(':') +
            (std::isnan(sample.value) ? QStringLiteral("gap") : QString::number(sample.value)));
    QCOMPARE(shown.join(QLatin1Char(' ')),
             QStringLiteral("0:1 10:2 25:3 35:gap 41:4 51:5 61:gap 71:gap 81:6"));
    QVERIFY(withGaps({}, step).empty());
}

TIDEMARK_TEST(RangePlanTest)
#include "range_plan_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/time_scale.h"
#include "views/charts/time_zoom.h"
#include "views/charts/zoom_history.h"

#include <QTest>

#include <random>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class TimeScaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void keepsNeighboursOneNanosecondApart();
    void findsTheInstantOfAPixelAndBack();
    void staysFiniteAtTheEndsOfTime();
    void zoomsByTheFactorAndKeepsTheAnchor();
    void zoomInThenOutComesBack();
    void stopsAtTwentyNanoseconds();
    void stopsAtTwiceTheExtent();
    void leavesAWindowBeyondTheLimitAlone();
    void pansByTenthsAndNeverWraps();
    void widensTooShortWindows();
    void historyKeepsAtLeastFiftyStepsAndItsStart();
    void historyForgetsTheWayForward();
};

namespace {

const Timestamp kNow(1'795'000'000'123'456'789);

} // namespace

void TimeScaleTest::keepsNeighboursOneNanosecondApart()
{
    const TimeScale scale({kNow, Timestamp(kNow.posixNs() + 20)}, 50, 800);
    for (int ns = 0; ns < 20; ++ns) {
        const Timestamp at(kNow.posixNs() + ns);
        QCOMPARE(scale.xOf(at), 50.0 + 40.0 * ns);
        QCOMPARE(scale.timeAt(scale.xOf(at) + 1), at);
    }
}

void TimeScaleTest::findsTheInstantOfAPixelAndBack()
{
    std::mt19937_64 random(7);
    for (int round = 0; round < 2000; ++round) {
        const auto begin = static_cast<std::int64_t>(random() >> 2);
        const auto span = static_cast<std::int64_t>(1 + random() % (std::uint64_t(1) << 52));
        const TimeScale scale({Timestamp(begin), Timestamp(begin + span)}, 60, 1000);
        const Timestamp at(begin + static_cast<std::int64_t>(random() % std::uint64_t(span)));
        const std::int64_t error = scale.timeAt(scale.xOf(at)).posixNs() - at.posixNs();
        QVERIFY(std::abs(error) <= span / 1'000'000'000 + 1); // a millionth of a pixel
    }
}

void TimeScaleTest::staysFiniteAtTheEndsOfTime()
{
    const TimeScale all(TimeWindow::all(), 0, 100);
    QCOMPARE(all.xOf(Timestamp::min()), 0.0);
    const TimeScale day({Timestamp(0), Timestamp(kNsPerDay)}, 0, 100);
    QVERIFY(day.xOf(Timestamp::max()) > 100);
    QVERIFY(day.xOf(Timestamp::min()) < 0);
    QCOMPARE(day.timeAt(1e300), Timestamp::max());
    QCOMPARE(day.timeAt(-1e300), Timestamp::min());
}

void TimeScaleTest::zoomsByTheFactorAndKeepsTheAnchor()
{
    const TimeWindow window{kNow, Timestamp(kNow.posixNs() + 1'200'000)};
    const Timestamp anchor(kNow.posixNs() + 300'000);
    const TimeWindow in = zoomed(window, anchor, kZoomFactor, {});
    QCOMPARE(span_ns(in), std::int64_t(1'000'000));
    const TimeScale before(window, 0, 1000);
    const TimeScale after(in, 0, 1000);
    QCOMPARE(after.xOf(anchor), before.xOf(anchor));
    QCOMPARE(span_ns(zoomed(window, anchor, 1 / kZoomFactor, {})), std::int64_t(1'440'000));
}

void TimeScaleTest::zoomInThenOutComesBack()
{
    const TimeWindow window{test::utcDay(2026, 1, 1), test::utcDay(2027, 1, 1)};
    const Timestamp anchor = test::utcDay(2026, 4, 1);
    TimeWindow now = window;
    for (int i = 0; i < 40; ++i)
        now = zoomed(now, anchor, kZoomFactor, {});
    QVERIFY(now.contains(anchor));
    for (int i = 0; i < 40; ++i)
        now = zoomed(now, anchor, 1 / kZoomFactor, {});
    QVERIFY(std::abs(now.begin.posixNs() - window.begin.posixNs()) < kNsPerSecond);
    QVERIFY(std::abs(now.end.posixNs() - window.end.posixNs()) < kNsPerSecond);
}

void TimeScaleTest::stopsAtTwentyNanoseconds()
{
    TimeWindow window{kNow, Timestamp(kNow.posixNs() + 1000)};
    for (int i = 0; i < 60; ++i)
        window = zoomed(window, Timestamp(kNow.posixNs() + 500), kZoomFactor, {});
    QCOMPARE(span_ns(window), kMinimumSpan_ns);
    QVERIFY(window.contains(Timestamp(kNow.posixNs() + 500)));
}

void TimeScaleTest::stopsAtTwiceTheExtent()
{
    const ZoomLimits limits{TimeWindow{test::utcDay(2026, 3, 1), test::utcDay(2026, 3, 11)}};
    TimeWindow window{test::utcDay(2026, 3, 4), test::utcDay(2026, 3, 5)};
    for (int i = 0; i < 60; ++i)
        window = zoomed(window, test::utcDay(2026, 3, 4), 1 / kZoomFactor, limits);
    QCOMPARE(span_ns(window), 20 * kNsPerDay);
}

void TimeScaleTest::leavesAWindowBeyondTheLimitAlone()
{
    const ZoomLimits limits{TimeWindow{test::utcDay(2026, 3, 1), test::utcDay(2026, 3, 2)}};
    const TimeWindow year{test::utcDay(2026, 1, 1), test::utcDay(2027, 1, 1)};
    QCOMPARE(zoomed(year, test::utcDay(2026, 3, 1), 1 / kZoomFactor, limits), year);
    QVERIFY(span_ns(zoomed(year, test::utcDay(2026, 3, 1), kZoomFactor, limits)) < span_ns(year));
    const TimeWindow tiny{Timestamp(0), Timestamp(5)};
    QCOMPARE(zoomed(tiny, Timestamp(2), kZoomFactor, {}), tiny);
}

void TimeScaleTest::pansByTenthsAndNeverWraps()
{
    const TimeWindow window{Timestamp(1000), Timestamp(2000)};
    QCOMPARE(pannedBySteps(window, 3), (TimeWindow{Timestamp(1300), Timestamp(2300)}));
    QCOMPARE(pannedBySteps(window, -20), (TimeWindow{Timestamp(-1000), Timestamp(0)}));
    const TimeWindow last = panned(window, std::numeric_limits<std::int64_t>::max());
    QCOMPARE(last.end, Timestamp::max());
    QCOMPARE(span_ns(last), std::int64_t(1000));
    const TimeWindow first = panned(window, std::numeric_limits<std::int64_t>::min());
    QVERIFY(first.begin < Timestamp(0));
    QCOMPARE(span_ns(first), std::int64_t(1000));
}

void TimeScaleTest::widensTooShortWindows()
{
    QCOMPARE(windowBetween(Timestamp(200), Timestamp(100)),
             (TimeWindow{Timestamp(100), Timestamp(200)}));
    const TimeWindow point = windowBetween(Timestamp(100), Timestamp(100));
    QCOMPARE(span_ns(point), kMinimumSpan_ns);
    QVERIFY(point.contains(Timestamp(100)));
    QCOMPARE(span_ns(windowBetween(Timestamp::max(), Timestamp::max())), kMinimumSpan_ns);
}

void TimeScaleTest::historyKeepsAtLeastFiftyStepsAndItsStart()
{
    const auto range = [](std::int64_t n) {
        return ChartRange{{Timestamp(n), Timestamp(n + 100)}, {}};
    };
    ZoomHistory history;
    history.start(range(0));
    QVERIFY(!history.canGoBack());
    for (int i = 1; i <= 60; ++i)
        history.push(range(i));
    for (int i = 59; i >= 10; --i)
        QCOMPARE(history.back()->time.begin, Timestamp(i));
    for (int i = 11; i <= 60; ++i)
        QCOMPARE(history.forward()->time.begin, Timestamp(i));
    QVERIFY(!history.forward().has_value());
    for (int i = 61; i <= 1000; ++i)
        history.push(range(i));
    QCOMPARE(history.toFirst()->time.begin, Timestamp(0));
    QVERIFY(!history.back().has_value());
}

void TimeScaleTest::historyForgetsTheWayForward()
{
    ZoomHistory history;
    for (const std::int64_t n : {0, 1, 2})
        history.push({{Timestamp(n), Timestamp(n + 100)}, {}});
    (void)history.back();
    history.push({{Timestamp(9), Timestamp(100)}, {}});
    QVERIFY(!history.canGoForward());
    history.push({{Timestamp(9), Timestamp(100)}, {}}); // the same again is no step
    QCOMPARE(history.back()->time.begin, Timestamp(1));
}

TIDEMARK_TEST(TimeScaleTest)

#include "time_scale_test.moc"

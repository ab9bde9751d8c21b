// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_window.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace tidemark;

/// Robustness value V3: interval arithmetic near ±2⁶³ ns saturates or errors by rule.
class TimeOverflowTest final : public QObject
{
    Q_OBJECT

    static constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
    static constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

    template <class T>
    static bool overflows(const Result<T> &result)
    {
        return !result && result.error().code == ErrorCode::Overflow &&
               !result.error().message.isEmpty();
    }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void v3OperatorsSaturateInsteadOfWrapping()
    {
        QCOMPARE(Timedelta::max() + Timedelta(1), Timedelta::max());
        QCOMPARE(Timedelta::min() + Timedelta(-1), Timedelta::min());
        QCOMPARE(Timedelta::min() - Timedelta(1), Timedelta::min());
        QCOMPARE(Timedelta(0) - Timedelta::min(), Timedelta::max());
        QCOMPARE(Timestamp::max() + Timedelta::max(), Timestamp::max());
        QCOMPARE(Timestamp::min() - Timedelta::max(), Timestamp::min());
        QCOMPARE(Timestamp::max() - Timedelta::min(), Timestamp::max());
        QCOMPARE(Timestamp::max() - Timestamp::min(), Timedelta::max());
        QCOMPARE(Timestamp::min() - Timestamp::max(), Timedelta::min());
        QCOMPARE(TimeWindow::all().duration(), Timedelta::max());
        QCOMPARE(Timestamp::fromNow(Timedelta::max()), Timestamp::max());
    }

    void v3CheckedFunctionsReportOverflow()
    {
        QVERIFY(overflows(checkedAdd(Timedelta::max(), Timedelta(1))));
        QVERIFY(overflows(checkedSubtract(Timedelta::min(), Timedelta(1))));
        QVERIFY(overflows(checkedMultiply(Timedelta::min(), std::int64_t{-1})));
        QVERIFY(overflows(checkedMultiply(Timedelta::max(), 1.0)));
        QVERIFY(overflows(checkedMultiply(Timedelta::max(), std::int64_t{2})));
        QVERIFY(overflows(divide(Timedelta::max(), 0.5)));
        QVERIFY(overflows(floorDivide(Timedelta::min(), std::int64_t{-1})));
        QVERIFY(overflows(floorDivide(Timedelta::min(), Timedelta(-1))));
        QVERIFY(overflows(checkedAdd(Timestamp::max(), Timedelta(1))));
        QVERIFY(overflows(checkedSubtract(Timestamp::min(), Timedelta(1))));
        QVERIFY(overflows(checkedSubtract(Timestamp::max(), Timestamp(-1))));
        QVERIFY(overflows(Timedelta::fromSeconds(9223372036.9)));
        QVERIFY(overflows(Timedelta::fromSeconds(-std::numeric_limits<double>::infinity())));
        QVERIFY(overflows(Timestamp::fromPosixSeconds(1e300)));
    }

    void v3LimitsThemselvesAreReached()
    {
        QCOMPARE(*checkedAdd(Timedelta(kMax - 1), Timedelta(1)), Timedelta::max());
        QCOMPARE(*checkedSubtract(Timestamp(-1), Timestamp(kMax)), Timedelta::min());
        QCOMPARE(*floorModulo(Timedelta::min(), Timedelta(-1)), Timedelta(0));
        QCOMPARE(*floorDivide(Timedelta::min(), Timedelta::min()), std::int64_t{1});
        QCOMPARE(*Timedelta::fromString(u"-9223372036854775808ns"), Timedelta::min());
        QVERIFY(overflows(Timedelta::fromString(u"-9223372036854775809ns")));
        QVERIFY(overflows(Timedelta::fromString(u"99999999999999999999999999999999d")));
        QVERIFY(overflows(Timedelta::fromString(u"9223372036.9s")));
    }

    void zeroDivisorsAreRefused()
    {
        QCOMPARE(divide(Timedelta(1), 0.0).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(divide(Timedelta(1), qQNaN()).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(ratio(Timedelta(1), Timedelta(0)).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(floorModulo(Timedelta(1), Timedelta(0)).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(floorDivide(Timedelta(1), Timedelta(0)).error().code, ErrorCode::InvalidArgument);
    }

    void windowsAreHalfOpen()
    {
        constexpr TimeWindow window{Timestamp(10), Timestamp(20)};
        QVERIFY(window.contains(Timestamp(10)) && !window.contains(Timestamp(20)));
        QVERIFY(!window.overlaps({Timestamp(20), Timestamp(30)}));
        QVERIFY(window.overlaps({Timestamp(19), Timestamp(30)}));
        QVERIFY(!window.overlaps({Timestamp(15), Timestamp(15)}));
        QCOMPARE(window.intersected({Timestamp(15), Timestamp(30)}),
                 (TimeWindow{Timestamp(15), Timestamp(20)}));
        QVERIFY(window.intersected({Timestamp(30), Timestamp(40)}).isEmpty());
        QCOMPARE(window.united({Timestamp(30), Timestamp(40)}),
                 (TimeWindow{Timestamp(10), Timestamp(40)}));
        QVERIFY(TimeWindow::all().contains(Timestamp(kMin)));
        QVERIFY(TimeWindow::all().contains(window));
    }
};

TIDEMARK_TEST(TimeOverflowTest)
#include "time_overflow_test.moc"

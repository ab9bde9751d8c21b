// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_events.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;

namespace {

StoreChange recordsOf(std::vector<MetricId> metrics, std::optional<TimeWindow> window)
{
    StoreChange change;
    change.metrics = std::move(metrics);
    change.window = window;
    return change;
}

TimeWindow window(std::int64_t begin, std::int64_t end)
{
    return TimeWindow{Timestamp(begin), Timestamp(end)};
}

} // namespace

class StoreChangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void touchesWhatItListsOrEverything();
    void mergingUnitesMetricsAndWindows();
    void anUnknownWindowStaysUnknown();
    void aChangeWithoutRecordsLeavesTheWindow();
};

void StoreChangeTest::touchesWhatItListsOrEverything()
{
    StoreChange change = recordsOf({MetricId(2), MetricId(5)}, std::nullopt);
    QVERIFY(change.touches(MetricId(2)));
    QVERIFY(!change.touches(MetricId(3)));
    change.allMetrics = true;
    QVERIFY(change.touches(MetricId(3)));
}

void StoreChangeTest::mergingUnitesMetricsAndWindows()
{
    StoreChange change = recordsOf({MetricId(2), MetricId(5)}, window(10, 20));
    StoreChange other = recordsOf({MetricId(1), MetricId(5)}, window(15, 40));
    other.sessions = true;
    change.merge(other);
    QCOMPARE(change.metrics, (std::vector{MetricId(1), MetricId(2), MetricId(5)}));
    QCOMPARE(change.window, std::optional(window(10, 40)));
    QVERIFY(change.sessions && !change.definitions && !change.allMetrics);
}

void StoreChangeTest::anUnknownWindowStaysUnknown()
{
    StoreChange change = recordsOf({MetricId(2)}, window(10, 20));
    change.merge(recordsOf({MetricId(3)}, std::nullopt));
    QVERIFY(!change.window);
    change.merge(recordsOf({MetricId(3)}, window(1, 2)));
    QVERIFY(!change.window);
}

void StoreChangeTest::aChangeWithoutRecordsLeavesTheWindow()
{
    StoreChange definitions;
    definitions.definitions = true;
    StoreChange change = recordsOf({MetricId(2)}, window(10, 20));
    change.merge(definitions);
    QCOMPARE(change.window, std::optional(window(10, 20)));
    definitions.merge(recordsOf({MetricId(2)}, window(10, 20)));
    QCOMPARE(definitions.window, std::optional(window(10, 20)));
    QVERIFY(definitions.definitions);
}

TIDEMARK_TEST(StoreChangeTest)
#include "store_change_test.moc"

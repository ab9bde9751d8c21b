// SPDX-License-Identifier: GPL-3.0-or-later
// A metric's values are its records and its samples: aggregates by period, totals, extents and
// what the browser shows count both.
#include "model/ports/access_store.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/series_store.h"
#include "model/ports/store_events.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kHour = 3'600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;

class MetricSamplesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void periodsHoldBoth();
    void openBordersReachTheOutermostOfBoth();
    void manySeriesAreOneMetric();
    void filtersOfRowsLeaveSamplesOut_data();
    void filtersOfRowsLeaveSamplesOut();
    void tagsAreThoseOfTheSeries();
    void totalsAreOfTheExactWindow();
    void summariesTellOfBoth();
    void summariesFollowWhatIsWritten();
    void changesNameTheMetric();
    void otherOrganisationsSeeNothing();

private:
    SeriesId seriesOf(const TagMap &tags = {})
    {
        return answer(m_ports.series->open({m_metric, tags})).value().id;
    }
    void append(SeriesId series, std::vector<std::int64_t> times, std::vector<double> values)
    {
        QVERIFY(answer(m_ports.series->append({{series, std::move(times), std::move(values)}})));
    }
    void enter(double value, std::int64_t at)
    {
        ValueEntry entry;
        entry.metric = u"load"_s;
        entry.value = value;
        entry.at = Timestamp(at);
        QVERIFY(answer(m_ports.records->enter(entry)));
    }
    [[nodiscard]] AggregateSeries daily(const Selection &selection = {})
    {
        AggregateQuery query;
        query.selection = selection;
        query.selection.metrics = {m_metric};
        query.calendar = {Zone::utc(), Qt::Monday};
        return answer(m_ports.aggregates->aggregate(query)).value();
    }
    [[nodiscard]] MetricSummary summary(const TimeWindow &window = {}, int points = 0)
    {
        return answer(m_ports.catalog->summaries(window, points)).value().front();
    }

    QTemporaryDir m_folder;
    StorePointer m_store;
    DataPorts m_ports;
    MetricId m_metric;
};

void MetricSamplesTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"s%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_metric = answer(m_ports.catalog->create({u"load"_s})).value().definition.id;
}

void MetricSamplesTest::periodsHoldBoth()
{
    append(seriesOf(), {kHour, 2 * kHour, kDay + kHour}, {1, 5, 7});
    enter(3, 3 * kHour);
    enter(9, 2 * kDay + 1);
    const AggregateSeries series = daily();
    QCOMPARE(series.buckets.size(), 3U);
    const Aggregate &first = series.buckets[0].aggregate;
    QCOMPARE(first.count, 3U);
    QCOMPARE(first.sum.value(), 9.0);
    QCOMPARE(first.min, 1.0);
    QCOMPARE(first.max, 5.0);
    QCOMPARE(first.first, 1.0);
    QCOMPARE(first.last, 3.0); // the record is the latest
    QCOMPARE(series.buckets[1].aggregate.sum.value(), 7.0);
    QCOMPARE(series.buckets[2].aggregate.sum.value(), 9.0);
    QCOMPARE(series.window, (TimeWindow{Timestamp(0), Timestamp(3 * kDay)}));
}

void MetricSamplesTest::openBordersReachTheOutermostOfBoth()
{
    enter(1, 5 * kDay);
    append(seriesOf(), {-kDay, 9 * kDay}, {1, 2});
    QCOMPARE(daily().window, (TimeWindow{Timestamp(-kDay), Timestamp(10 * kDay)}));
    const auto extent =
        answer(m_ports.aggregates->extent({m_metric}, TimeFilter::SessionEnd)).value();
    QCOMPARE(extent, std::optional(TimeWindow{Timestamp(-kDay), Timestamp(9 * kDay + 1)}));
    Selection later;
    later.begin = Timestamp(5 * kDay);
    QCOMPARE(daily(later).buckets.size(), 2U);
    QCOMPARE(daily(later).window, (TimeWindow{Timestamp(5 * kDay), Timestamp(10 * kDay)}));
    Selection none;
    none.begin = Timestamp(20 * kDay);
    QVERIFY(daily(none).buckets.empty());
}

void MetricSamplesTest::manySeriesAreOneMetric()
{
    append(seriesOf({{u"host"_s, u"a"_s}}), {1, 3}, {10, 30});
    append(seriesOf({{u"host"_s, u"b"_s}}), {2, kDay}, {20, 40});
    const AggregateSeries series = daily();
    QCOMPARE(series.buckets.size(), 2U);
    QCOMPARE(series.buckets[0].aggregate.sum.value(), 60.0);
    QCOMPARE(series.buckets[0].aggregate.last, 30.0);
    QCOMPARE(series.buckets[1].aggregate.count, 1U);
}

void MetricSamplesTest::filtersOfRowsLeaveSamplesOut_data()
{
    QTest::addColumn<Selection>("selection");
    QTest::addColumn<int>("count");
    const auto row = [](const char *name, const Selection &selection, int count) {
        QTest::newRow(name) << selection << count;
    };
    Selection selection;
    row("none", selection, 2);
    selection.devices = IdFilter::nullOnly();
    row("without a device", selection, 2);
    selection.devices = IdFilter::oneOf({u"rig"_s});
    row("of a device", selection, 0);
    selection = {};
    selection.invocations = IdFilter::nullOnly();
    row("without an invocation", selection, 2);
    selection.invocations = IdFilter::oneOf({u"iv_1"_s});
    row("of an invocation", selection, 0);
    selection = {};
    selection.sessions = QStringList{u"ss_1"_s};
    row("of a session", selection, 0);
    selection = {};
    selection.values = ValueKinds::RecordsOnly;
    row("of records only", selection, 0);
}

void MetricSamplesTest::filtersOfRowsLeaveSamplesOut()
{
    QFETCH(Selection, selection);
    QFETCH(const int, count);
    append(seriesOf(), {1, 2}, {10, 30});
    std::uint64_t found = 0;
    for (const AggregateBucket &bucket : daily(selection).buckets)
        found += bucket.aggregate.count;
    QCOMPARE(found, static_cast<std::uint64_t>(count));
    selection.metrics = {m_metric};
    QCOMPARE(answer(m_ports.aggregates->total(selection)).value().count, found);
}

void MetricSamplesTest::tagsAreThoseOfTheSeries()
{
    append(seriesOf({{u"host"_s, u"a"_s}, {u"cpu"_s, u"0"_s}}), {1}, {10});
    append(seriesOf({{u"host"_s, u"b"_s}, {u"cpu"_s, u"0"_s}}), {2}, {20});
    append(seriesOf(), {3}, {40});
    Selection selection;
    selection.tags = {{u"cpu"_s, u"0"_s}};
    QCOMPARE(daily(selection).buckets.front().aggregate.sum.value(), 30.0);
    selection.tags = {{u"cpu"_s, u"0"_s}, {u"host"_s, u"b"_s}};
    QCOMPARE(daily(selection).buckets.front().aggregate.sum.value(), 20.0);
    selection.tags = {{u"host"_s, u"c"_s}};
    QVERIFY(daily(selection).buckets.empty());
}

void MetricSamplesTest::totalsAreOfTheExactWindow()
{
    append(seriesOf(), {10, 20, 30}, {1, 2, 4});
    enter(8, 25);
    Selection selection;
    selection.begin = Timestamp(20);
    selection.end = Timestamp(30);
    const Aggregate total = answer(m_ports.aggregates->total(selection)).value();
    QCOMPARE(total.count, 2U);
    QCOMPARE(total.sum.value(), 10.0);
    QCOMPARE(total.last, 8.0);
}

void MetricSamplesTest::summariesTellOfBoth()
{
    enter(3, 50);
    append(seriesOf({{u"host"_s, u"a"_s}}), {10, 20, 90}, {1, 3, 8});
    append(seriesOf({{u"host"_s, u"b"_s}}), {20}, {5});
    const MetricSummary found = summary({Timestamp(0), Timestamp(100)}, 4);
    QCOMPARE(found.recordCount, 1);
    QCOMPARE(found.sampleCount, 4);
    QCOMPARE(found.valueCount(), 5);
    QCOMPARE(found.lastValue, std::optional(8.0));
    QCOMPARE(found.lastAt, std::optional(Timestamp(90)));
    QCOMPARE(found.firstAt, std::optional(Timestamp(10)));
    const std::vector<std::optional<double>> line{3.0, {}, 3.0, 8.0};
    QCOMPARE(found.sparkline, line);
    // Parts that are shorter than a nanosecond hold nothing.
    QCOMPARE(summary({Timestamp(0), Timestamp(3)}, 4).sparkline.size(), 4U);
}

void MetricSamplesTest::summariesFollowWhatIsWritten()
{
    const SeriesId series = seriesOf();
    QCOMPARE(summary().sampleCount, 0);
    append(series, {10}, {1});
    QCOMPARE(summary().lastValue, std::optional(1.0));
    append(series, {20}, {2});
    QCOMPARE(summary().lastValue, std::optional(2.0));
    QCOMPARE(summary().sampleCount, 2);
    QVERIFY(answer(m_ports.series->remove(series, {Timestamp(15), Timestamp(30)}, {})));
    QCOMPARE(summary().lastValue, std::optional(1.0));
    QCOMPARE(summary().sampleCount, 1);
}

void MetricSamplesTest::changesNameTheMetric()
{
    const MetricId other = answer(m_ports.catalog->create({u"other"_s})).value().definition.id;
    const SeriesId series = seriesOf();
    const auto second = openStore(m_store->path()).value(); // as another process has it
    StoreChange here;
    StoreChange there;
    connect(m_ports.events, &StoreEvents::changed, this,
            [&](const StoreChange &change) { here.merge(change); });
    connect(second->ports().events, &StoreEvents::changed, this,
            [&](const StoreChange &change) { there.merge(change); });
    append(series, {1}, {1});
    QTRY_VERIFY(here.touches(m_metric));
    QTRY_VERIFY(there.touches(m_metric));
    QVERIFY(!there.touches(other));
}

void MetricSamplesTest::otherOrganisationsSeeNothing()
{
    append(seriesOf(), {1}, {1});
    QVERIFY(answer(m_store->access().createOrganisation({u"other"_s, u"og_other"_s})));
    const DataPorts theirs = m_store->portsFor({u"og_other"_s, u"bo"_s});
    QCOMPARE(answer(theirs.aggregates->total({})).value().count, 0U);
    Selection ours;
    ours.metrics = {m_metric};
    QCOMPARE(answer(theirs.aggregates->total(ours)).value().count, 0U);
    QVERIFY(answer(theirs.catalog->summaries({}, 0)).value().empty());
}

} // namespace

TIDEMARK_TEST(MetricSamplesTest)
#include "metric_samples_test.moc"
